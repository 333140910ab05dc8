import { describe, expect, test } from "vitest";

import { draft } from "./outbox/contract";
import { cellOf, HeldMarks, latest, supersedes } from "./sheet";
import type { JudgeDesk } from "./types";

const place = { event: "cnc", entrant: "A07", aspect: "B1" };
const entry = (id: string, value: string | null) => ({ ...draft(id, { value }), device: "d", counter: 1 });
const why = { code: "marking.out_of_range", text: { zh: "超出范围", en: "Out of range" } };

function desk(...values: string[]): JudgeDesk {
  const marks = values.map((value) => ({ entrant: "A07", aspect: "B1", value, seq: 1 }));
  const text = { zh: "", en: "" };
  return {
    judge: "J",
    standing: [],
    sheets: [
      {
        event: "cnc",
        title: text,
        competition: text,
        state: "open",
        seq: 5,
        stage: "",
        seat: "1",
        panel: text,
        subCriteria: [],
        entrants: ["A07"],
        marks,
      },
    ],
  };
}

const none = latest<never>([]);

describe("a cell", () => {
  test("is empty where nothing was entered", () => {
    expect(cellOf(place, new HeldMarks(), none, none)).toMatchObject({ state: "empty", value: null });
  });

  test("shows a zero as a mark", () => {
    const held = new HeldMarks();
    held.fromDesk(desk("0"), held.moment);
    expect(cellOf(place, held, none, none)).toMatchObject({ state: "stored", value: "0" });
  });

  test("shows the newest unanswered mark before the stored one", () => {
    const held = new HeldMarks();
    held.fromDesk(desk("6"), held.moment);
    const cell = cellOf(place, held, latest([entry("a", "7"), entry("b", "8")]), none);
    expect(cell).toMatchObject({ state: "waiting", value: "8", held: "6" });
  });

  test("shows a refused mark beside what the server holds", () => {
    const held = new HeldMarks();
    held.fromDesk(desk("6"), held.moment);
    const cell = cellOf(place, held, none, latest([{ ...entry("a", "70"), why }]));
    expect(cell).toMatchObject({ state: "refused", value: "70", held: "6", refused: { id: "a", why } });
  });

  test("is empty again after the mark was taken back and that was stored", () => {
    const held = new HeldMarks();
    held.fromDesk(desk("6"), held.moment);
    held.fromReceipt(entry("a", null));
    expect(cellOf(place, held, none, none)).toMatchObject({ state: "empty", value: null });
    expect(held.count).toBe(0);
  });
});

test("a desk that was asked for before a receipt came does not undo it", () => {
  const held = new HeldMarks();
  const asked = held.moment;
  held.fromReceipt(entry("a", "9"));
  held.fromDesk(desk("6"), asked);
  expect(held.value(place)).toBe("9");
});

test("a desk asked for afterwards replaces what was known", () => {
  const held = new HeldMarks();
  held.fromReceipt(entry("a", "9"));
  held.fromDesk(desk(), held.moment);
  expect(held.value(place)).toBeNull();
});

test("a desk that the tablet kept is completed by what was stored since", () => {
  const held = new HeldMarks();
  held.fromStore(desk("6"), [{ ...place, aspect: "B2", value: "8", seq: 6 }, { ...place, value: null, seq: 7 }]);
  expect([held.value(place), held.value({ ...place, aspect: "B2" }), held.count]).toEqual([null, "8", 1]);
  held.fromDesk(desk("9"), held.moment);
  expect([held.value(place), held.count]).toEqual(["9", 1]);
});

describe("what was changed elsewhere", () => {
  const known = () => {
    const held = new HeldMarks();
    held.fromReceipt(entry("a", "9"));
    return held;
  };

  test.each([["by another device or person", desk("5")], ["because the server no longer has it", desk()]])(
    "is told, %s, with what it was here until the judge knows",
    (_name, read) => {
      const held = known();
      held.fromDesk(read, held.moment);
      held.fromDesk(read, held.moment);
      expect(held.changes).toEqual([{ ...place, was: "9" }]);
      held.seen(place);
      expect(held.changes).toEqual([]);
    },
  );

  test("is told after the page was opened again", () => {
    const held = new HeldMarks();
    held.fromStore(desk("6"), []);
    held.fromDesk(desk("5"), held.moment);
    expect(held.changes).toEqual([{ ...place, was: "6" }]);
  });

  test("is nothing where the same stands again, where it is entered here, and where the event is no longer on the desk", () => {
    const held = known();
    held.fromDesk(desk("5"), held.moment);
    held.fromDesk(desk("9.0"), held.moment);
    expect(held.changes).toEqual([]);
    held.fromDesk(desk("5"), held.moment);
    held.fromReceipt(entry("b", "7"));
    expect(held.changes).toEqual([]);
    held.fromDesk({ judge: "J", standing: [], sheets: [] }, held.moment);
    expect(held.changes).toEqual([]);
  });

  test("is not told to a page that only shows", () => {
    const held = known();
    held.fromDesk(desk("5"), held.moment, false);
    expect(held.changes).toEqual([]);
  });
});

describe("a desk makes a held mark needless", () => {
  const mark = { ...place, value: "9", seq: 5 };
  const at = (seq: number): JudgeDesk => ({ ...desk(), sheets: desk().sheets.map((sheet) => ({ ...sheet, seq })) });

  test.each([
    ["that it was read after", at(5), undefined, true],
    ["but not one stored later", at(4), undefined, false],
    ["of an event that is not on it", { judge: "J", standing: [], sheets: [] }, undefined, true],
    ["when the server's database went back", at(3), at(5), true],
    ["but not because it was read before", at(4), at(3), false],
  ])("%s", (_name, now, before, expected) => {
    expect(supersedes(now, mark, before)).toBe(expected);
  });
});
