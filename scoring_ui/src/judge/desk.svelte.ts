/** One judge's desk on this tablet: joins sheets, outbox and link to the page. Each of the three is tested without it. */

import { answer, api } from "../lib/api";
import { sameValue } from "../lib/decimal";
import { makeId } from "../lib/ids";
import { Link, type LinkState } from "../lib/link";
import { openIndexedStore } from "../lib/outbox/indexed";
import { MemoryStore } from "../lib/outbox/memory";
import { Outbox, type OutboxView } from "../lib/outbox/outbox";
import type { Entry, OutboxStore, RefusedEntry } from "../lib/outbox/store";
import { type Cell, cellOf, HeldMarks, latest, placeKey } from "../lib/sheet";
import { socketAddress } from "../lib/socket-address";
import type { JudgeDesk, JudgeMessage, Sheets } from "../lib/types";

export type Undo = { key: string; before: string | null; until: number };

const UNDO = 10_000;

export async function openStore(): Promise<{ store: OutboxStore; keeps: boolean }> {
  try {
    return { store: await openIndexedStore(), keeps: true };
  } catch {
    return { store: new MemoryStore(), keeps: false };
  }
}

export class Desk {
  #held = new HeldMarks();
  #outbox: Outbox;
  #link: Link<JudgeMessage>;
  #heardVersion = $state(0);
  #view = $state.raw<OutboxView>({ waiting: 0, sent: 0, refused: [], unanswered: [], overdue: false });
  #unanswered = $derived<ReadonlyMap<string, Entry>>(latest(this.#view.unanswered));
  #refused = $derived<ReadonlyMap<string, RefusedEntry>>(latest(this.#view.refused));

  /** Whether marks survive on this device until the server has them. */
  keeps = $state(true);
  desk = $state.raw<JudgeDesk | undefined>();
  link = $state<LinkState>("connecting");
  /** Since when the link is what it is; the tablet's own time. */
  since = $state(Date.now());
  undo = $state.raw<Undo | undefined>();

  constructor(store: OutboxStore, keeps: boolean, onUnpaired: () => void) {
    this.keeps = keeps;
    this.#outbox = new Outbox({
      store,
      send: (entry) => this.#link.send({ type: "mark", ...entry }),
      onChange: (view) => {
        if (view.overdue && !this.#view.overdue) this.since = Date.now();
        this.#view = view;
      },
      onStuck: () => this.#link.restart(),
    });
    this.#link = new Link<JudgeMessage>({
      address: () => socketAddress("/live/judge"),
      onMessage: (message) => void this.#hear(message),
      onTurnedAway: onUnpaired,
      onState: (state, since) => {
        this.link = state;
        this.since = since;
        if (state !== "live") this.#outbox.disconnected();
      },
    });
  }

  async start(): Promise<void> {
    await this.#outbox.load();
    await this.refresh();
    this.#link.start();
  }

  close(): void {
    this.#link.close();
  }

  async refresh(): Promise<void> {
    const asked = this.#held.moment;
    const desk = await answer(api.GET("/api/judge/sheets"));
    this.#held.fromDesk(desk, asked);
    this.#heardVersion += 1;
    this.desk = desk;
  }

  get waiting(): number {
    return this.#view.waiting;
  }
  get sent(): number {
    return this.#view.sent;
  }
  get refused(): RefusedEntry[] {
    return this.#view.refused;
  }
  get stored(): number {
    void this.#heardVersion;
    return this.#held.count;
  }
  get overdue(): boolean {
    return this.#view.overdue;
  }

  cell(sheet: Sheets, entrant: string, aspect: string): Cell {
    void this.#heardVersion;
    return cellOf({ event: sheet.event, entrant, aspect }, this.#held, this.#unanswered, this.#refused);
  }

  /** Enters a mark, or takes one back with null. The same value again is nothing new. */
  async enter(sheet: Sheets, entrant: string, aspect: string, value: string | null, undoable = true): Promise<void> {
    if (sheet.state !== "open") return;
    const cell = this.cell(sheet, entrant, aspect);
    if (cell.state !== "refused" && sameValue(cell.value, value)) return;
    const place = { event: sheet.event, entrant, aspect };
    const before = cell.state === "refused" ? cell.held : cell.value;
    this.undo = undoable ? { key: placeKey(place), before, until: Date.now() + UNDO } : undefined;
    try {
      if (cell.refused) await this.#outbox.dismiss(cell.refused.id);
      await this.#outbox.enter({ ...place, id: makeId(), stage: sheet.stage, value, at: new Date().toISOString() });
    } catch {
      this.undo = undefined;
      this.keeps = false; // the device is full or its storage broken; the slot stays as it was
    }
  }

  dismiss(id: string): void {
    void this.#outbox.dismiss(id);
  }

  async #hear(message: JudgeMessage): Promise<void> {
    switch (message.type) {
      case "welcome":
        this.#outbox.connected();
        void this.refresh().catch(() => undefined);
        return;
      case "receipt": {
        const entry = await this.#outbox.receipt(message.id);
        if (entry) this.#held.fromReceipt(entry);
        this.#heardVersion += 1;
        return;
      }
      case "refused":
        await this.#outbox.refusal(message.id, { code: message.code, text: message.text });
        return;
      case "event_state":
        this.#setState(message.event, message.state);
        return;
      case "pong":
      case "pulse":
        return;
      default:
        unknown(message);
    }
  }

  #setState(event: string, state: string): void {
    if (!this.desk) return;
    const sheets = this.desk.sheets.map((sheet) => (sheet.event === event ? { ...sheet, state } : sheet));
    this.desk = { ...this.desk, sheets };
  }
}

function unknown(message: never): void {
  console.warn("a message this page does not know", message);
}
