import { expect, test } from "vitest";

import { itemOf, placeOf, standingOf } from "./sheet-state";
import type { PanelSheets, SeatSheet } from "./types";

const sheet = (over: Partial<SeatSheet> = {}): SeatSheet => ({
  seat: "J1",
  account: "a",
  state: "open",
  missing: [],
  signedAt: null,
  onPaper: false,
  digest: "",
  ...over,
});

const panel = (over: Partial<PanelSheets> = {}): PanelSheets => ({
  stage: "",
  subCriterion: "work",
  state: "open",
  needed: true,
  revealed: false,
  ready: false,
  sheets: [sheet(), sheet({ seat: "J2" })],
  alerts: [],
  lockedAt: null,
  lockedBy: "",
  reopenedAt: null,
  reopenedFor: "",
  ...over,
});

const alert = (reason: string) => ({ aspect: "B1", lowest: "0", highest: "3", allowed: "1", reason });

test.each([
  ["to-sign", panel()],
  ["open", panel({ sheets: [sheet({ missing: ["B1"] })] })],
  ["idle", panel({ needed: false })],
  ["spread", panel({ alerts: [alert("")] })],
  ["to-sign", panel({ alerts: [alert("seen from two sides")] })],
  ["ready", panel({ ready: true })],
  ["locked", panel({ state: "locked", ready: true })],
  ["reopened", panel({ state: "reopened" })],
  ["ready", panel({ state: "reopened", ready: true })],
] as const)("%s", (standing, one) => expect(standingOf(one)).toBe(standing));

test("an address of a sheet is read as it was written, whatever is in its names", () => {
  const place = { code: "A|07/一", stage: "final", sub: "x~y" };
  expect(placeOf(itemOf(place))).toEqual(place);
});
