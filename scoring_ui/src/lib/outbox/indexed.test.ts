import "fake-indexeddb/auto";

import { openDB } from "idb";
import { beforeEach, describe, expect, test } from "vitest";

import { draft, outboxContract } from "./contract";
import { openIndexedStore } from "./indexed";

let number = 0;
beforeEach(() => {
  number += 1;
});

const open = () => openIndexedStore(`outbox-${number}`);

describe("in IndexedDB", () => {
  outboxContract(open);

  test("a page that comes back finds its marks, its name and its count", async () => {
    const before = await open();
    await before.add(draft("a"));
    const after = await open();
    expect(await after.device()).toBe(await before.device());
    expect(await after.waiting()).toMatchObject([{ id: "a", counter: 1 }]);
    expect((await after.add(draft("b"))).counter).toBe(2);
  });

  test("a page that comes back finds its desk and what was stored since", async () => {
    const before = await open();
    const desk = { judge: "J", standing: [], sheets: [] };
    await before.keepDesk({ account: "j1", desk, at: "2026-11-21T06:03:07Z", shape: "" });
    await before.add(draft("a"));
    await before.settle("a", 7);
    const after = await open();
    expect(await after.desk()).toMatchObject({ account: "j1", desk });
    expect(await after.held()).toMatchObject([{ value: "7.5", seq: 7 }]);
  });

  test("marks that waited under the first version of the database still wait", async () => {
    const first = await openDB(`outbox-${number}`, 1, {
      upgrade(db) {
        db.createObjectStore("entries", { keyPath: "id" }).createIndex("counter", "counter");
        db.createObjectStore("facts");
      },
    });
    const { judge: _judge, ...old } = { ...draft("a"), device: "d", counter: 4 };
    await first.put("entries", old);
    await first.put("facts", "d", "device");
    first.close();
    const store = await open();
    expect(await store.waiting()).toEqual([{ ...old, judge: "" }]);
    expect(await store.device()).toBe("d");
  });
});
