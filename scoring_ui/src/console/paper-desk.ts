/** What people do with a paper sheet; each answers with the sheet as it then stands. */

import { answer, api } from "../lib/api";
import type { PaperSheet } from "../lib/types";

export class PaperCalls {
  readonly event: string;

  constructor(event: string) {
    this.event = event;
  }

  get #path() {
    return { path: { event: this.event } };
  }

  read(code: string): Promise<PaperSheet> {
    return answer(api.GET("/api/events/{event}/paper/sheet", { params: { ...this.#path, query: { code } } }));
  }

  keyIn(code: string, marks: Record<string, string | null>): Promise<PaperSheet> {
    return answer(api.POST("/api/events/{event}/paper/entries", { params: this.#path, body: { code, marks } }));
  }

  settle(code: string, aspect: string, value: string | null): Promise<PaperSheet> {
    const body = { code, aspect, value };
    return answer(api.POST("/api/events/{event}/paper/readings", { params: this.#path, body }));
  }

  decide(code: string, aspect: string, value: string, seq: number, reason: string): Promise<PaperSheet> {
    const body = { code, aspect, value, seq, reason };
    return answer(api.POST("/api/events/{event}/paper/decisions", { params: this.#path, body }));
  }

  attest(code: string): Promise<PaperSheet> {
    return answer(api.POST("/api/events/{event}/paper/signatures", { params: this.#path, body: { code } }));
  }

  confirm(code: string): Promise<PaperSheet> {
    return answer(api.POST("/api/events/{event}/paper/confirmations", { params: this.#path, body: { code } }));
  }
}
