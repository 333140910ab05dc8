import { describe, expect, test } from "vitest";

import { add, compare, decimal, halves, isMultipleOf, parse, plain, sameValue, subtract } from "./decimal";

describe("parse", () => {
  test.each(["", ".", "-", "1e3", "1,5", "NaN", "0x10", "1.2.3", " "])("refuses %j", (text) => {
    expect(parse(text)).toBeUndefined();
  });

  test("takes what a keypad leaves unfinished", () => {
    expect(plain(decimal("7."))).toBe("7");
    expect(plain(decimal(".5"))).toBe("0.5");
  });
});

test("one tenth three times is three tenths", () => {
  const tenth = decimal("0.1");
  expect(compare(add(add(tenth, tenth), tenth), decimal("0.3"))).toBe(0);
});

test("figures beyond a double keep their last digit", () => {
  expect(compare(decimal("9007199254740993.01"), decimal("9007199254740993.02"))).toBe(-1);
});

test("steps are checked exactly", () => {
  expect(isMultipleOf(decimal("0.3"), decimal("0.1"))).toBe(true);
  expect(isMultipleOf(decimal("8.25"), decimal("0.25"))).toBe(true);
  expect(isMultipleOf(decimal("8.26"), decimal("0.25"))).toBe(false);
  expect(isMultipleOf(decimal("-0.5"), decimal("0.25"))).toBe(true);
});

test("plain text has neither exponent nor trailing zeros nor a negative zero", () => {
  expect(plain(decimal("+010.500"))).toBe("10.5");
  expect(plain(decimal("-0.00"))).toBe("0");
  expect(plain(subtract(decimal("1"), decimal("1.05")))).toBe("-0.05");
});

test("7.50 and 7.5 are the same mark, and no mark is not zero", () => {
  expect(sameValue("7.50", "7.5")).toBe(true);
  expect(sameValue(null, "0")).toBe(false);
  expect(sameValue(null, null)).toBe(true);
});

test("halves split at the point", () => {
  expect(halves("87.45")).toEqual({ whole: "87", fraction: "45" });
  expect(halves("87")).toEqual({ whole: "87", fraction: "" });
});
