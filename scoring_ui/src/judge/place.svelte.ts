/** Where on the sheets the judge is: event, entrant, sub-criterion; and where to go next. */

import { isEntered, progress } from "../lib/sheet";
import type { Sheets, SubCriterion } from "../lib/types";
import type { Desk } from "./desk.svelte";

export type Step =
  | { kind: "sub"; sub: SubCriterion }
  | { kind: "sign" }
  | { kind: "entrant"; code: string; sign?: true }
  | { kind: "done" };

/** Where the judge was, kept over a reload. */
export type Spot = { event: string; entrant: string; sub: string };

export class Place {
  #desk: Desk;
  #event = $state("");
  #entrant = $state("");
  #sub = $state("");
  #signing = $state(false);

  #leave: () => void;

  /** `leave` is called before the judge turns to another place, while the old one still stands. */
  constructor(desk: Desk, leave: () => void, was?: Spot) {
    this.#desk = desk;
    this.#leave = leave;
    const there = this.sheets.find((sheet) => sheet.event === was?.event);
    if (was && there?.entrants.includes(was.entrant)) {
      this.#event = was.event;
      this.go(was.entrant, there.subCriteria.find((sub) => sub.key === was.sub)?.key);
      return;
    }
    const unfinished = this.sheet?.entrants.find((code) => this.left(code) > 0);
    if (unfinished !== undefined) this.go(unfinished);
  }

  get spot(): Spot {
    return { event: this.sheet?.event ?? "", entrant: this.entrant, sub: this.sub?.key ?? "" };
  }

  get sheets(): Sheets[] {
    return this.#desk.desk?.sheets ?? [];
  }
  get sheet(): Sheets | undefined {
    return this.sheets.find((sheet) => sheet.event === this.#event) ?? this.sheets[0];
  }
  get entrant(): string {
    const entrants = this.sheet?.entrants ?? [];
    return entrants.includes(this.#entrant) ? this.#entrant : (entrants[0] ?? "");
  }
  get sub(): SubCriterion | undefined {
    const subs = this.sheet?.subCriteria ?? [];
    return subs.find((sub) => sub.key === this.#sub) ?? subs[0];
  }

  /** Whether the judge looks at the entrant's sheets as they are to be signed, not at one part to be marked. */
  get signing(): boolean {
    return this.#signing;
  }

  choose(event: string): void {
    this.#leave();
    this.#event = event;
    this.go(this.entrant);
  }

  /** To an entrant, at the first part that is not finished. */
  go(entrant: string, sub?: string): void {
    this.#leave();
    this.#entrant = entrant;
    this.#signing = false;
    const open = this.sheet?.subCriteria.find((part) => this.leftIn(part, entrant) > 0);
    this.#sub = sub ?? open?.key ?? this.sheet?.subCriteria[0]?.key ?? "";
  }

  goSub(sub: string): void {
    this.#leave();
    this.#signing = false;
    this.#sub = sub;
  }

  /** To the sign-off of an entrant. */
  goSign(entrant = this.entrant): void {
    this.go(entrant);
    this.#signing = true;
  }

  /** To where a mark was entered. */
  find({ event, entrant, aspect }: { event: string; entrant: string; aspect: string }): void {
    this.#leave();
    this.#event = event;
    this.go(entrant, this.sheet?.subCriteria.find((sub) => sub.aspects.some((a) => a.key === aspect))?.key);
  }

  progressOf(entrant: string) {
    const sheet = this.sheet;
    if (!sheet) return { entered: 0, all: 0 };
    return progress(sheet, sheet.subCriteria, entrant, (at) => this.#desk.cell(sheet, at.entrant, at.aspect));
  }

  left(entrant: string): number {
    const { entered, all } = this.progressOf(entrant);
    return all - entered;
  }

  leftIn(sub: SubCriterion, entrant = this.entrant): number {
    const sheet = this.sheet;
    if (!sheet) return 0;
    return sub.aspects.filter((a) => a.required && !isEntered(this.#desk.cell(sheet, entrant, a.key))).length;
  }

  neighbour(by: 1 | -1): string | undefined {
    const entrants = this.sheet?.entrants ?? [];
    return entrants[entrants.indexOf(this.entrant) + by];
  }

  /** The next part of this entrant, its sign-off once all is marked, then the next entrant with something left (to sign, once all is marked), then simply the next; then what was passed over. */
  get next(): Step {
    const sheet = this.sheet;
    if (!sheet) return { kind: "done" };
    const at = sheet.subCriteria.findIndex((sub) => sub.key === this.sub?.key);
    const sub = sheet.subCriteria[at + 1];
    if (sub && !this.#signing) return { kind: "sub", sub };
    if (!this.#signing && this.left(this.entrant) === 0 && this.#desk.signing.unsigned(sheet, this.entrant))
      return { kind: "sign" };
    const here = sheet.entrants.indexOf(this.entrant);
    const round = [...sheet.entrants.slice(here + 1), ...sheet.entrants.slice(0, here)];
    const due = (entrant: string) => this.#signing && this.#desk.signing.unsigned(sheet, entrant);
    const code = round.find((entrant) => this.left(entrant) > 0) ?? round.find(due) ?? this.neighbour(1);
    if (code !== undefined && this.left(code) === 0 && due(code)) return { kind: "entrant", code, sign: true };
    if (code !== undefined) return { kind: "entrant", code };
    const open = sheet.subCriteria.find(
      (part) => (this.#signing || part.key !== this.sub?.key) && this.leftIn(part) > 0,
    );
    return open ? { kind: "sub", sub: open } : { kind: "done" };
  }
}
