import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Throttle } from "./throttle";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a burst runs twice: at once, and once more for the last wish", () => {
  let runs = 0;
  const throttle = new Throttle(() => (runs += 1), 1_000);
  for (let n = 0; n < 20; n += 1) throttle.ask();
  expect(runs).toBe(1);
  vi.advanceTimersByTime(1_000);
  expect(runs).toBe(2);
  vi.advanceTimersByTime(10_000);
  expect(runs).toBe(2);
});

test("after a rest it runs at once again", () => {
  let runs = 0;
  const throttle = new Throttle(() => (runs += 1), 1_000);
  throttle.ask();
  vi.advanceTimersByTime(1_000);
  throttle.ask();
  expect(runs).toBe(2);
});
