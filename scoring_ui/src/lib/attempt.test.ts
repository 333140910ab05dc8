import { expect, test } from "vitest";

import { Attempt } from "./attempt.svelte";

test("busy while it is under way, and well when it ends well", async () => {
  const attempt = new Attempt();
  let end = () => {};
  const done = attempt.run(() => new Promise<void>((resolve) => (end = resolve)));
  expect(attempt.busy).toBe(true);
  end();
  expect(await done).toBe(true);
  expect(attempt.busy).toBe(false);
});

test("what goes wrong is kept until the next attempt begins", async () => {
  const attempt = new Attempt();
  const wrong = new Error("refused");
  expect(await attempt.run(() => Promise.reject(wrong))).toBe(false);
  expect([attempt.busy, attempt.trouble]).toEqual([false, wrong]);
  const next = attempt.run(() => Promise.resolve());
  expect(attempt.trouble).toBeUndefined();
  expect(await next).toBe(true);
});

test("busy until the last of two has ended", async () => {
  const attempt = new Attempt();
  let end = () => {};
  const long = attempt.run(() => new Promise<void>((resolve) => (end = resolve)));
  await attempt.run(() => Promise.resolve());
  expect(attempt.busy).toBe(true);
  end();
  await long;
  expect(attempt.busy).toBe(false);
});
