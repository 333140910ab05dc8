/** What the chief judge must look at first: tablets that disagree with the ledger, then those that went with marks. */

import type { Device, WatchedJudge } from "./types";

/** `none`: no tablet was heard of since the server started. */
export type TabletState = "disagrees" | "gone" | "behind" | "there" | "away" | "none";

const ORDER: readonly TabletState[] = ["disagrees", "gone", "behind", "none", "away", "there"];

/** The tablet that has the judge's desk, or the one heard of last. */
export function tabletOf(judge: WatchedJudge): Device | undefined {
  return judge.devices.find(({ hasDesk }) => hasDesk) ?? judge.devices[0];
}

/** Other tablets of the judge that still hold marks without a receipt. */
export function leftOver(judge: WatchedJudge): Device[] {
  return judge.devices.filter((device) => device !== tabletOf(judge) && device.waiting + device.sent > 0);
}

export function stateOf(judge: WatchedJudge): TabletState {
  const tablet = tabletOf(judge);
  if (!tablet) return "none";
  if (tablet.agrees === false) return "disagrees";
  const underWay = tablet.waiting + tablet.sent > 0;
  if (!tablet.connected) return underWay ? "gone" : "away";
  return underWay ? "behind" : "there";
}

export function byUrgency(judges: readonly WatchedJudge[]): WatchedJudge[] {
  return [...judges].sort((a, b) => ORDER.indexOf(stateOf(a)) - ORDER.indexOf(stateOf(b)));
}
