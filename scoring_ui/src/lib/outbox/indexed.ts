import { type DBSchema, type IDBPDatabase, openDB } from "idb";

import { makeId } from "../ids";
import type { Draft, Entry, OutboxStore, RefusedEntry, Why } from "./store";

type Kept = Entry & { why?: Why };

interface Schema extends DBSchema {
  entries: { key: string; value: Kept; indexes: { counter: number } };
  facts: { key: string; value: string | number };
}

/** Opens the tablet's own database. A later version adds to it; it never deletes what waits. */
export async function openIndexedStore(name = "jinji.outbox"): Promise<OutboxStore> {
  const db = await openDB<Schema>(name, 1, {
    upgrade(fresh) {
      fresh.createObjectStore("entries", { keyPath: "id" }).createIndex("counter", "counter");
      fresh.createObjectStore("facts");
    },
    blocking(_now, _wanted, event) {
      (event.target as IDBDatabase).close();
    },
  });
  return new IndexedStore(db, await deviceOf(db));
}

async function deviceOf(db: IDBPDatabase<Schema>): Promise<string> {
  const tx = db.transaction("facts", "readwrite", { durability: "strict" });
  const known = await tx.store.get("device");
  const device = typeof known === "string" ? known : makeId();
  if (known === undefined) await tx.store.put(device, "device");
  await tx.done;
  return device;
}

class IndexedStore implements OutboxStore {
  #db: IDBPDatabase<Schema>;
  #device: string;

  constructor(db: IDBPDatabase<Schema>, device: string) {
    this.#db = db;
    this.#device = device;
  }

  async device(): Promise<string> {
    return this.#device;
  }

  async add(draft: Draft): Promise<Entry> {
    const tx = this.#db.transaction(["entries", "facts"], "readwrite", { durability: "strict" });
    const [entries, facts] = [tx.objectStore("entries"), tx.objectStore("facts")];
    const known = await entries.get(draft.id);
    if (known) return known;
    const counter = Number((await facts.get("counter")) ?? 0) + 1;
    const entry: Entry = { ...draft, device: this.#device, counter };
    await Promise.all([facts.put(counter, "counter"), entries.add(entry)]);
    await tx.done;
    return entry;
  }

  async settle(id: string): Promise<void> {
    await this.#db.delete("entries", id);
  }

  async refuse(id: string, why: Why): Promise<void> {
    const tx = this.#db.transaction("entries", "readwrite", { durability: "strict" });
    const entry = await tx.store.get(id);
    if (entry) await tx.store.put({ ...entry, why });
    await tx.done;
  }

  async dismiss(id: string): Promise<void> {
    const tx = this.#db.transaction("entries", "readwrite");
    const entry = await tx.store.get(id);
    if (entry?.why) await tx.store.delete(id);
    await tx.done;
  }

  async waiting(): Promise<Entry[]> {
    return (await this.#all()).filter((entry) => entry.why === undefined);
  }

  async refused(): Promise<RefusedEntry[]> {
    return (await this.#all()).filter((entry): entry is RefusedEntry => entry.why !== undefined);
  }

  #all(): Promise<Kept[]> {
    return this.#db.getAllFromIndex("entries", "counter");
  }
}
