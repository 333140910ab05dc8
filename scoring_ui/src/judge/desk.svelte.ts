/** One judge's desk on this tablet: joins sheets, outbox and link to the page. Each of the three is tested without it. */

import { answer, api, Refusal } from "../lib/api";
import { sameValue } from "../lib/decimal";
import { makeId } from "../lib/ids";
import { Link, type LinkState } from "../lib/link";
import { Outbox, type OutboxView } from "../lib/outbox/outbox";
import type { Entry, OutboxStore, RefusedEntry } from "../lib/outbox/store";
import { RoundTrips, type Trip } from "../lib/round-trips";
import { type Cell, cellOf, type Change, HeldMarks, latest, placeKey } from "../lib/sheet";
import { socketAddress } from "../lib/socket-address";
import type { JudgeDesk, JudgeMessage, Sheets } from "../lib/types";
import { type Battery, batteryReader } from "./device";
import { Lease, type Other } from "./lease.svelte";
import { Signing } from "./signing.svelte";
import type { Tablet } from "./tablet";

export type Undo = { key: string; before: string | null; until: number };

declare const __SHAPE__: string;

const UNDO = 10_000;
const READING = 8_000;
const PING = 1_000;
/** A link is shown as lost so long after the server's last word, and given up so much later. */
const SILENCE = 2_000;
const GRACE = 4_000;

export type DeskOptions = {
  tablet: Tablet;
  /** The judge's account: the only one whose marks are sent. */
  account: string;
  /** The server knows this tablet as nobody's. */
  onUnpaired: () => void;
  /** The server knows this tablet as another judge's. */
  onOtherJudge: () => void;
};

export class Desk {
  #options: DeskOptions;
  #held = new HeldMarks();
  #outbox: Outbox;
  #link: Link<JudgeMessage>;
  #lease: Lease;
  #battery: () => Battery | undefined = () => undefined;
  #welcomed = false;
  #asked = 0;
  #taken = 0;
  #trips = new RoundTrips();
  #heardVersion = $state(0);
  #view = $state.raw<OutboxView>({ waiting: 0, sent: 0, refused: [], unanswered: [], overdue: false, others: 0 });
  #unanswered = $derived<ReadonlyMap<string, Entry>>(latest(this.#view.unanswered));
  #refused = $derived<ReadonlyMap<string, RefusedEntry>>(latest(this.#view.refused));
  #sheets = $state.raw<JudgeDesk | undefined>();

  /** How the sheets stand, and what the judge does with them as a whole. */
  readonly signing = new Signing({
    cell: (sheet, entrant, aspect) => this.cell(sheet, entrant, aspect),
    live: () => this.link === "live" && !this.overdue,
    onDiffers: () => void this.refresh().catch(() => undefined),
    sheets: () => this.desk?.sheets ?? [],
  });

