import { makeId } from "../ids";
import { type HeldMark, isNewer, placeKey, supersedes } from "../sheet";
import type { Draft, Entry, KeptDesk, OutboxStore, RefusedEntry, Why } from "./store";

/** Keeps marks only as long as the page lives: for tests, and for browsers that refuse to keep anything. */
export class MemoryStore implements OutboxStore {
  #device = makeId();
  #counter = 0;
  #waiting = new Map<string, Entry>();
  #refused = new Map<string, RefusedEntry>();
  #desk: KeptDesk | undefined;
  #held = new Map<string, HeldMark>();

  async device(): Promise<string> {
    return this.#device;
  }

  async add(draft: Draft): Promise<Entry> {
    const known = this.#waiting.get(draft.id);
    if (known) return known;
    this.#counter += 1;
    const entry = { ...draft, device: this.#device, counter: this.#counter };
    this.#waiting.set(entry.id, entry);
    return entry;
  }

  async settle(id: string, seq: number | null): Promise<void> {
    const entry = this.#waiting.get(id) ?? this.#refused.get(id);
    if (!entry) return;
    const { event, entrant, aspect, value } = entry;
    if (seq !== null) {
      const mark = { event, entrant, aspect, value, seq };
      if (isNewer(mark, this.#held.get(placeKey(mark)))) this.#held.set(placeKey(mark), mark);
    }
    this.#waiting.delete(id);
    this.#refused.delete(id);
  }

  async refuse(id: string, why: Why): Promise<void> {
    const entry = this.#waiting.get(id);
    if (!entry) return;
    this.#waiting.delete(id);
    this.#refused.set(id, { ...entry, why });
  }

  async dismiss(id: string): Promise<void> {
    this.#refused.delete(id);
  }

  async waiting(): Promise<Entry[]> {
    return [...this.#waiting.values()];
  }

  async refused(): Promise<RefusedEntry[]> {
    return [...this.#refused.values()];
  }

  async keepDesk(kept: KeptDesk): Promise<void> {
    for (const [key, mark] of this.#held) if (supersedes(kept.desk, mark, this.#desk?.desk)) this.#held.delete(key);
    this.#desk = kept;
  }

  async desk(): Promise<KeptDesk | undefined> {
    return this.#desk;
  }

  async held(): Promise<HeldMark[]> {
    return [...this.#held.values()];
  }

  async forgetDesk(): Promise<void> {
    this.#desk = undefined;
    this.#held.clear();
  }
}
