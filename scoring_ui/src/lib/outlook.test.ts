import { describe, expect, test } from "vitest";

import { Foreseen } from "./outlook";
import type { BoardLine, Outlook, StandingRow } from "./types";

const row = (entrant: string, rank: number | null) => ({ entrant, rank }) as StandingRow;
const line = (key: string, after: number, chances: string): BoardLine => ({
  key,
  kind: "award",
  title: { zh: key, en: key },
  after,
  chances,
});
const rows = [row("d", 1), row("c", 2), row("b", 3), row("a", 4), row("e", null)];
/* Letters stand in the order of the ids: a b c d e. */
const outlook: Outlook = {
  type: "outlook",
  seq: 7,
  token: "",
  at: "",
  lines: [line("second", 3, "rrss-"), line("first", 1, "oorrr"), line("cut", 4, "")],
};
const foreseen = new Foreseen(outlook, rows, true);

describe("what can still become of a row", () => {
  test("is told of the line right below it, and below all lines of the last that tells", () => {
    expect(rows.map((one) => [foreseen.told(one)?.line.key, foreseen.told(one)?.chance])).toEqual([
      ["first", "at_risk"],
      ["second", "safe"],
      ["second", "at_risk"],
      ["second", "at_risk"],
      [undefined, undefined],
    ]);
  });

  test("a line is drawn between two ranks, wherever the list begins, and nowhere else", () => {
    const drawn = (some: StandingRow[]) => [...foreseen.under(some)].map(([at, lines]) => [at, lines.map((l) => l.key)]);
    expect(drawn(rows)).toEqual([
      ["d", ["first"]],
      ["b", ["second"]],
    ]);
    expect(drawn([row("c", 2), row("a", 4)])).toEqual([["c", ["second"]]]);
    expect(drawn([row("a", 4), row("e", null)])).toEqual([]);
  });

  test("medals are told by their lines where there are such", () => {
    expect(foreseen.medal(1)).toBeUndefined();
    const two = new Foreseen({ ...outlook, lines: [line("gold", 2, ""), line("bronze", 3, "")] }, rows, true);
    expect([1, 2, 3, 4].map((rank) => two.medal(rank))).toEqual(["gold", "gold", "bronze", ""]);
  });
});
