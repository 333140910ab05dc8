import { expect, test } from "vitest";

import { byClause, missedOne, notMet, outcomeOf, shortOf } from "./outcome";
import type { Reason } from "./types";

const text = (said: string) => ({ zh: said, en: said });

function reason(clause: string, met: boolean, near?: string): Reason {
  return { clause, condition: text("rank"), value: "21", shown: text("rank 21"), met, near: near ? text(near) : null };
}

test("an outcome of a later server is no promotion", () => {
  expect(outcomeOf({ outcome: "may_apply" })).toBe("mayApply");
  expect(outcomeOf({ outcome: "something" })).toBe("nothing");
});

test("reasons stand by clause, the deciding one first", () => {
  const reasons = [reason("2", true), reason("6", false), reason("2", false), reason("5", true)];
  expect(byClause({ clause: "6", reasons }).map(({ clause }) => clause)).toEqual(["6", "2", "5"]);
  expect(byClause({ clause: null, reasons })[0]).toEqual({ clause: "2", reasons: [reasons[0], reasons[2]] });
});

test("short of one condition is said of the nearest clause alone", () => {
  const missed = reason("6", false, "1 place short");
  const none = { outcome: "none", clause: null };
  expect(shortOf({ ...none, reasons: [missed, reason("6", true), reason("2", false)] })).toBe(missed);
  expect(shortOf({ ...none, reasons: [missed, reason("6", false)] })).toBeUndefined();
  expect(shortOf({ ...none, outcome: "promote", reasons: [missed] })).toBeUndefined();
  expect(shortOf({ ...none, reasons: [] })).toBeUndefined();
});

test("a condition that is not missed by a little is not met, and not short", () => {
  const tooHigh = reason("6", false);
  const none = { outcome: "none", clause: null, reasons: [tooHigh, reason("6", true)] };
  expect(missedOne(none)).toBe(tooHigh);
  expect(shortOf(none)).toBeUndefined();
});

test("a clause that is met but for the level held is named, though another came nearer", () => {
  const tooHigh = reason("5", false);
  const near = [reason("4", false, "1 place short"), reason("4", true)];
  const decision = { outcome: "none", clause: null, reasons: [...near, reason("5", true), tooHigh] };
  expect(notMet(decision)).toEqual([tooHigh]);
  expect(shortOf(decision)).toBe(near[0]);
  expect(notMet({ ...decision, reasons: near })).toEqual([]);
  expect(notMet({ ...decision, outcome: "promote" })).toEqual([]);
});
