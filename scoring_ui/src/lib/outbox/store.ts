/** Where a mark is kept on the tablet until the server has it.
 *
 * The outbox looks, sends and settles; it never takes an entry out in order to send it. Whatever line a tablet dies
 * at, the entry is still there, and the server ignores a command id that it has seen.
 */

import type { EnterMark, Text } from "../types";

/** A mark before the store has given it its place in this device's count. */
export type Draft = Omit<EnterMark, "type" | "device" | "counter">;

export type Entry = Omit<EnterMark, "type">;

export type Why = { code: string; text: Text };

export type RefusedEntry = Entry & { why: Why };

export type OutboxStore = {
  /** This device's own name: made once, kept for good. */
  device(): Promise<string>;
  /** Durable when it resolves. The counter only grows, over reloads and over tabs. */
  add(draft: Draft): Promise<Entry>;
  /** The server has it. */
  settle(id: string): Promise<void>;
  /** The server will not have it; kept, to be shown to the judge. */
  refuse(id: string, why: Why): Promise<void>;
  /** The judge has seen the refusal. */
  dismiss(id: string): Promise<void>;
  /** In the order of the counter. */
  waiting(): Promise<Entry[]>;
  refused(): Promise<RefusedEntry[]>;
};
