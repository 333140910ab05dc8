/** What can still become of the rows on a board: lines between them, and who is safe, at risk or out. No page, no socket.
 *
 * The server works it out beside the marking, so it may be of an earlier number than the rows are; `current` says so.
 */

import type { BoardLine, Outlook, StandingRow } from "./types";

export type Chance = "safe" | "at_risk" | "out";
export type Medal = "gold" | "silver" | "bronze";

/** What is said of a row, and of which line. */
export type Told = { chance: Chance; line: BoardLine };

const LETTERS: Readonly<Record<string, Chance>> = { s: "safe", r: "at_risk", o: "out" };
const MEDALS: readonly string[] = ["gold", "silver", "bronze"];

export class Foreseen {
  readonly #outlook: Outlook;
  readonly #order: ReadonlyMap<string, number>;
  readonly #lines: readonly BoardLine[];
  readonly #told: readonly BoardLine[];
  readonly #medals: readonly BoardLine[];
  /** Whether it is of the very rows that are shown. */
  readonly current: boolean;

  constructor(outlook: Outlook, rows: readonly StandingRow[], current: boolean) {
    this.#outlook = outlook;
    this.#order = new Map(
      rows
        .map(({ entrant }) => entrant)
        .sort()
        .map((entrant, n) => [entrant, n]),
    );
    this.#lines = [...outlook.lines].sort((a, b) => a.after - b.after);
    this.#told = this.#lines.filter((line) => line.chances !== "");
    this.#medals = this.#lines.filter((line) => MEDALS.includes(line.key));
    this.current = current;
  }

  get seq(): number {
    return this.#outlook.seq;
  }
  /** When the marks it rests on were stored; empty before the first. */
  get at(): string {
    return this.#outlook.at;
  }
  get tells(): boolean {
    return this.#told.length > 0;
  }
  /** The line that all of it is about, if there is just one. */
  get only(): BoardLine | undefined {
    return this.#told.length === 1 ? this.#told[0] : undefined;
  }

  /** The chance at the line right below the row, or, for who stands below all of them, at the last one. */
  told({ entrant, rank }: StandingRow): Told | undefined {
    const line = this.#told.find(({ after }) => rank !== null && rank <= after) ?? this.#told.at(-1);
    const chance = LETTERS[line?.chances[this.#order.get(entrant) ?? -1] ?? ""];
    return line && chance ? { chance, line } : undefined;
  }

  /** Under which of these rows, by entrant, which lines are to be drawn: where somebody with a rank is left below. */
  under(rows: readonly StandingRow[]): ReadonlyMap<string, BoardLine[]> {
    const found = new Map<string, BoardLine[]>();
    for (const line of this.#lines) {
      const above = rows.filter(({ rank }) => rank !== null && rank <= line.after);
      const [last, next] = [above.at(-1), rows[above.length]];
      if (last && next && next.rank !== null) found.set(last.entrant, [...(found.get(last.entrant) ?? []), line]);
    }
    return found;
  }

  /** The medal that the rank would bring now, where medals are told; undefined where they are not. */
  medal(rank: number): Medal | "" | undefined {
    if (this.#medals.length === 0) return undefined;
    return (this.#medals.find(({ after }) => rank <= after)?.key as Medal | undefined) ?? "";
  }
}
