import { describe, expect, test } from "vitest";

import type { Cell } from "./sheet";
import { afterDesk, agrees, bySeat, joined, sheetKey, sheetState, standingsOf } from "./standing";
import type { Aspect, JudgeDesk, Sheets, Standing, SubCriterion } from "./types";

const panelMark = (seat: string, value: string) => ({ seat, aspect: "B1", value, corrected: "" });

const text = { zh: "", en: "" };

function aspect(key: string, required = true): Aspect {
  const bounds = { minimum: "0", maximum: "10", step: "1", unit: null, descriptors: [] };
  return { key, title: text, kind: "panel", input: "number", ...bounds, required };
}

const sub: SubCriterion = { key: "B", title: text, criterion: text, aspects: [aspect("B1"), aspect("B2", false)] };
const sheet: Sheets = {
  event: "cnc",
  title: text,
  competition: text,
  state: "open",
  seq: 0,
  stage: "",
  seat: "J1",
  panel: text,
  subCriteria: [sub],
  entrants: ["A07"],
  marks: [],
};

function standing(changes: Partial<Standing> = {}): Standing {
  return {
    type: "sheet",
    event: "cnc",
    stage: "",
    entrant: "A07",
    subCriterion: "B",
    seat: "J1",
    seq: 5,
    state: "open",
    needed: true,
    waitingFor: 0,
    revealed: true,
    seats: ["J1", "J2"],
    signed: [],
    own: [panelMark("J1", "7")],
    marks: [],
    alerts: [],
    digest: "",
    signedAt: null,
    reopenedFor: "",
    ...changes,
  };
}

function cell(state: Cell["state"], value: string | null, held = value): Cell {
  return { state, value, held, refused: null };
}

const alert = { aspect: "B1", lowest: "4", highest: "9", allowed: "2", reason: "" };
const stored: Record<string, Cell> = { B1: cell("stored", "7"), B2: cell("empty", null) };
const look = (
  known: Standing | undefined,
  cells: Record<string, Cell> = stored,
  live = true,
  at: Sheets = sheet,
) => sheetState({ sheet: at, sub, standing: known, cell: (key) => cells[key] ?? cell("empty", null), live });

describe("whether a sheet can be signed", () => {
  test("once all that is required is stored, and everybody has marked", () => {
    expect(look(standing())).toEqual({ kind: "ready", marks: 1 });
  });

  test.each([
    ["something is missing", standing(), { B1: cell("empty", null) }, { kind: "missing", n: 1 }],
    ["a mark has not arrived", standing(), { ...stored, B1: cell("waiting", "8", "7") }, { kind: "unsent", n: 1 }],
    ["a mark was refused", standing(), { ...stored, B2: cell("refused", "8", null) }, { kind: "refused", n: 1 }],
    ["others still mark", standing({ waitingFor: 2 }), stored, { kind: "panel", n: 2 }],
    ["the spread is open", standing({ alerts: [alert] }), stored, { kind: "spread" }],
    ["the server has not spoken", undefined, stored, { kind: "unknown" }],
  ])("not while %s", (_why, known, cells, by) => {
    expect(look(known, cells)).toEqual({ kind: "hindered", by });
  });

  test("not without a link, and not while another device has the desk", () => {
    expect(look(standing(), stored, false)).toEqual({ kind: "hindered", by: { kind: "offline" } });
    const elsewhere = { ...sheet, state: "elsewhere" };
    expect(look(standing(), stored, true, elsewhere)).toEqual({ kind: "hindered", by: { kind: "elsewhere" } });
  });

  test("a justified spread hinders nothing", () => {
    expect(look(standing({ alerts: [{ ...alert, reason: "seen from nearby" }] })).kind).toBe("ready");
  });

  test("one that is signed or locked needs nothing, unless a change of it is under way", () => {
    expect(look(standing({ state: "signed" })).kind).toBe("signed");
    expect(look(standing({ state: "locked" })).kind).toBe("locked");
    const changed = { ...stored, B1: cell("waiting", "8", "7") };
    expect(look(standing({ state: "signed" }), changed)).toEqual({ kind: "hindered", by: { kind: "unsent", n: 1 } });
  });

  test("one that may be left out and that nobody began needs nothing", () => {
    expect(look(standing({ needed: false }), { B1: cell("empty", null) }).kind).toBe("unneeded");
  });
});

describe("what is known of the sheets", () => {
  test("an old answer undoes no newer word", () => {
    const known = joined(new Map(), [standing({ seq: 7, state: "signed" })]);
    const after = joined(known, [standing({ seq: 6 })]);
    expect(after.get(sheetKey(standing()))?.state).toBe("signed");
    expect(joined(after, [standing({ seq: 7, state: "locked" })]).get(sheetKey(standing()))?.state).toBe("locked");
  });

  test("after the server's database was restored the desk alone counts, and not because it was read before", () => {
    const known = joined(new Map(), [standing({ seq: 9, state: "signed" })]);
    const deskAt = (seq: number, ...of: Standing[]) => ({ judge: "J", sheets: [{ ...sheet, seq }], standing: of });
    const state = (before?: JudgeDesk) =>
      afterDesk(known, deskAt(5, standing({ seq: 5 })), before).get(sheetKey(standing()))?.state;
    expect([state(), state(deskAt(4)), state(deskAt(9))]).toEqual(["signed", "signed", "open"]);
  });

  test("a desk kept by an earlier version says nothing of them", () => {
    expect(standingsOf({})).toEqual([]);
  });

  test("a mark that somebody else changed is noticed, one that is on its way is not", () => {
    const held = (b1: Cell, b2 = cell("empty", null)) => agrees(standing(), ["B1", "B2"], (key) => (key === "B1" ? b1 : b2));
    expect(held(cell("stored", "7.0"))).toBe(true);
    expect(held(cell("stored", "6"))).toBe(false);
    expect(held(cell("waiting", "7", "6"))).toBe(true);
    expect(held(cell("stored", "7"), cell("stored", "5"))).toBe(false);
  });

  test("a panel's marks stand side by side", () => {
    const marks = bySeat([panelMark("J1", "7"), panelMark("J2", "8")]);
    expect(marks.get("B1")?.get("J2")).toBe("8");
  });
});
