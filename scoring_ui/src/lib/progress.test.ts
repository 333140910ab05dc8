import { expect, test } from "vitest";

import { byLateness, unfinished } from "./progress";
import type { JudgeProgress } from "./types";

function judge(seat: string, stored: number, connected = true): JudgeProgress {
  return {
    account: seat,
    judge: seat,
    seat,
    panel: { zh: "", en: "" },
    paired: true,
    connected,
    stored,
    expected: 10,
    perEntrant: 1,
    lastStoredAt: null,
    entrants: [],
  };
}

test("who is away comes first, then who has most left; who is done comes last", () => {
  const judges = [judge("done", 10, false), judge("near", 9), judge("far", 2), judge("away", 9, false)];
  expect(byLateness(judges).map(({ seat }) => seat)).toEqual(["away", "far", "near", "done"]);
  expect(unfinished(judges)).toBe(3);
});

test("equals keep the order of their seats", () => {
  expect(byLateness([judge("b", 5), judge("a", 5)]).map(({ seat }) => seat)).toEqual(["a", "b"]);
});
