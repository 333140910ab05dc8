/** How a panel's sheets for one entrant stand, as the chief judge must see it: one word, and what is missing. */

import type { EventSheets, PanelSheets, SpreadAlert } from "./types";

export type Standing = "idle" | "open" | "to-sign" | "spread" | "ready" | "locked" | "reopened";

export function openAlerts(panel: PanelSheets): SpreadAlert[] {
  return panel.alerts.filter(({ reason }) => reason === "");
}

export function standingOf(panel: PanelSheets): Standing {
  if (panel.state === "locked") return "locked";
  if (!panel.needed) return "idle";
  if (openAlerts(panel).length > 0) return "spread";
  if (panel.ready) return "ready";
  if (panel.state === "reopened") return "reopened";
  return missingOf(panel) > 0 ? "open" : "to-sign";
}

export function missingOf(panel: PanelSheets): number {
  return panel.sheets.reduce((sum, { missing }) => sum + missing.length, 0);
}

export function unsignedOf(panel: PanelSheets): number {
  return panel.sheets.filter(({ signedAt }) => signedAt === null).length;
}

export type Place = { code: string; stage: string; sub: string };

/** The sheet that lies open, as it stands in the page's address. */
export function itemOf({ code, stage, sub }: Place): string {
  return [code, stage, sub].map(encodeURIComponent).join("|");
}

export function placeOf(item: string): Place {
  const [code = "", stage = "", sub = ""] = item.split("|").map(decodeURIComponent);
  return { code, stage, sub };
}

export function panelAt(all: EventSheets | undefined, { code, stage, sub }: Place): PanelSheets | undefined {
  const entrant = all?.entrants.find((one) => one.code === code);
  return entrant?.panels.find((one) => one.stage === stage && one.subCriterion === sub);
}
