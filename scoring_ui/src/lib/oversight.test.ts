import { expect, test } from "vitest";

import { byUrgency, leftOver, stateOf, tabletOf } from "./oversight";
import type { Device, WatchedJudge } from "./types";

function device(over: Partial<Device> = {}): Device {
  return {
    name: "one",
    connected: true,
    hasDesk: true,
    heardAt: "2026-05-01T09:00:00Z",
    waiting: 0,
    sent: 0,
    stored: 4,
    battery: null,
    refused: 0,
    agrees: true,
    ...over,
  };
}

function judge(name: string, ...devices: Device[]): WatchedJudge {
  return { account: name, judge: name, seats: ["J1"], held: 4, devices, consistency: null };
}

test.each([
  ["none", []],
  ["there", [device()]],
  ["away", [device({ connected: false })]],
  ["behind", [device({ waiting: 2, agrees: null })]],
  ["gone", [device({ connected: false, sent: 1, agrees: null })]],
  ["refused", [device(), device({ connected: false, hasDesk: false, refused: 1 })]],
  ["disagrees", [device({ agrees: false })]],
] as const)("%s", (state, devices) => expect(stateOf(judge("A", ...devices))).toBe(state));

test("the tablet that has the desk speaks for the judge, and marks left on another one are told of", () => {
  const [old, held] = [device({ name: "old", hasDesk: false, waiting: 3, agrees: null }), device({ name: "new" })];
  const both = judge("A", old, held);
  expect(tabletOf(both)).toBe(held);
  expect(leftOver(both)).toEqual([old]);
});

test("what needs somebody comes first", () => {
  const judges = [
    judge("calm", device()),
    judge("gone", device({ connected: false, waiting: 1, agrees: null })),
    judge("turned down", device({ refused: 1 })),
    judge("wrong", device({ agrees: false })),
  ];
  expect(byUrgency(judges).map(({ judge }) => judge)).toEqual(["wrong", "turned down", "gone", "calm"]);
});
