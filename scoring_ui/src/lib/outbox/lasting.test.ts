import "fake-indexeddb/auto";

import { beforeEach, describe, expect, test } from "vitest";

import { draft, outboxContract } from "./contract";
import { openIndexedStore } from "./indexed";
import { openLasting } from "./lasting";
import type { OutboxStore } from "./store";

let number = 0;
let opened = 0;
beforeEach(() => {
  number += 1;
  opened = 0;
});

/** A store that answers once; after that the browser has closed its connection. */
async function shortLived(): Promise<OutboxStore> {
  opened += 1;
  const store = await openIndexedStore(`lasting-${number}`);
  let used = false;
  return new Proxy(store, {
    get(target, name) {
      const method = target[name as keyof OutboxStore] as (...args: unknown[]) => Promise<unknown>;
      if (typeof method !== "function") return method;
      return async (...args: unknown[]) => {
        if (used) throw new DOMException("The database connection is closing.", "InvalidStateError");
        used = true;
        return method.apply(target, args);
      };
    },
  });
}

describe("in a database whose connection is taken away again and again", () => {
  outboxContract(() => openLasting(shortLived));

  test("the store is opened again, and what was asked is done", async () => {
    const store = await openLasting(shortLived);
    await store.add(draft("a"));
    await store.add(draft("b"));
    expect(opened).toBe(2);
    expect(await store.waiting()).toHaveLength(2);
  });

  test("a store that is full stays a failure", async () => {
    const full = async () => {
      const store = await shortLived();
      store.add = async () => {
        throw new DOMException("The quota is used up.", "QuotaExceededError");
      };
      return { ...store, add: store.add } as OutboxStore;
    };
    const store = await openLasting(full);
    await expect(store.add(draft("a"))).rejects.toThrow("quota");
    expect(opened).toBe(1);
  });
});
