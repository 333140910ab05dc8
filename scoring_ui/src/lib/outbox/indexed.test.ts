import "fake-indexeddb/auto";

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
});
