import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import type { Aspect } from "../lib/types";
import { Pad } from "./pad.svelte";

function aspect(key: string, more: Partial<Aspect> = {}): Aspect {
  const title = { zh: key, en: key };
  const bounds = { minimum: "0", maximum: "10", step: "0.5", unit: null };
  return { key, title, kind: "panel", input: "number", ...bounds, descriptors: [], required: true, ...more };
}

let entered: [string, string][];

function target(key: string, value: string | null = null, more: Partial<Aspect> = {}) {
  return { aspect: aspect(key, more), value, enter: (mark: string) => void entered.push([key, mark]) };
}

beforeEach(() => {
  vi.useFakeTimers();
  entered = [];
});

afterEach(() => {
  vi.useRealTimers();
});

describe("the pad", () => {
  test("enters nothing until it is told to", () => {
    const pad = new Pad();
    pad.turnTo(target("B1"));
    for (const key of ["7", ".", "5"]) pad.press(key);
    vi.advanceTimersByTime(10_000);
    expect(entered).toEqual([]);
    expect(pad.enter()).toBe(true);
    expect(entered).toEqual([["B1", "7.5"]]);
  });

  test("a draft goes to the row it was typed in, not to the one turned to", () => {
    const pad = new Pad();
    pad.turnTo(target("B1"));
    pad.press("7");
    pad.turnTo(target("B2"));
    expect(entered).toEqual([["B1", "7"]]);
    expect(pad.text).toBeUndefined();
  });

  test("what may not be entered says why and stays to be corrected", () => {
    const pad = new Pad();
    pad.turnTo(target("B1"));
    pad.type("8.3");
    expect(pad.enter()).toBe(false);
    expect(pad.objection).toEqual({ kind: "off_step", step: "0.5" });
    expect(pad.text).toBe("8.3");
  });

  test("leaving enters what may be entered and forgets the rest", () => {
    const pad = new Pad();
    pad.turnTo(target("B1"));
    pad.type("11");
    pad.leave();
    expect(entered).toEqual([]);
    expect(pad.ready).toBe(false);
  });

  test("turned away from, the keypad writes nowhere", () => {
    const pad = new Pad();
    pad.turnTo(target("B1"));
    pad.press("7");
    pad.turnAway();
    pad.press("9");
    pad.enter();
    expect(entered).toEqual([["B1", "7"]]);
    expect(pad.ready).toBe(false);
  });

  test("turned away from, what may not be entered stays in sight", () => {
    const pad = new Pad();
    pad.turnTo(target("B1"));
    pad.type("8.3");
    pad.turnAway();
    expect(pad.text).toBe("8.3");
    expect(pad.key).toBe("B1");
  });

  test("an emptied field is not a zero, and takes nothing back", () => {
    const pad = new Pad();
    pad.turnTo(target("B1", "7"));
    pad.type("");
    pad.leave();
    expect(entered).toEqual([]);
  });

  test("five taps are one mark, after a short rest", () => {
    const pad = new Pad();
    pad.turnTo(target("B1", "6"));
    for (let n = 0; n < 5; n += 1) pad.step(1);
    expect(entered).toEqual([]);
    vi.advanceTimersByTime(700);
    expect(entered).toEqual([["B1", "8.5"]]);
  });

  test.each([1, -1] as const)("a step (%d) in an empty field is only offered, and leaving does not enter it", (by) => {
    const pad = new Pad();
    pad.turnTo(target("B1"));
    pad.step(by);
    expect(pad.text).toBe("0");
    vi.advanceTimersByTime(10_000);
    pad.leave();
    expect(entered).toEqual([]);
  });

  test("what is offered can be confirmed, walked on from, or typed over", () => {
    const pad = new Pad();
    pad.turnTo(target("B1"));
    pad.step(-1);
    expect(pad.enter()).toBe(true);
    pad.turnTo(target("B2"));
    for (let n = 0; n < 3; n += 1) pad.step(1);
    vi.advanceTimersByTime(10_000);
    expect(pad.text).toBe("1");
    pad.turnTo(target("B3"));
    pad.step(1);
    pad.press("7");
    pad.leave();
    expect(entered).toEqual([
      ["B1", "0"],
      ["B2", "1"],
      ["B3", "7"],
    ]);
  });

  test("a counter taken down from nothing is not a zero", () => {
    const pad = new Pad();
    pad.turnTo(target("S1", null, { input: "count", step: "1" }));
    pad.step(-1);
    pad.leave();
    expect(entered).toEqual([]);
  });

  test("the first tap of a counter counts one", () => {
    const pad = new Pad();
    pad.turnTo(target("S1", null, { input: "count", step: "1" }));
    pad.step(1);
    vi.advanceTimersByTime(700);
    expect(entered).toEqual([["S1", "1"]]);
  });

  test("a second point is not typed", () => {
    const pad = new Pad();
    pad.turnTo(target("B1"));
    for (const key of ["7", ".", ".", "5", "back"]) pad.press(key);
    expect(pad.text).toBe("7.");
  });
});
