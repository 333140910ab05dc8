/** How judges' tablets come in and are sent away, and who sits where. */

import { answer, api, nothing } from "../lib/api";
import type { PairedTablet, Pairing, Panel, Tries, TypedCode } from "../lib/types";

export class AccessCalls {
  readonly event: string;

  constructor(event: string) {
    this.event = event;
  }

  panels(): Promise<Panel[]> {
    return answer(api.GET("/api/events/{event}/panels", { params: { path: { event: this.event } } }));
  }

  pair(account: string): Promise<Pairing> {
    const path = { event: this.event, account };
    return answer(api.POST("/api/events/{event}/seats/{account}/pairing", { params: { path }, ...nothing }));
  }

  typedCode(account: string): Promise<TypedCode> {
    const path = { event: this.event, account };
    return answer(api.POST("/api/events/{event}/seats/{account}/typed-code", { params: { path }, ...nothing }));
  }

  tablets(account: string): Promise<PairedTablet[]> {
    const path = { event: this.event, account };
    return answer(api.GET("/api/events/{event}/seats/{account}/tablets", { params: { path } }));
  }

  async revoke(account: string, tablet: string): Promise<void> {
    const path = { event: this.event, account, tablet };
    await answer(api.DELETE("/api/events/{event}/seats/{account}/tablets/{tablet}", { params: { path }, ...nothing }));
  }
}

/** Of the whole server. */
export function wrongTries(): Promise<Tries> {
  return answer(api.GET("/api/wrong-tries"));
}
