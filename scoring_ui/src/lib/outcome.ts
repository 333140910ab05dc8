/** What a decision comes to, and for one that grants nothing, what it was short of. */

import type { Decision, Reason } from "./types";

const OUTCOMES = ["promote", "mayApply", "blocked", "nothing"] as const;

export type Outcome = (typeof OUTCOMES)[number];

const KNOWN: Record<string, Outcome> = { promote: "promote", may_apply: "mayApply", blocked: "blocked" };

export function outcomeOf(decision: Pick<Decision, "outcome">): Outcome {
  return KNOWN[decision.outcome] ?? "nothing";
}

export type ClauseReasons = { clause: string; reasons: Reason[] };

/** The reasons by clause, in the order in which the server gives them: what decided, or came nearest, first. */
export function byClause(decision: Pick<Decision, "clause" | "reasons">): ClauseReasons[] {
  const found = new Map<string, Reason[]>();
  for (const reason of decision.reasons) found.set(reason.clause, [...(found.get(reason.clause) ?? []), reason]);
  const all = [...found].map(([clause, reasons]) => ({ clause, reasons }));
  return [
    ...all.filter(({ clause }) => clause === decision.clause),
    ...all.filter((one) => one.clause !== decision.clause),
  ];
}

/** The one condition of the nearest clause that was not met, if it was only one. */
export function missedOne(decision: Pick<Decision, "outcome" | "clause" | "reasons">): Reason | undefined {
  if (outcomeOf(decision) !== "nothing") return undefined;
  const missed = (byClause(decision)[0]?.reasons ?? []).filter(({ met }) => !met);
  return missed.length === 1 ? missed[0] : undefined;
}

/** Every clause missed by one condition alone that was not nearly met, such as a level that is too high for it. */
export function notMet(decision: Pick<Decision, "outcome" | "clause" | "reasons">): Reason[] {
  if (outcomeOf(decision) !== "nothing") return [];
  return byClause(decision).flatMap(({ reasons }) => {
    const missed = reasons.filter(({ met }) => !met);
    return missed.length === 1 && reasons.length > 1 ? missed.filter(({ near }) => !near) : [];
  });
}

/** The one condition that was missed, where it says how near it was: only then was something short. A level too high is not short of anything. */
export function shortOf(decision: Pick<Decision, "outcome" | "clause" | "reasons">): Reason | undefined {
  const missed = missedOne(decision);
  return missed?.near ? missed : undefined;
}
