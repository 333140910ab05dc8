/** The certifier's inbox: which pile a decision lies on, and which are shown. */

import type { Account, Decision } from "./types";

export const PILES = ["proposed", "second", "approved", "granted", "refused", "others"] as const;

export type Pile = (typeof PILES)[number];

/** `number` is the decision's place in the whole list, so that it does not change with what is shown. */
export type Numbered = { number: number; decision: Decision };

export function pileOf(decision: Decision): Pile {
  if (decision.outcome !== "promote") return "others";
  if (decision.certificate) return "granted";
  return decision.state === "approved" ? "approved" : decision.state === "refused" ? "refused" : open(decision);
}

/** Where two must approve, what one has approved waits for the second. */
function open(decision: Decision): Pile {
  return decision.firstApprovedBy === null ? "proposed" : "second";
}

/** Whether somebody still has to decide it. */
export function isUndecided(decision: Decision): boolean {
  return decision.outcome === "promote" && decision.state === "proposed";
}

export function inboxOf(decisions: readonly Decision[], pile: Pile | "all", search: string): Numbered[] {
  const wanted = search.trim().toLowerCase();
  return decisions
    .map((decision, n) => ({ number: n + 1, decision }))
    .filter(({ decision }) => pile === "all" || pileOf(decision) === pile)
    .filter(({ decision }) => wanted === "" || words(decision).some((word) => word.toLowerCase().includes(wanted)));
}

function words(decision: Decision): string[] {
  const { name, code, clause, level, certificate } = decision;
  const place = decision.rank === null ? "" : String(decision.rank);
  return [name, code, place, clause ?? "", level?.zh ?? "", level?.en ?? "", certificate?.number ?? ""];
}

/** What this account may approve in one go: what others proposed, and what it did not approve first. */
export function approvable(decisions: readonly Decision[], account: Account | null | undefined): Decision[] {
  return decisions.filter(
    (one) => isUndecided(one) && one.proposedById !== account?.id && one.firstApprovedById !== account?.id,
  );
}

/** Promotions that are approved and have no certificate yet. */
export function awaiting(decisions: readonly Decision[]): Decision[] {
  return decisions.filter((one) => pileOf(one) === "approved");
}
