/** What the chief judge must look at first: tablets that disagree with the ledger, then those with marks
 * that it did not take, then those that went with marks. */

import type { Device, WatchedJudge } from "./types";

/** `none`: no tablet was heard of since the server started. */
export type TabletState = "disagrees" | "refused" | "gone" | "behind" | "there" | "away" | "none";

const ORDER: readonly TabletState[] = ["disagrees", "refused", "gone", "behind", "none", "away", "there"];

/** The tablet that has the judge's desk, or the one heard of last. */
export function tabletOf(judge: WatchedJudge): Device | undefined {
  return judge.devices.find(({ hasDesk }) => hasDesk) ?? judge.devices[0];
}

/** Other tablets of the judge that still hold marks without a receipt. */
export function leftOver(judge: WatchedJudge): Device[] {
  return judge.devices.filter((device) => device !== tabletOf(judge) && device.waiting + device.sent > 0);
}

/** Marks on the judge's tablets that the ledger did not take, and of which the judge has not said that this is known. */
export function refusedOf(judge: WatchedJudge): number {
  return judge.devices.reduce((sum, device) => sum + device.refused, 0);
}

export function stateOf(judge: WatchedJudge): TabletState {
  const tablet = tabletOf(judge);
  if (!tablet) return "none";
  if (tablet.agrees === false) return "disagrees";
  if (refusedOf(judge) > 0) return "refused";
  const underWay = tablet.waiting + tablet.sent > 0;
  if (!tablet.connected) return underWay ? "gone" : "away";
  return underWay ? "behind" : "there";
}

export function byUrgency(judges: readonly WatchedJudge[]): WatchedJudge[] {
  return [...judges].sort((a, b) => ORDER.indexOf(stateOf(a)) - ORDER.indexOf(stateOf(b)));
}
