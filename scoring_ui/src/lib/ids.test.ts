import { expect, test } from "vitest";

import { makeId } from "./ids";

const insecure = {
  getRandomValues: <T extends ArrayBufferView>(array: T) => crypto.getRandomValues(array as never) as T,
};

test("a page without randomUUID still makes version 4 ids", () => {
  const id = makeId(insecure);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(makeId(insecure)).not.toBe(id);
});
