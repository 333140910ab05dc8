/** Look, send, settle: brings a tablet's marks to the server, in order, as often as it takes.
 *
 * Knows no socket and no page. `send` hands a mark to whatever link there is and says whether there was one; the
 * answer comes back through `receipt` or `refusal`. A mark is *waiting* until it was handed over, *sent* until it is
 * answered, and in both it stays in the store. A new link starts from the beginning: everything unanswered goes again,
 * under the same ids.
 */

import type { Draft, Entry, OutboxStore, RefusedEntry, Why } from "./store";

export type OutboxView = {
  waiting: number;
  sent: number;
  refused: RefusedEntry[];
  /** Unanswered entries, oldest first. */
  unanswered: Entry[];
  /** An answer is overdue: the link only looks alive. */
  overdue: boolean;
  /** Marks that wait here for another judge, who used this device before; they go when it is paired to that judge again. */
  others: number;
};

export type OutboxOptions = {
  store: OutboxStore;
  /** The account whose marks are sent: never another judge's in this one's name. */
  judge: string;
  send: (entry: Entry) => boolean;
  onChange: (view: OutboxView) => void;
  /** The link was silent too long after a mark; give it up. */
  onStuck: () => void;
  patience?: number;
  despair?: number;
};

export class Outbox {
  #options: OutboxOptions;
  #entries = new Map<string, Entry>();
  #inFlight = new Set<string>();
  #refused: RefusedEntry[] = [];
  #others = 0;
  #overdue = false;
  #connected = false;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #despair: ReturnType<typeof setTimeout> | undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Reads what an earlier life of this page has left, or another tab has added. */
  async load(): Promise<void> {
    const { store } = this.#options;
    const [waiting, refused] = await Promise.all([store.waiting(), store.refused()]);
    const own = waiting.filter((entry) => this.#isOwn(entry));
    this.#others = waiting.length - own.length;
    this.#entries = new Map([...own.map((e) => [e.id, e] as const), ...this.#entries]);
    this.#refused = refused.filter((entry) => this.#isOwn(entry));
    this.#drain();
  }

  /** Resolves when the mark is safe on this device; it is sent as soon as there is a link. */
  async enter(draft: Omit<Draft, "judge">): Promise<void> {
    const entry = await this.#options.store.add({ ...draft, judge: this.#options.judge });
    this.#entries.set(entry.id, entry);
    this.#drain();
  }

  connected(): void {
    this.#connected = true;
    this.#inFlight.clear();
    this.#drain();
  }

  disconnected(): void {
    this.#connected = false;
    this.#inFlight.clear();
    this.#waitForAnswer();
    this.#tell();
  }

  /** Returns the entry that was answered, or undefined for an answer that came twice. `seq` as in `settle`. */
  async receipt(id: string, seq: number | null): Promise<Entry | undefined> {
    const entry = this.#entries.get(id);
    await this.#options.store.settle(id, seq);
    this.#forget(id);
    return entry;
  }

  async refusal(id: string, why: Why): Promise<Entry | undefined> {
    const entry = this.#entries.get(id);
    await this.#options.store.refuse(id, why);
    if (entry) this.#refused = [...this.#refused, { ...entry, why }];
    this.#forget(id);
    return entry;
  }

  async dismiss(id: string): Promise<void> {
    await this.#options.store.dismiss(id);
    this.#refused = this.#refused.filter((entry) => entry.id !== id);
    this.#tell();
  }

  /** Marks of a time when entries did not say whose they are count as this judge's. */
  #isOwn(entry: Entry): boolean {
    return entry.judge === "" || entry.judge === this.#options.judge;
  }

  #forget(id: string): void {
    this.#entries.delete(id);
    this.#inFlight.delete(id);
    this.#waitForAnswer();
    this.#tell();
  }

  #drain(): void {
    if (this.#connected) {
      const ordered = [...this.#entries.values()].sort((a, b) => a.counter - b.counter);
      for (const entry of ordered) {
        if (this.#inFlight.has(entry.id)) continue;
        if (!this.#options.send(entry)) break;
        this.#inFlight.add(entry.id);
      }
      if (this.#patience === undefined) this.#waitForAnswer();
    }
    this.#tell();
  }

  /** Starts the two clocks anew: every answer shows that the link works. */
  #waitForAnswer(): void {
    clearTimeout(this.#patience);
    clearTimeout(this.#despair);
    this.#patience = this.#despair = undefined;
    this.#overdue = false;
    if (this.#inFlight.size === 0) return;
    this.#patience = setTimeout(() => {
      this.#overdue = true;
      this.#tell();
    }, this.#options.patience ?? 2_000);
    this.#despair = setTimeout(() => this.#options.onStuck(), this.#options.despair ?? 6_000);
  }

  #tell(): void {
    const unanswered = [...this.#entries.values()].sort((a, b) => a.counter - b.counter);
    this.#options.onChange({
      waiting: unanswered.length - this.#inFlight.size,
      sent: this.#inFlight.size,
      refused: this.#refused,
      unanswered,
      overdue: this.#overdue,
      others: this.#others,
    });
  }
}
