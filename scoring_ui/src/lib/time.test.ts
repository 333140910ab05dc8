import { expect, test } from "vitest";

import { momentOf } from "./time";

test("a moment of today is its hour, one of another day has that day", () => {
  const now = new Date(2026, 10, 24, 9, 0);
  expect(momentOf(new Date(2026, 10, 24, 14, 3), now)).toBe("14:03");
  expect(momentOf(new Date(2026, 10, 23, 14, 3), now)).toBe("2026\u201111\u201123\u00a014:03");
});
