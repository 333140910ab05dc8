import { expect, test } from "vitest";

import type { StandingRow } from "./types";
import { delegationsOf, inView, readView, withView } from "./view";

function row(entrant: string, delegation: string | null): StandingRow {
  return {
    entrant,
    rank: 1,
    tied: false,
    name: entrant,
    delegation: delegation === null ? null : { zh: delegation, en: delegation },
    total: null,
    parts: {},
    complete: false,
    marked: 0,
    expected: 1,
    decidedBy: null,
  };
}

const rows = [row("a", "乙队"), row("b", "甲队"), row("c", "乙队"), row("d", null)];
const groups = { a: "worker", b: "student", c: "student", d: "worker" };
const seen = (search: string) => inView(rows, readView(search), groups).map(({ entrant }) => entrant);

test("an address that says nothing shows all", () => expect(seen("")).toEqual(["a", "b", "c", "d"]));
test("a delegation", () => expect(seen("?delegation=乙队")).toEqual(["a", "c"]));
test("a group", () => expect(seen("?group=student")).toEqual(["b", "c"]));
test("both", () => expect(seen("?group=student&delegation=乙队")).toEqual(["c"]));
test("nobody is of a delegation that is not there", () => expect(seen("?delegation=丙队")).toEqual([]));

test("what is chosen stands in the address beside what stood there", () => {
  expect(withView("?lang=en&group=worker", { delegation: "乙队", group: "", page: 0 })).toBe(
    `?lang=en&delegation=${encodeURIComponent("乙队")}`,
  );
  expect(withView("?group=worker", { delegation: "", group: "", page: 0 })).toBe("");
});

test.each([
  ["?rows=5", 5],
  ["?rows=0", 8],
  ["?rows=x", 8],
  ["?rows=99", 20],
])("%s", (search, count) => expect(readView(search).rows).toBe(count));

test("each delegation once", () => expect(delegationsOf(rows).map(({ zh }) => zh)).toHaveLength(2));
test("a page that a wall stays on, and none where the address names no page", () => {
  expect(["?page=2", "?page=0", "?page=x", "?page=-1", ""].map((search) => readView(search).page)).toEqual([2, 0, 0, 0, 0]);
  expect(withView("?lang=en", { delegation: "", group: "", page: 2 })).toBe("?lang=en&page=2");
  expect(withView("?page=2", { delegation: "", group: "", page: 0 })).toBe("");
});