  /** Whether marks survive on this device until the server has them. */
  keeps = $state(true);
  link = $state<LinkState>("connecting");
  /** Since when the link is what it is; the tablet's own time. */
  since = $state(Date.now());
  undo = $state.raw<Undo | undefined>();
  /** The way of the server's last answer. */
  trip = $state.raw<Trip | undefined>();
  /** Called before the desk goes elsewhere: what is half entered may still be entered. */
  onYield: () => void = () => undefined;
  /** The sheets; closed while another page has the desk. */
  desk = $derived.by<JudgeDesk | undefined>(() => {
    if (!this.#sheets || !this.other) return this.#sheets;
    const closed = (sheet: Sheets) => ({ ...sheet, state: sheet.state === "open" ? "elsewhere" : sheet.state });
    return { ...this.#sheets, sheets: this.#sheets.sheets.map(closed) };
  });

  constructor(options: DeskOptions) {
    this.#options = options;
    this.keeps = options.tablet.keeps;
    this.#lease = new Lease({ onYield: () => this.onYield(), onChange: () => void this.#leaseChanged() });
    this.#outbox = new Outbox({
      store: this.#store,
      judge: options.account,
      send: ({ judge: _judge, ...entry }) => this.#link.send({ type: "mark", ...entry }),
      onChange: (view) => {
        if (view.overdue && !this.#view.overdue) this.since = Date.now();
        this.#view = view;
        this.#restWhenDone();
      },
      onStuck: () => this.#link.restart(),
    });
    this.#link = new Link<JudgeMessage>({
      address: () => socketAddress("/live/judge"),
      silence: SILENCE,
      grace: GRACE,
      probe: { every: PING, message: () => this.#word() },
      onSocket: () => {
        this.#welcomed = false;
        this.#trips.forget();
      },
      onMessage: (message) => void this.#hear(message),
      onTurnedAway: () => options.onUnpaired(),
      onState: (state, since) => {
        this.link = state;
        this.since = since;
        if (state !== "live") this.#outbox.disconnected();
        else if (this.#welcomed) this.#outbox.connected();
      },
    });
  }

  /** The desk stands: as the tablet kept it if it did, otherwise as the server says. Raises a `Refusal` only then. */
  async start(): Promise<void> {
    await this.#outbox.load();
    const kept = await this.#store.desk();
    const own = kept?.account === this.#options.account ? kept : undefined;
    if (own?.shape === __SHAPE__) await this.#show(own.desk);
    else
      await this.refresh().catch(async (error: unknown) => {
        if (!own || !(error instanceof Refusal) || error.status === 401) throw error;
        await this.#show(own.desk);
      });
    this.#lease.open();
    this.#link.start();
    document.addEventListener("visibilitychange", this.#seen);
    this.#battery = await batteryReader();
  }

  close(): void {
    document.removeEventListener("visibilitychange", this.#seen);
    this.#lease.close();
    this.#link.close();
  }

  async refresh(): Promise<void> {
    const moment = this.#held.moment;
    const asked = (this.#asked += 1);
    const desk = await answer(api.GET("/api/judge/sheets", { signal: AbortSignal.timeout(READING) }));
    if (asked < this.#taken) return;
    this.#taken = asked;
    this.#held.fromDesk(desk, moment, this.other === undefined);
    this.signing.fromDesk(desk, this.#sheets);
    this.#heardVersion += 1;
    if (this.changes.some((change) => placeKey(change) === this.undo?.key)) this.undo = undefined;
    this.#sheets = desk;
    await this.#keep(desk);
  }

  /** Who has the desk, if it is not this page. */
  get other(): Other | undefined {
    return this.#lease.other;
  }
  /** Whether this page had the desk before. */
  get had(): boolean {
    return this.#lease.had;
  }
  get battery(): Battery | undefined {
    return this.#battery();
  }

  takeOver(): void {
    this.#lease.takeOver();
    this.#link.probe();
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
  /** Marks on this tablet that wait for another judge to be paired to it again. */
  get others(): number {
    return this.#view.others;
  }
  get stored(): number {
    void this.#heardVersion;
    return this.#held.count;
  }
  /** Marks that are others now than they were here, and that the judge has not acknowledged. */
  get changes(): Change[] {
    void this.#heardVersion;
    return this.#held.changes;
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
    if (sheet.state !== "open" || this.signing.locks(sheet, entrant, aspect)) return;
    const cell = this.cell(sheet, entrant, aspect);
    if (cell.state !== "refused" && sameValue(cell.value, value)) return;
    const place = { event: sheet.event, entrant, aspect };
    this.seen(place);
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

  /** The judge knows of the change there. */
  seen(place: Parameters<typeof placeKey>[0]): void {
    this.#held.seen(place);
    this.#heardVersion += 1;
  }

  dismiss(id: string): void {
    void this.#outbox.dismiss(id);
  }

  async #hear(message: JudgeMessage): Promise<void> {
    switch (message.type) {
      case "welcome":
        if (message.account !== this.#options.account) return this.#options.onOtherJudge();
        this.#welcomed = true;
        this.#outbox.connected();
        void this.refresh().catch((error: unknown) => {
          if (error instanceof Refusal && error.status === 401) this.#options.onUnpaired();
        });
        return;
      case "receipt": {
        const entry = await this.#outbox.receipt(message.id, message.overtaken ? null : message.seq);
        if (entry && !message.overtaken) this.#held.fromReceipt(entry);
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
        this.trip = this.#trips.answered(message.number, message.at) ?? this.trip;
        this.#lease.answered(message);
        return;
      case "sheet":
        this.signing.hear(message);
        return;
      case "pulse":
        return;
      default:
        unknown(message);
    }
  }

  #setState(event: string, state: string): void {
    if (!this.#sheets) return;
    const sheets = this.#sheets.sheets.map((sheet) => (sheet.event === event ? { ...sheet, state } : sheet));
    this.#sheets = { ...this.#sheets, sheets };
    void this.#keep(this.#sheets);
  }

  get #store(): OutboxStore {
    return this.#options.tablet.store;
  }

  async #show(desk: JudgeDesk): Promise<void> {
    this.#held.fromStore(desk, await this.#store.held());
    this.signing.fromDesk(desk);
    this.#heardVersion += 1;
    this.#sheets = desk;
  }

  /** A desk that cannot be kept is read again; it is no mark. */
  async #keep(desk: JudgeDesk): Promise<void> {
    const kept = { account: this.#options.account, desk, at: new Date().toISOString(), shape: __SHAPE__ };
    await this.#store.keepDesk(kept).catch(() => undefined);
  }

  #word() {
    const { waiting, sent, stored, battery } = this;
    const refused = this.refused.length;
    const device = this.#options.tablet.device;
    const word = this.#lease.word({ device, waiting, sent, stored, battery: battery?.percent ?? null, opens: true, refused });
    this.#trips.asked(word.number);
    return word;
  }

  /** A tab that has the desk again may lack what the other one did. */
  async #leaseChanged(): Promise<void> {
    this.#restWhenDone();
    if (this.other) return;
    await this.#outbox.load();
    if (this.#link.state === "closed") this.#link.start();
    else await this.refresh().catch(() => undefined);
  }

  /** A tab without the desk speaks to the server only as long as marks wait here: the other tab speaks for the device. */
  #restWhenDone(): void {
    if (this.other?.kind === "tab" && this.#view.unanswered.length === 0) this.#link.close();
  }

  #seen = (): void => {
    if (document.visibilityState === "visible") this.#link.probe();
  };
}

function unknown(message: never): void {
  console.warn("a message this page does not know", message);
}
