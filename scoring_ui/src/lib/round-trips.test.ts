import { expect, test } from "vitest";

import { RoundTrips } from "./round-trips";

const at = "2026-11-21T06:03:07.000Z";
const there = Date.parse(at);

test("an answer tells its way, and how far the clock is ahead half-way through it", () => {
  const trips = new RoundTrips();
  trips.asked(1, 100);
  expect(trips.answered(1, at, 180, there + 5_040)).toEqual({ took: 80, ahead: 5_000 });
});

test("an answer that comes twice, or was not asked for on this socket, tells nothing", () => {
  const trips = new RoundTrips();
  trips.asked(1, 0);
  trips.answered(1, at, 1, there);
  expect(trips.answered(1, at, 2, there)).toBeUndefined();
  trips.asked(2, 3);
  trips.forget();
  expect(trips.answered(2, at, 4, there)).toBeUndefined();
});
