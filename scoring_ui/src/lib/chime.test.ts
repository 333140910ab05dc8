import { expect, test } from "vitest";

import { REST, Reveals, TopPlaces } from "./chime";
import type { CeremonyShown, StandingRow } from "./types";

const rows = (...ranks: [string, number | null][]) => ranks.map(([entrant, rank]) => ({ entrant, rank }) as StandingRow);
const shown = (...entrants: (string | null)[]) =>
  ({ items: entrants.map((entrant) => (entrant ? { row: { entrant } } : { row: null })) }) as CeremonyShown;

test("what a board shows first is silent, and so is a change below the top", () => {
  const top = new TopPlaces();
  expect(top.hear(rows(["a", 1], ["b", 2], ["c", 3], ["d", 4], ["e", 5]), 0)).toBe(false);
  expect(top.hear(rows(["a", 1], ["b", 2], ["c", 3], ["e", 4], ["d", 5]), REST)).toBe(false);
});

test("another at the top is heard, whoever stands where in the list", () => {
  const top = new TopPlaces();
  top.hear(rows(["a", 1], ["b", 2]), 0);
  expect(top.hear(rows(["b", 2], ["a", 1]), 10)).toBe(false);
  expect(top.hear(rows(["b", 1], ["a", 2]), 20)).toBe(true);
  expect(top.hear(rows(["b", 1], ["a", 1]), 20 + REST)).toBe(true); // a tie at the top
});

test("a burst is heard once, and the next change after it again", () => {
  const top = new TopPlaces();
  top.hear(rows(["a", 1]), 0);
  expect(top.hear(rows(["b", 1]), 100)).toBe(true);
  expect(top.hear(rows(["a", 1]), 200)).toBe(false);
  expect(top.hear(rows(["b", 1]), 100 + REST)).toBe(true);
});

test("the first mark is heard; a board that is emptied is not", () => {
  const top = new TopPlaces();
  top.hear(rows(["a", null], ["b", null]), 0);
  expect(top.hear(rows(["a", 1], ["b", null]), 10)).toBe(true);
  expect(top.hear([], 10 + REST)).toBe(false);
});

test("a reveal is heard; a line, a step back and what is there already are not", () => {
  const ceremony = new Reveals();
  expect(ceremony.hear(shown("c"))).toBe(false);
  expect(ceremony.hear(shown("b", "c"))).toBe(true);
  expect(ceremony.hear(shown(null, "b", "c"))).toBe(false);
  expect(ceremony.hear(shown("c"))).toBe(false);
  expect(ceremony.hear(shown("b", "c"))).toBe(true);
  ceremony.hear(null);
  expect(ceremony.hear(shown("b", "c"))).toBe(false);
});
