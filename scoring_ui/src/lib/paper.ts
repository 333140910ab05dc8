/** Mark sheets on paper: which one is meant, which are shown, and what a clerk typed into a field. */

import { checkMark, type Objection } from "./marks";
import type { Aspect, PaperRow, PaperSheet } from "./types";

const CODE = /^JJ\d:/i;

export type Found = { code: string } | { none: true } | { many: number };

/** The sheet that a scanner or a person means: its whole code, or an entrant's code and a seat in either order. */
export function sheetMeant(rows: readonly PaperRow[], seatOf: (form: string) => string, typed: string): Found {
  const text = typed.normalize("NFKC").trim();
  if (CODE.test(text)) return { code: text };
  const wanted = text
    .toUpperCase()
    .split(/[\s,，/]+/)
    .filter((part) => part !== "");
  const found = rows.filter((row) => {
    const own = [row.entrant.toUpperCase(), seatOf(row.form).toUpperCase()];
    return wanted.length === 2 && [own.join(" "), [...own].reverse().join(" ")].includes(wanted.join(" "));
  });
  if (found.length === 1 && found[0]) return { code: found[0].code };
  return found.length === 0 ? { none: true } : { many: found.length };
}

export const PILES = ["work", "unsigned", "confirmed", "none", "all"] as const;

export type PaperPile = (typeof PILES)[number];

export function isIn(pile: PaperPile, row: PaperRow): boolean {
  switch (pile) {
    case "all":
      return true;
    case "confirmed":
      return row.state === "confirmed";
    case "unsigned":
      return row.state === "confirmed" && !row.signed;
    case "none":
      return row.state === "none";
    case "work":
      return row.changed || (row.state !== "none" && row.state !== "confirmed");
  }
}

/** What there is to do next, most pressing first: what waits for a person, then what waits for a second clerk. */
const ORDER = ["conflicts", "differs", "ready", "once", "confirmed", "none"];

export function byPressure(rows: readonly PaperRow[]): PaperRow[] {
  const rank = (row: PaperRow) => (row.changed ? -1 : ORDER.indexOf(row.state));
  return [...rows].sort((a, b) => rank(a) - rank(b));
}

/** Who may do what with a sheet that is open. The server asks again. */
export function mayKeyIn(sheet: PaperSheet, clerk: boolean, ended: boolean): boolean {
  return clerk && !ended && !sheet.mine && (sheet.state === "none" || sheet.state === "once");
}

/** The next member of a family that has no field yet; its key has `#` where the number stands. */
export function nextMember(family: string, keys: readonly string[]): string {
  const known = new Set(keys);
  for (let number = 1; ; number += 1) {
    const key = family.replace(/#+/, (run) => String(number).padStart(run.length, "0"));
    if (!known.has(key)) return key;
  }
}

/** Whether the key is of a member of the family. */
export function isMember(family: string, key: string): boolean {
  const [before = "", after = ""] = family.split(/#+/);
  return key.startsWith(before) && key.endsWith(after) && /^\d+$/.test(key.slice(before.length, key.length - after.length));
}

export type Typed = { value: string | null } | { objection: Objection };

const YES = ["y", "yes", "是", "对", "1"];
const NO = ["n", "no", "否", "错", "0"];

/** The mark that was typed; nothing typed is an empty box on the paper, never a zero. */
export function typedMark(aspect: Aspect, text: string): Typed {
  const said = text.normalize("NFKC").trim();
  if (said === "") return { value: null };
  if (aspect.input === "yes_no") {
    if (YES.includes(said.toLowerCase())) return { value: aspect.maximum ?? "1" };
    if (NO.includes(said.toLowerCase())) return { value: aspect.minimum ?? "0" };
  }
  return checkMark(aspect, said);
}
