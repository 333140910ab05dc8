/** The device as a place where marks are kept, and the name that it goes by. */

import { openIndexedStore } from "../lib/outbox/indexed";
import { openLasting } from "../lib/outbox/lasting";
import { MemoryStore } from "../lib/outbox/memory";
import type { OutboxStore } from "../lib/outbox/store";

/** `keeps`: whether marks survive on this device until the server has them. */
export type Tablet = { store: OutboxStore; device: string; keeps: boolean };

export async function openTablet(): Promise<Tablet> {
  try {
    const store = await openLasting(openIndexedStore);
    return { store, device: await store.device(), keeps: true };
  } catch {
    const store = new MemoryStore();
    return { store, device: await store.device(), keeps: false };
  }
}
