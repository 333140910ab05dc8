/** What the chief judge does with mark sheets; afterwards the room shows how they stand. */

import { answer, api, nothing } from "../lib/api";
import type { CorrectMark, EventSheets, SheetsLocked } from "../lib/types";
import type { Console } from "./console.svelte";

type Where = { stage: string; entrant: string; subCriterion: string };

export class SheetActs {
  #room: Console;

  constructor(room: Console) {
    this.#room = room;
  }

  get #params() {
    return { path: { event: this.#room.eventId } };
  }

  async lockReady(): Promise<SheetsLocked> {
    const params = this.#params;
    const done = await answer(api.POST("/api/events/{event}/sheets/lock-ready", { params, ...nothing }));
    await this.#room.refresh();
    return done;
  }

  async lock(sheet: Where): Promise<void> {
    const params = this.#params;
    await answer(api.POST("/api/events/{event}/sheets/lock", { params, body: { sheets: [sheet] } }));
    await this.#room.refresh();
  }

  reopen(body: Where & { reason: string }): Promise<void> {
    return this.#show(answer(api.POST("/api/events/{event}/sheets/reopen", { params: this.#params, body })));
  }

  /** Why the panel's marks may lie further apart than the scheme allows. */
  justify(body: { stage: string; entrant: string; aspect: string; reason: string }): Promise<void> {
    return this.#show(answer(api.POST("/api/events/{event}/sheets/justify", { params: this.#params, body })));
  }

  correct(body: CorrectMark): Promise<void> {
    return this.#show(answer(api.POST("/api/events/{event}/sheets/correct", { params: this.#params, body })));
  }

  async #show(asked: Promise<EventSheets>): Promise<void> {
    this.#room.sheets = await asked;
  }
}
