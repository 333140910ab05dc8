import { beforeEach, describe, expect, test } from "vitest";

import { cellOf, HeldMarks, latest } from "../lib/sheet";
import type { Aspect, JudgeDesk, Sheets, SubCriterion } from "../lib/types";
import type { Desk } from "./desk.svelte";
import { Place, type Spot } from "./place.svelte";

const text = { zh: "", en: "" };

function aspect(key: string, required = true): Aspect {
  const bounds = { minimum: "0", maximum: "10", step: "1", unit: null, descriptors: [] };
  return { key, title: text, kind: "panel", input: "number", ...bounds, required };
}

const sub = (key: string, ...aspects: Aspect[]): SubCriterion => ({ key, title: text, criterion: text, aspects });

const sheet: Sheets = {
  event: "cnc",
  title: text,
  competition: text,
  state: "open",
  seq: 0,
  stage: "",
  seat: "1",
  panel: text,
  subCriteria: [sub("A", aspect("A1")), sub("B", aspect("B1"), aspect("B2", false))],
  entrants: ["K1", "K2", "K3"],
  marks: [],
};

let held: HeldMarks;
let left: number;
let unsigned: boolean;

function mark(entrant: string, key: string): void {
  held.fromReceipt({ event: "cnc", entrant, aspect: key, value: "7.5" });
}

function place(was?: Spot): Place {
  const desk: JudgeDesk = { judge: "J", standing: [], sheets: [sheet] };
  const cell = (at: Sheets, entrant: string, key: string) =>
    cellOf({ event: at.event, entrant, aspect: key }, held, latest([]), latest([]));
  const signing = { unsigned: () => unsigned };
  return new Place({ desk, cell, signing } as unknown as Desk, () => (left += 1), was);
}

beforeEach(() => {
  held = new HeldMarks();
  left = 0;
  unsigned = false;
});

describe("where a judge is", () => {
  test("opens at the first entrant that has something left, at its first open part", () => {
    mark("K1", "A1");
    mark("K1", "B1");
    mark("K2", "A1");
    const at = place();
    expect([at.entrant, at.sub?.key]).toEqual(["K2", "B"]);
  });

  test("opens again where the judge was, if that is still there", () => {
    const again = place({ event: "cnc", entrant: "K3", sub: "B" });
    expect([again.entrant, again.sub?.key]).toEqual(["K3", "B"]);
    expect(again.spot).toEqual({ event: "cnc", entrant: "K3", sub: "B" });
    expect(place({ event: "cnc", entrant: "K9", sub: "B" }).entrant).toBe("K1");
    expect(place({ event: "gone", entrant: "K3", sub: "B" }).entrant).toBe("K1");
  });

  test("what may be left out does not count as left", () => {
    expect(place().progressOf("K1")).toEqual({ entered: 0, all: 2 });
  });

  test("goes on to the next part, then to the next entrant with something left", () => {
    mark("K2", "A1");
    mark("K2", "B1");
    const at = place();
    expect(at.next).toMatchObject({ kind: "sub", sub: { key: "B" } });
    at.goSub("B");
    expect(at.next).toEqual({ kind: "entrant", code: "K3" });
  });

  test("comes back to what was passed over", () => {
    for (const code of ["K1", "K2"]) for (const key of ["A1", "B1"]) mark(code, key);
    const at = place();
    at.go("K3", "B");
    expect(at.next).toMatchObject({ kind: "sub", sub: { key: "A" } });
  });

  test("is done at the end when nothing is left", () => {
    for (const code of sheet.entrants) for (const key of ["A1", "B1"]) mark(code, key);
    const at = place();
    at.go("K3", "B");
    expect(at.next).toEqual({ kind: "done" });
  });

  test("says that it leaves before it goes", () => {
    const at = place();
    const before = left;
    at.go("K2");
    at.goSub("B");
    at.find({ event: "cnc", entrant: "K1", aspect: "A1" });
    expect(left).toBeGreaterThanOrEqual(before + 3);
    expect([at.entrant, at.sub?.key]).toEqual(["K1", "A"]);
  });

  test("goes to the sign-off once an entrant is marked, and on from there", () => {
    unsigned = true;
    for (const code of ["K1", "K2"]) {
      mark(code, "A1");
      mark(code, "B1");
    }
    const at = place({ event: "cnc", entrant: "K2", sub: "B" });
    expect(at.next).toEqual({ kind: "sign" });
    at.goSign();
    expect([at.signing, at.next]).toEqual([true, { kind: "entrant", code: "K3" }]);
    at.go("K3");
    expect([at.signing, at.next.kind]).toEqual([false, "sub"]);
  });

  test("goes from one sign-off to the next once everybody is marked", () => {
    unsigned = true;
    for (const code of ["K1", "K2", "K3"]) {
      mark(code, "A1");
      mark(code, "B1");
    }
    const at = place();
    at.goSign("K3");
    expect(at.next).toEqual({ kind: "entrant", code: "K1", sign: true });
    unsigned = false;
    expect(at.next).toEqual({ kind: "done" });
  });

  test("offers no sign-off of what is not finished, or signed", () => {
    unsigned = true;
    mark("K2", "A1");
    const at = place({ event: "cnc", entrant: "K2", sub: "B" });
    expect(at.next.kind).toBe("entrant");
    mark("K2", "B1");
    unsigned = false;
    expect(at.next.kind).toBe("entrant");
  });
});
