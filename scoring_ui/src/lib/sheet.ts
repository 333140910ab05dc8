/** What one judge sees of one mark: joined from the ledger (as last told), the outbox, and what was refused.
 *
 * A cell is an entrant's aspect in one event. An unanswered mark stands before the stored one, a refusal beside it; an
 * empty cell holds no value at all, and never a zero.
 */

import { sameValue } from "./decimal";
import type { Entry, RefusedEntry, Why } from "./outbox/store";
import type { JudgeDesk, Sheets, SubCriterion } from "./types";

export type Cell = {
  state: "empty" | "waiting" | "stored" | "refused";
  /** What the judge last entered; null for nothing. */
  value: string | null;
  /** What the server holds, where that differs. */
  held: string | null;
  refused: { id: string; why: Why } | null;
};

type Place = { event: string; entrant: string; aspect: string };

export function placeKey({ event, entrant, aspect }: Place): string {
  return JSON.stringify([event, entrant, aspect]);
}

function placeOf(key: string): Place {
  const [event, entrant, aspect] = JSON.parse(key) as [string, string, string];
  return { event, entrant, aspect };
}

/** A mark that the server holds, under the event's number that it was stored with; a null value was taken back. */
export type HeldMark = Place & { value: string | null; seq: number };

export function isNewer(mark: HeldMark, known: HeldMark | undefined): boolean {
  return known === undefined || mark.seq > known.seq;
}

/** Whether the desk says all that this mark says: it was read after the mark was stored, or has no such event. Where the
 * event went back since `before`, only the desk counts. */
export function supersedes(desk: JudgeDesk, mark: HeldMark, before?: JudgeDesk): boolean {
  return numbers(desk, mark.event).every((seq) => seq >= mark.seq) || wentBack(desk, mark.event, before);
}

/** Whether the server's database was restored to an earlier past since the desk `before` was read. */
export function wentBack(desk: JudgeDesk, event: string, before: JudgeDesk | undefined): boolean {
  return Math.max(...numbers(before, event)) > Math.min(...numbers(desk, event));
}

function numbers(desk: JudgeDesk | undefined, event: string): number[] {
  return (desk?.sheets ?? []).filter((sheet) => sheet.event === event).map((sheet) => sheet.seq);
}

/** A mark that stood here as stored, and is another one now or none, though nobody changed it here. */
export type Change = Place & { was: string };

type Held = { value: string | null; told: number };

/** The marks that the server is known to hold. `told` counts what we heard, so that an old answer undoes no newer receipt. */
export class HeldMarks {
  #marks = new Map<string, Held>();
  #changes = new Map<string, Change>();
  #told = 0;

  /** To be asked before the desk is fetched, and given back with it. */
  get moment(): number {
    return this.#told;
  }

  /** The desk as the tablet kept it, with the marks stored since. */
  fromStore(desk: JudgeDesk, marks: readonly HeldMark[]): void {
    this.fromDesk(desk, this.#told);
    for (const mark of marks) this.#marks.set(placeKey(mark), { value: mark.value, told: this.#told });
  }

  /** `noting`: what changed without being entered here is to be told to the judge. */
  fromDesk(desk: JudgeDesk, asked: number, noting = true): void {
    const before = [...this.#marks].filter(([, held]) => held.told <= asked);
    for (const [key] of before) this.#marks.delete(key);
    for (const sheet of desk.sheets)
      for (const mark of sheet.marks) {
        const key = placeKey({ event: sheet.event, ...mark });
        if (!this.#marks.has(key)) this.#marks.set(key, { value: mark.value, told: asked });
      }
    const there = new Set(desk.sheets.map((sheet) => sheet.event));
    if (noting) for (const [key, held] of before) if (there.has(placeOf(key).event)) this.#note(key, held.value);
  }

  #note(key: string, value: string | null): void {
    const was = this.#changes.get(key)?.was ?? value;
    if (was === null || sameValue(was, this.#marks.get(key)?.value ?? null)) this.#changes.delete(key);
    else this.#changes.set(key, { ...placeOf(key), was });
  }

  /** What the judge has not acknowledged yet. */
  get changes(): Change[] {
    return [...this.#changes.values()];
  }

  /** The judge knows of what changed there. */
  seen(place: Place): void {
    this.#changes.delete(placeKey(place));
  }

  fromReceipt(entry: Place & { value: string | null }): void {
    this.#told += 1;
    this.seen(entry);
    this.#marks.set(placeKey(entry), { value: entry.value, told: this.#told });
  }

  value(place: Place): string | null {
    return this.#marks.get(placeKey(place))?.value ?? null;
  }

  get count(): number {
    return [...this.#marks.values()].filter((held) => held.value !== null).length;
  }
}

export function cellOf(
  place: Place,
  held: HeldMarks,
  unanswered: ReadonlyMap<string, Entry>,
  refused: ReadonlyMap<string, RefusedEntry>,
): Cell {
  const key = placeKey(place);
  const stored = held.value(place);
  const waiting = unanswered.get(key);
  if (waiting) return { state: "waiting", value: waiting.value, held: stored, refused: null };
  const turnedDown = refused.get(key);
  if (turnedDown)
    return {
      state: "refused",
      value: turnedDown.value,
      held: stored,
      refused: { id: turnedDown.id, why: turnedDown.why },
    };
  return { state: stored === null ? "empty" : "stored", value: stored, held: stored, refused: null };
}

/** The latest entry for each place. */
export function latest<E extends Entry>(entries: readonly E[]): Map<string, E> {
  return new Map(entries.map((entry) => [placeKey(entry), entry]));
}

/** Whether nothing is left to enter here: waiting counts as entered, a refusal does not. */
export function isEntered(cell: Cell): boolean {
  return cell.value !== null && cell.state !== "refused";
}

export type Progress = { entered: number; all: number };

/** How much of what the scheme requires is entered; what may be left out does not count. */
export function progress(
  sheet: Sheets,
  subs: readonly SubCriterion[],
  entrant: string,
  at: (place: Place) => Cell,
): Progress {
  const required = subs.flatMap((sub) => sub.aspects).filter((aspect) => aspect.required);
  const cells = required.map((aspect) => at({ event: sheet.event, entrant, aspect: aspect.key }));
  return { entered: cells.filter(isEntered).length, all: cells.length };
}
