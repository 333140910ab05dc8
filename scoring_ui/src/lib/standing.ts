/** How a judge's mark sheets stand, as last heard, and whether one can be signed now. What is newer by number wins. */

import { sameValue } from "./decimal";
import { isEntered, type Cell, wentBack } from "./sheet";
import type { JudgeDesk, PanelMark, Sheets, Standing, SubCriterion } from "./types";

export type SheetPlace = { event: string; stage: string; entrant: string; subCriterion: string };

export function sheetKey({ event, stage, entrant, subCriterion }: SheetPlace): string {
  return JSON.stringify([event, stage, entrant, subCriterion]);
}

export type Standings = ReadonlyMap<string, Standing>;

/** What was known with what was heard; of the same sheet the one with the higher number. */
export function joined(known: Standings, heard: readonly Standing[]): Standings {
  const now = new Map(known);
  for (const one of heard) {
    const before = now.get(sheetKey(one));
    if (!before || before.seq <= one.seq) now.set(sheetKey(one), one);
  }
  return now;
}

/** What was known with what a desk says that was read after `before`; of an event that went back since, the desk's alone. */
export function afterDesk(known: Standings, desk: JudgeDesk, before?: JudgeDesk): Standings {
  const kept = [...known].filter(([, one]) => !wentBack(desk, one.event, before));
  return joined(new Map(kept), standingsOf(desk));
}

/** A desk that an earlier version of this page kept does not say how its sheets stand. */
export function standingsOf(desk: Partial<Pick<JudgeDesk, "standing">>): readonly Standing[] {
  return desk.standing ?? [];
}

/** Whether the server holds on this sheet what the tablet shows as stored: if not, somebody else changed it. */
export function agrees(standing: Standing, aspects: readonly string[], cell: (aspect: string) => Cell): boolean {
  const own = new Map(standing.own.map((mark) => [mark.aspect, mark.value]));
  return [...new Set([...aspects, ...own.keys()])].every((aspect) => {
    const { state, held } = cell(aspect);
    return state === "waiting" || sameValue(held, own.get(aspect) ?? null);
  });
}

/** Why a sheet cannot be signed; `n` counts what is awaited. */
export type Hindrance =
  | { kind: "elsewhere" | "offline" | "unknown" | "spread" }
  | { kind: "missing" | "unsent" | "refused" | "panel"; n: number };

export type SheetState =
  | { kind: "unneeded" }
  | { kind: "locked" }
  | { kind: "signed" }
  | { kind: "ready"; marks: number }
  | { kind: "hindered"; by: Hindrance };

export type Seen = {
  sheet: Sheets;
  sub: SubCriterion;
  standing: Standing | undefined;
  cell: (aspect: string) => Cell;
  live: boolean;
};

/** What the judge can do with one sheet. A signature in force counts as long as nothing on the tablet says otherwise. */
export function sheetState({ sheet, sub, standing, cell, live }: Seen): SheetState {
  const cells = sub.aspects.map((aspect) => ({ aspect, cell: cell(aspect.key) }));
  const unsent = cells.filter((one) => one.cell.state === "waiting").length;
  if (standing && unsent === 0) {
    if (standing.state === "locked") return { kind: "locked" };
    if (standing.state === "signed") return { kind: "signed" };
  }
  const missing = cells.filter((one) => one.aspect.required && !isEntered(one.cell)).length;
  const begun = cells.some((one) => one.cell.value !== null);
  if (standing && !standing.needed && !begun) return { kind: "unneeded" };
  const by = hindrance(sheet, standing, live, {
    missing,
    unsent,
    refused: cells.filter((one) => one.cell.state === "refused").length,
  });
  if (by) return { kind: "hindered", by };
  return { kind: "ready", marks: cells.filter((one) => one.cell.value !== null).length };
}

type Counts = { missing: number; unsent: number; refused: number };

function hindrance(
  sheet: Sheets,
  standing: Standing | undefined,
  live: boolean,
  { missing, unsent, refused }: Counts,
): Hindrance | undefined {
  if (sheet.state === "elsewhere") return { kind: "elsewhere" };
  if (refused > 0) return { kind: "refused", n: refused };
  if (missing > 0) return { kind: "missing", n: missing };
  if (!live) return { kind: "offline" };
  if (unsent > 0) return { kind: "unsent", n: unsent };
  if (!standing) return { kind: "unknown" };
  if (standing.waitingFor > 0) return { kind: "panel", n: standing.waitingFor };
  if (openAlerts(standing).length > 0) return { kind: "spread" };
  return undefined;
}

/** The spreads that are neither mended nor justified. */
export function openAlerts(standing: Standing): Standing["alerts"] {
  return standing.alerts.filter((alert) => alert.reason === "");
}

/** The panel's marks by aspect and seat; what the panel found together is under the empty seat. */
export function bySeat(marks: readonly PanelMark[]): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const found = new Map<string, Map<string, string>>();
  for (const { aspect, seat, value } of marks) {
    const row = found.get(aspect) ?? new Map<string, string>();
    found.set(aspect, row.set(seat, value));
  }
  return found;
}
