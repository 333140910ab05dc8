/** The judge's sheets as wholes: how each stands, signing them, justifying a spread. */

import { answer, api, Refusal } from "../lib/api";
import type { Cell } from "../lib/sheet";
import { afterDesk, agrees, joined, type Seen, sheetKey, type SheetState, sheetState, type Standings } from "../lib/standing";
import type { JudgeDesk, Sheets, Standing, SubCriterion } from "../lib/types";

export type SigningOptions = {
  cell: (sheet: Sheets, entrant: string, aspect: string) => Cell;
  live: () => boolean;
  /** The server holds other marks than this tablet: they are to be read again. */
  onDiffers: () => void;
  sheets: () => readonly Sheets[];
};

export type SheetCount = { signed: number; all: number; ready: number };

export class Signing {
  #options: SigningOptions;
  #known = $state.raw<Standings>(new Map());

  constructor(options: SigningOptions) {
    this.#options = options;
  }

  /** `before` is the desk as it was read before. */
  fromDesk(desk: JudgeDesk, before?: JudgeDesk): void {
    this.#known = afterDesk(this.#known, desk, before);
  }

  hear(news: Standing): void {
    this.#known = joined(this.#known, [news]);
    const sheet = this.#options.sheets().find((one) => one.event === news.event && one.stage === news.stage);
    const sub = sheet?.subCriteria.find((part) => part.key === news.subCriterion);
    if (!sheet || !sub) return;
    const aspects = sub.aspects.map((aspect) => aspect.key);
    if (!agrees(news, aspects, (aspect) => this.#options.cell(sheet, news.entrant, aspect))) this.#options.onDiffers();
  }

  standing(sheet: Sheets, entrant: string, sub: SubCriterion): Standing | undefined {
    return this.#known.get(
      sheetKey({ event: sheet.event, stage: sheet.stage, entrant, subCriterion: sub.key }),
    );
  }

  state(sheet: Sheets, entrant: string, sub: SubCriterion): SheetState {
    const seen: Seen = {
      sheet,
      sub,
      standing: this.standing(sheet, entrant, sub),
      cell: (aspect) => this.#options.cell(sheet, entrant, aspect),
      live: this.#options.live(),
    };
    return sheetState(seen);
  }

  /** Whether the chief judge has locked the sheet on which the aspect stands. */
  locks(sheet: Sheets, entrant: string, aspect: string): boolean {
    return this.#standingWith(sheet, entrant, aspect)?.state === "locked";
  }

  /** Why the chief judge entered the judge's mark of the aspect that is in force; empty where that is not so. */
  corrected(sheet: Sheets, entrant: string, aspect: string): string {
    const own = this.#standingWith(sheet, entrant, aspect)?.own ?? [];
    return own.find((mark) => mark.aspect === aspect)?.corrected ?? "";
  }

  #standingWith(sheet: Sheets, entrant: string, aspect: string): Standing | undefined {
    const sub = sheet.subCriteria.find((part) => part.aspects.some((one) => one.key === aspect));
    return sub && this.standing(sheet, entrant, sub);
  }

  /** Whether a signature of the judge under one of the entrant's sheets is due. */
  unsigned(sheet: Sheets, entrant: string): boolean {
    const { signed, all } = this.count(sheet, entrant);
    return signed < all;
  }

  /** Of the sheets that need a signature, how many have it (a lock has it too) and how many could have it now. */
  count(sheet: Sheets, entrant: string): SheetCount {
    const states = sheet.subCriteria.map((sub) => this.state(sheet, entrant, sub).kind);
    const is = (...kinds: SheetState["kind"][]) => states.filter((kind) => kinds.includes(kind)).length;
    return { signed: is("signed", "locked"), all: states.length - is("unneeded"), ready: is("ready") };
  }

  /** Signs what the tablet shows of these sheets, all or none. Raises a `Refusal`. */
  async sign(sheet: Sheets, entrant: string, subs: readonly SubCriterion[]): Promise<void> {
    const body = {
      event: sheet.event,
      stage: sheet.stage,
      entrant,
      sheets: subs.map((sub) => ({ subCriterion: sub.key, marks: this.#shown(sheet, entrant, sub) })),
    };
    try {
      this.#known = joined(this.#known, await answer(api.POST("/api/judge/sheets/sign", { body })));
    } catch (error) {
      if (error instanceof Refusal && error.status === 409) this.#options.onDiffers();
      throw error;
    }
  }

  /** Gives the panel's reason for a spread. Raises a `Refusal`. */
  async justify(sheet: Sheets, entrant: string, aspect: string, reason: string): Promise<void> {
    const body = { event: sheet.event, stage: sheet.stage, entrant, aspect, reason };
    this.#known = joined(this.#known, [await answer(api.POST("/api/judge/sheets/justify", { body }))]);
  }

  /** What the judge sees: the aspects of the sheet as the tablet shows them, and what else the server put on it. */
  #shown(sheet: Sheets, entrant: string, sub: SubCriterion): { aspect: string; value: string }[] {
    const own = this.standing(sheet, entrant, sub)?.own ?? [];
    const keys = new Set([...sub.aspects.map((aspect) => aspect.key), ...own.map((mark) => mark.aspect)]);
    return [...keys].flatMap((aspect) => {
      const { value } = this.#options.cell(sheet, entrant, aspect);
      return value === null ? [] : [{ aspect, value }];
    });
  }
}
