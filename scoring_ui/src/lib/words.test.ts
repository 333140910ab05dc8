import { expect, test } from "vitest";

import { fill, places } from "./words";

const tables = import.meta.glob<Record<string, Record<string, { zh: string; en: string }>>>(
  ["../**/words.ts", "../**/*-words.ts"],
  {
    eager: true,
  },
);
const texts = Object.entries(tables)
  .filter(([file]) => !file.endsWith("/lib/words.ts") && file !== "./words.ts")
  .flatMap(([file, module]) =>
    Object.values(module).flatMap((table) =>
      Object.entries(table).map(([key, text]) => ({ name: `${file} ${key}`, text })),
    ),
  );

test("places are filled, and an unknown one stays to be seen", () => {
  expect(fill("还差 {n} 项 {other}", { n: 3 })).toBe("还差 3 项 {other}");
});

test("there are words to look at", () => expect(texts.length).toBeGreaterThan(50));

test.each(texts)("$name: both languages say something and have the same places", ({ text }) => {
  expect(text.zh.trim()).not.toBe("");
  expect(text.en.trim()).not.toBe("");
  expect(places(text.zh)).toEqual(places(text.en));
});
