/** The board's state: snapshot, then frames, and never back in time. Knows no socket and no page.
 *
 * `seq` only grows. A frame may skip numbers (bursts are merged, latest row wins) and says after which number it
 * begins; a pulse that knows more than we were sent shows a gap too, since it comes only when nothing else is on its
 * way. The token beside a number says which past it belongs to: a restored database gives the same numbers again. A
 * snapshot older than what is shown is passed over once (a node that lags) and believed when it comes again.
 */

import { compare, parse } from "./decimal";
import { Foreseen } from "./outlook";
import type { BoardHead, BoardMessage, Frame, Outlook, Snapshot, StandingRow } from "./types";

export type Heard = "changed" | "unchanged" | "gap" | "behind";

/** `by` is how many places a row rose (positive) or fell, `at` when we showed it. */
export type Move = { by: number; at: number };

export class Board {
  #head: BoardHead | undefined;
  #rows = new Map<string, StandingRow>();
  #moves = new Map<string, Move>();
  #seq = -1;
  #token = "";
  #stale = false;
  #at = "";
  #state = "";
  #frozen = "";
  #older = 0;
  #outlook: Outlook | undefined;

  get head() {
    return this.#head;
  }
  get seq() {
    return this.#seq;
  }
  /** Names, with `seq`, what is shown: whoever comes back says both. */
  get token() {
    return this.#token;
  }
  /** Who sends to us has lost what it hears the news from; nothing later than `at` is known. */
  get stale() {
    return this.#stale;
  }
  get at() {
    return this.#at;
  }
  get state() {
    return this.#state;
  }
  /** The moment from which the public is told nothing new, which may lie ahead; empty where there is none. */
  get frozen() {
    return this.#frozen;
  }
  /** Whether that moment has come, for a board that lags by some seconds too. */
  get holds(): boolean {
    const lag = (this.#head?.delay ?? 0) * 1000;
    return this.#frozen !== "" && Date.parse(this.#at) >= Date.parse(this.#frozen) + lag;
  }
  /** Who moved after that moment, and how. */
  movedSince(moment: number): ReadonlyMap<string, Move> {
    return new Map([...this.#moves].filter(([, { at }]) => at > moment));
  }
  get rows(): StandingRow[] {
    return [...this.#rows.values()].sort(inOrder);
  }

  /** What can still become of the rows, as far as known; of an earlier number than theirs while marks come in. */
  get foreseen(): Foreseen | undefined {
    if (!this.#outlook) return undefined;
    const { seq, token } = this.#outlook;
    return new Foreseen(this.#outlook, [...this.#rows.values()], seq === this.#seq && token === this.#token);
  }

  hear(message: BoardMessage, now: number): Heard {
    switch (message.type) {
      case "snapshot": {
        if (message.seq < this.#seq && this.#older === 0) {
          this.#older += 1;
          return "behind";
        }
        this.#older = 0;
        this.#outlook = undefined;
        this.#head = message.head;
        this.#show(message.rows, true, now);
        return this.#stamp(message);
      }
      case "frame": {
        if (!this.#head || message.since > this.#seq) return "gap";
        if (message.seq <= this.#seq) return "unchanged";
        this.#show(message.rows, false, now);
        return this.#stamp(message);
      }
      case "outlook": {
        if (this.#outlook && message.seq < this.#outlook.seq) return "unchanged";
        this.#outlook = message;
        return "changed";
      }
      case "pulse": {
        this.#at = message.at;
        this.#stale = message.stale;
        if (message.seq > this.#seq) return "gap";
        return message.seq === this.#seq && message.token !== this.#token ? "gap" : "unchanged";
      }
      default:
        return unknown(message);
    }
  }

  #stamp(message: Snapshot | Frame): Heard {
    this.#seq = message.seq;
    this.#token = message.token;
    this.#stale = false;
    this.#at = message.at;
    this.#state = message.state;
    this.#frozen = message.frozen;
    return "changed";
  }

  #show(rows: readonly StandingRow[], everything: boolean, now: number): void {
    const before = new Map([...this.#rows].map(([entrant, row]) => [entrant, row.rank]));
    if (everything) this.#rows = new Map();
    for (const row of rows) {
      this.#rows.set(row.entrant, row);
      const was = before.get(row.entrant) ?? null;
      if (was !== null && row.rank !== null && was !== row.rank)
        this.#moves.set(row.entrant, { by: was - row.rank, at: now });
    }
  }
}

function unknown(message: never): Heard {
  console.warn("a message this page does not know", message);
  return "unchanged";
}

/** Ranked rows first; among equals the code, for display only. */
function inOrder(a: StandingRow, b: StandingRow): number {
  if (a.rank !== null && b.rank !== null && a.rank !== b.rank) return a.rank - b.rank;
  if ((a.rank === null) !== (b.rank === null)) return a.rank === null ? 1 : -1;
  return byTotal(a, b) || (a.entrant < b.entrant ? -1 : a.entrant > b.entrant ? 1 : 0);
}

function byTotal(a: StandingRow, b: StandingRow): number {
  const [left, right] = [parse(a.total ?? ""), parse(b.total ?? "")];
  if (left && right) return compare(right, left);
  return left ? -1 : right ? 1 : 0;
}

/** How many figures after the point a column needs, so that all its points stand in one line. */
export function fractionWidth(values: readonly (string | null | undefined)[]): number {
  return Math.max(0, ...values.map((value) => value?.split(".")[1]?.length ?? 0));
}

/** Rows on a page of a wall. */
export const PLACES = 12;

/** The pages of a long list. */
export function pages<Row>(rows: readonly Row[], size: number): Row[][] {
  const count = Math.max(1, Math.ceil(rows.length / size));
  return Array.from({ length: count }, (_, n) => rows.slice(n * size, (n + 1) * size));
}
