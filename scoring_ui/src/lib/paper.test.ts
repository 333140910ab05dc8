import { expect, test } from "vitest";

import { byPressure, isIn, isMember, mayKeyIn, nextMember, sheetMeant, typedMark } from "./paper";
import type { Aspect, PaperRow, PaperSheet } from "./types";

const row = (entrant: string, form: string, changes: Partial<PaperRow> = {}): PaperRow => ({
  code: `JJ1:AB:${form}:${entrant}:000000`,
  form,
  entrant,
  state: "none",
  mine: false,
  left: 0,
  changed: false,
  signed: false,
  entries: [],
  ...changes,
});

const rows = [row("A07", "1:1:J1"), row("A07", "1:1:J2"), row("B02", "1:1:J1"), row("A07", "1:2:J1")];
const seat = (form: string) => form.split(":")[2] ?? "";

test("a scanned code is taken as it is, whatever the list holds", () => {
  expect(sheetMeant([], seat, " JJ1:AB:1:1:J1:A07:000000\n")).toEqual({ code: "JJ1:AB:1:1:J1:A07:000000" });
});

test.each(["a07 j2", "J2 A07", "Ａ０７，Ｊ２", " j2/a07 "])("%s means one sheet", (typed) => {
  expect(sheetMeant(rows, seat, typed)).toEqual({ code: "JJ1:AB:1:1:J2:A07:000000" });
});

test("a seat of two panels is asked about, and nothing is guessed", () => {
  expect(sheetMeant(rows, seat, "A07 J1")).toEqual({ many: 2 });
  expect(sheetMeant(rows, seat, "A07")).toEqual({ none: true });
  expect(sheetMeant(rows, seat, "")).toEqual({ none: true });
});

test("what was changed since it was confirmed comes first, what nobody has keyed in last", () => {
  const all = [
    row("A", "1:1:J1"),
    row("B", "1:1:J1", { state: "once" }),
    row("C", "1:1:J1", { state: "confirmed" }),
    row("D", "1:1:J1", { state: "differs" }),
    row("E", "1:1:J1", { state: "confirmed", changed: true }),
  ];
  expect(byPressure(all).map(({ entrant }) => entrant)).toEqual(["E", "D", "B", "C", "A"]);
  expect(all.filter((one) => isIn("work", one)).map(({ entrant }) => entrant)).toEqual(["B", "D", "E"]);
});

test("what is confirmed and not signed waits for the chief judge", () => {
  const all = [
    row("A", "1:1:J1", { state: "ready" }),
    row("B", "1:1:J1", { state: "confirmed" }),
    row("C", "1:1:J1", { state: "confirmed", signed: true }),
  ];
  expect(all.filter((one) => isIn("unsigned", one)).map(({ entrant }) => entrant)).toEqual(["B"]);
});

test("nobody keys a sheet in twice, and only clerks do", () => {
  const sheet = { state: "once", mine: false } as PaperSheet;
  expect(mayKeyIn(sheet, true, false)).toBe(true);
  expect(mayKeyIn(sheet, false, false)).toBe(false);
  expect(mayKeyIn(sheet, true, true)).toBe(false);
  expect(mayKeyIn({ ...sheet, mine: true }, true, false)).toBe(false);
  expect(mayKeyIn({ ...sheet, state: "differs" }, true, false)).toBe(false);
});

const aspect = (input: string): Aspect =>
  ({ key: "P1", input, minimum: "0", maximum: input === "yes_no" ? "1" : "10", step: "0.5", descriptors: [] }) as never;

test.each([
  ["number", "", { value: null }],
  ["number", " 7，5 ", { value: "7.5" }],
  ["number", "0", { value: "0" }],
  ["yes_no", "是", { value: "1" }],
  ["yes_no", "N", { value: "0" }],
  ["yes_no", "", { value: null }],
])("in a %s field %s is read as meant", (input, text, read) => {
  expect(typedMark(aspect(input), text)).toEqual(read);
});

test("what does not fit is objected to at once", () => {
  expect(typedMark(aspect("number"), "11")).toEqual({ objection: { kind: "too_high", limit: "10" } });
  expect(typedMark(aspect("number"), "7.3")).toEqual({ objection: { kind: "off_step", step: "0.5" } });
  expect(typedMark(aspect("yes_no"), "perhaps")).toEqual({ objection: { kind: "not_a_number" } });
});

test("the next member of a family is the first without a field, with as many digits as its key has", () => {
  expect(nextMember("E##.grade", ["E01.grade", "E02.grade"])).toBe("E03.grade");
  expect(nextMember("D#", ["D1", "D3"])).toBe("D2");
  expect(["E12.grade", "E130.grade", "E.grade", "E01.base", "XE01.grade"].map((key) => isMember("E##.grade", key))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
