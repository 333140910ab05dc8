/** What must survive on the tablet: marks until the server has them, and the sheets, so that a page that is opened again
 * without a network shows the desk as it was.
 *
 * The outbox looks, sends and settles; it never takes an entry out in order to send it. Whatever line a tablet dies
 * at, the entry is still there, and the server ignores a command id that it has seen.
 */

import type { HeldMark } from "../sheet";
import type { EnterMark, JudgeDesk, Text } from "../types";

/** A mark before the store has given it its place in this device's count. `judge` is the account that entered it. */
export type Draft = Omit<EnterMark, "type" | "device" | "counter"> & { judge: string };

export type Entry = Omit<EnterMark, "type"> & { judge: string };

export type Why = { code: string; text: Text };

export type RefusedEntry = Entry & { why: Why };

/** The mark sheets as last read from the server, `at` the tablet's time, and whose they are. `shape` names the version of
 * the server's types that the desk was read by: a later page reads them anew where it can. */
export type KeptDesk = { account: string; desk: JudgeDesk; at: string; shape: string };

export type OutboxStore = {
  /** This device's own name: made once, kept for good. */
  device(): Promise<string>;
  /** Durable when it resolves. The counter only grows, over reloads and over tabs. */
  add(draft: Draft): Promise<Entry>;
  /** The server has it, under this number: it no longer waits and is a held mark, in one step. One that the server
   * stored after a newer one of its place (null) is none. */
  settle(id: string, seq: number | null): Promise<void>;
  /** The server will not have it; kept, to be shown to the judge. */
  refuse(id: string, why: Why): Promise<void>;
  /** The judge has seen the refusal. */
  dismiss(id: string): Promise<void>;
  /** In the order of the counter. */
  waiting(): Promise<Entry[]>;
  refused(): Promise<RefusedEntry[]>;
  /** Replaces the desk. Held marks that it includes, and those of other events, are forgotten. */
  keepDesk(kept: KeptDesk): Promise<void>;
  desk(): Promise<KeptDesk | undefined>;
  /** Marks settled since the desk was read, the latest of each place. */
  held(): Promise<HeldMark[]>;
  /** Desk and held marks are gone; what waits or was refused stays. */
  forgetDesk(): Promise<void>;
};
