import { type DBSchema, type IDBPDatabase, openDB } from "idb";

import { makeId } from "../ids";
import { type HeldMark, isNewer, placeKey, supersedes } from "../sheet";
import type { Draft, Entry, KeptDesk, OutboxStore, RefusedEntry, Why } from "./store";

type Kept = Entry & { why?: Why };

interface Schema extends DBSchema {
  entries: { key: string; value: Kept; indexes: { counter: number } };
  facts: { key: string; value: string | number };
  desk: { key: "desk"; value: KeptDesk };
  held: { key: string; value: HeldMark };
}

const STRICT = { durability: "strict" } as const;

/** Opens the tablet's own database. A later version adds to it; it never deletes what waits. */
export async function openIndexedStore(name = "jinji.outbox"): Promise<OutboxStore> {
  const db = await openDB<Schema>(name, 2, {
    async upgrade(db, before, _now, tx) {
      if (before < 1) {
        db.createObjectStore("entries", { keyPath: "id" }).createIndex("counter", "counter");
        db.createObjectStore("facts");
      }
      db.createObjectStore("desk");
      db.createObjectStore("held");
      const entries = tx.objectStore("entries");
      for (const entry of await entries.getAll()) await entries.put({ ...entry, judge: "" });
    },
    blocking(_now, _wanted, event) {
      (event.target as IDBDatabase).close();
    },
  });
  return new IndexedStore(db, await deviceOf(db));
}

async function deviceOf(db: IDBPDatabase<Schema>): Promise<string> {
  const tx = db.transaction("facts", "readwrite", STRICT);
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
    const tx = this.#db.transaction(["entries", "facts"], "readwrite", STRICT);
    const [entries, facts] = [tx.objectStore("entries"), tx.objectStore("facts")];
    const known = await entries.get(draft.id);
    if (known) return known;
    const counter = Number((await facts.get("counter")) ?? 0) + 1;
    const entry: Entry = { ...draft, device: this.#device, counter };
    await Promise.all([facts.put(counter, "counter"), entries.add(entry)]);
    await tx.done;
    return entry;
  }

  async settle(id: string, seq: number | null): Promise<void> {
    const tx = this.#db.transaction(["entries", "held"], "readwrite");
    const [entries, held] = [tx.objectStore("entries"), tx.objectStore("held")];
    const entry = await entries.get(id);
    if (entry) {
      const { event, entrant, aspect, value } = entry;
      if (seq !== null) {
        const mark = { event, entrant, aspect, value, seq };
        if (isNewer(mark, await held.get(placeKey(mark)))) await held.put(mark, placeKey(mark));
      }
      await entries.delete(id);
    }
    await tx.done;
  }

  async refuse(id: string, why: Why): Promise<void> {
    const tx = this.#db.transaction("entries", "readwrite", STRICT);
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

  async keepDesk(kept: KeptDesk): Promise<void> {
    const tx = this.#db.transaction(["desk", "held"], "readwrite");
    const held = tx.objectStore("held");
    const before = await tx.objectStore("desk").get("desk");
    await tx.objectStore("desk").put(kept, "desk");
    for (const mark of await held.getAll())
      if (supersedes(kept.desk, mark, before?.desk)) await held.delete(placeKey(mark));
    await tx.done;
  }

  async desk(): Promise<KeptDesk | undefined> {
    return this.#db.get("desk", "desk");
  }

  async held(): Promise<HeldMark[]> {
    return this.#db.getAll("held");
  }

  async forgetDesk(): Promise<void> {
    const tx = this.#db.transaction(["desk", "held"], "readwrite");
    await Promise.all([tx.objectStore("desk").clear(), tx.objectStore("held").clear(), tx.done]);
  }

  #all(): Promise<Kept[]> {
    return this.#db.getAllFromIndex("entries", "counter");
  }
}
