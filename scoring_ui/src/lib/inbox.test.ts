import { expect, test } from "vitest";

import { approvable, awaiting, inboxOf, pileOf } from "./inbox";
import type { Decision } from "./types";

const text = { zh: "技师", en: "Technician" };

function decision(id: string, more: Partial<Decision> = {}): Decision {
  return {
    id,
    entrant: id,
    code: id,
    holder: id,
    name: id,
    rank: 1,
    total: "90",
    held: null,
    outcome: "promote",
    level: text,
    titles: [],
    honours: [],
    incentives: [],
    clause: "3",
    clauseText: text,
    summary: text,
    reasons: [],
    state: "proposed",
    proposedBy: "组织者",
    proposedById: "o",
    firstApprovedBy: null,
    firstApprovedById: null,
    decidedBy: null,
    refusalReason: null,
    certificate: null,
    ...more,
  };
}

const account = (id: string) => ({ id, name: "王伟", roles: ["official"] });

const certificate = { number: "SAMPLE-1", state: "issued", pdf: "/p", verify: "/v" };

test("what one approved first waits for a second, who is another", () => {
  const first = decision("a", { firstApprovedBy: "王伟", firstApprovedById: "one" });
  expect(pileOf(first)).toBe("second");
  expect(approvable([first], account("one"))).toEqual([]);
  expect(approvable([first], account("another of that name"))).toEqual([first]);
});

test("a decision lies on the pile of what is to be done with it", () => {
  expect(pileOf(decision("a"))).toBe("proposed");
  expect(pileOf(decision("a", { state: "approved" }))).toBe("approved");
  expect(pileOf(decision("a", { state: "granted", certificate }))).toBe("granted");
  expect(pileOf(decision("a", { outcome: "none" }))).toBe("others");
});

test("numbers do not change with what is shown", () => {
  const all = [decision("a", { state: "approved" }), decision("b"), decision("c", { name: "Wang" })];
  expect(inboxOf(all, "proposed", "").map(({ number }) => number)).toEqual([2, 3]);
  expect(inboxOf(all, "all", "wang").map(({ number }) => number)).toEqual([3]);
});

test("a rank is found in a search", () => {
  const all = [decision("a", { rank: 20 }), decision("b", { rank: 21 })];
  expect(inboxOf(all, "all", "21").map(({ decision: { id } }) => id)).toEqual(["b"]);
});

test("nobody approves own proposals, nor what is decided or grants nothing", () => {
  const all = [decision("a"), decision("b", { proposedById: "me" }), decision("c", { outcome: "none" })];
  expect(approvable([...all, decision("d", { state: "refused" })], account("me")).map(({ id }) => id)).toEqual(["a"]);
});

test("what is approved and has no certificate yet awaits one", () => {
  const all = [
    decision("a", { state: "approved" }),
    decision("b", { state: "approved", certificate }),
    decision("c", { state: "refused" }),
    decision("d"),
  ];
  expect(awaiting(all).map(({ id }) => id)).toEqual(["a"]);
});
