import { describe, expect, test } from "vitest";

import { checkMark, choices, isWalkable, stepped } from "./marks";
import type { Aspect } from "./types";

const tenth = { minimum: "0", maximum: "10", step: "0.25" };

const judged: Aspect = {
  key: "J1",
  title: { zh: "表面质量", en: "Surface" },
  kind: "judgement",
  input: "choice",
  minimum: "0",
  maximum: "3",
  step: "1",
  unit: null,
  descriptors: [0, 1, 2, 3].map((n) => ({ zh: `${n}`, en: `${n}` })),
  required: true,
};

describe("checkMark", () => {
  test("takes the ends of the range", () => {
    expect(checkMark(tenth, "0")).toEqual({ value: "0" });
    expect(checkMark(tenth, "10.00")).toEqual({ value: "10" });
  });

  test("says which limit is passed", () => {
    expect(checkMark(tenth, "-0.25")).toEqual({ objection: { kind: "too_low", limit: "0" } });
    expect(checkMark(tenth, "10.25")).toEqual({ objection: { kind: "too_high", limit: "10" } });
  });

  test("says which step is missed", () => {
    expect(checkMark(tenth, "8.3")).toEqual({ objection: { kind: "off_step", step: "0.25" } });
  });

  test("counts steps from the lowest mark", () => {
    expect(checkMark({ minimum: "0.5", maximum: "9", step: "1" }, "1.5")).toEqual({ value: "1.5" });
    expect(checkMark({ minimum: "0.5", maximum: "9", step: "1" }, "2")).toEqual({
      objection: { kind: "off_step", step: "1" },
    });
  });

  test("reads figures as they are typed on a Chinese or a German keyboard", () => {
    for (const text of ["７", " 7 ", "7.0"]) expect(checkMark(tenth, text)).toEqual({ value: "7" });
    for (const text of ["７．５", "7,5", "7，5", "7。5"]) expect(checkMark(tenth, text)).toEqual({ value: "7.5" });
    expect(checkMark(tenth, "－1")).toEqual({ objection: { kind: "too_low", limit: "0" } });
    expect(checkMark(tenth, "1,000.5")).toEqual({ objection: { kind: "not_a_number" } });
  });

  test("an empty field is not a zero", () => {
    expect(checkMark(tenth, "")).toEqual({ objection: { kind: "not_a_number" } });
  });
});

describe("stepped", () => {
  test("walks exactly", () => expect(stepped({ ...tenth, step: "0.1" }, "0.2", 1)).toBe("0.3"));
  test("stays within the range", () => expect(stepped(tenth, "10", 1)).toBe("10"));
  test("starts at the low end going up", () => expect(stepped(tenth, "", 1)).toBe("0"));
  test("starts there going down too", () => expect(stepped(tenth, "", -1)).toBe("0"));
});

test("a score of ten is walked to by steps, a length is typed", () => {
  expect(isWalkable({ minimum: "0", maximum: "10", step: "0.25" })).toBe(true);
  expect(isWalkable({ minimum: "0", maximum: "200", step: "0.001" })).toBe(false);
});

describe("choices", () => {
  test("one value for each descriptor", () => expect(choices(judged)).toEqual(["0", "1", "2", "3"]));
  test("every step where there are no descriptors", () => {
    expect(choices({ ...judged, descriptors: [], minimum: "1", maximum: "2", step: "0.5" })).toEqual(["1", "1.5", "2"]);
  });
});
