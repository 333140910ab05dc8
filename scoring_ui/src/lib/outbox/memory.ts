import { makeId } from "../ids";
import type { Draft, Entry, OutboxStore, RefusedEntry, Why } from "./store";

/** Keeps marks only as long as the page lives: for tests, and for browsers that refuse to keep anything. */
export class MemoryStore implements OutboxStore {
  #device = makeId();
  #counter = 0;
  #waiting = new Map<string, Entry>();
  #refused = new Map<string, RefusedEntry>();

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

  async settle(id: string): Promise<void> {
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
}
