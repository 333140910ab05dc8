/** The order in which judges need attention: nobody at the tablet first, then who has most left. */

import type { JudgeProgress } from "./types";

export function byLateness(judges: readonly JudgeProgress[]): JudgeProgress[] {
  return [...judges].sort(
    (a, b) => urgency(a) - urgency(b) || left(b) - left(a) || (a.seat < b.seat ? -1 : a.seat > b.seat ? 1 : 0),
  );
}

function left(judge: JudgeProgress): number {
  return judge.expected - judge.stored;
}

function urgency(judge: JudgeProgress): number {
  if (left(judge) <= 0) return 2;
  return judge.connected ? 1 : 0;
}

export function unfinished(judges: readonly JudgeProgress[]): number {
  return judges.filter((judge) => left(judge) > 0).length;
}
