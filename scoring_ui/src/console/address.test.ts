import { expect, test } from "vitest";

import { addressOf, PAGES, pagesOf, readAddress } from "./address";

test("an address says what it was made of", () => {
  const hash = addressOf("e1", "rules", "3/一");
  expect(readAddress(hash)).toEqual({ event: "e1", page: "rules", item: "3/一" });
});

test("nothing open leaves nothing behind", () => expect(addressOf("e1", "standings")).toBe("#/e1/standings"));

test.each(["", "#", "#/", "#/e1/nowhere", "#/%zz"])("%s leads to no page and breaks nothing", (hash) => {
  expect(readAddress(hash).page).toBeUndefined();
});

test("everybody begins with the own page, and finds nothing that is not theirs", () => {
  expect(pagesOf(["organiser"])[0]).toBe("marking");
  expect(pagesOf(["official"])[0]).toBe("inbox");
  expect(pagesOf(["official"])).not.toContain("people"); // who is in charge manages people and keys
  expect(pagesOf(["official"])).toContain("templates");
  expect(pagesOf(["lead_official"])).toEqual(["inbox", "people", "access"]);
  expect(pagesOf(["chief_judge"])).not.toContain("standings"); // who judges judges codes, and standings have names
  expect(pagesOf(["clerk"])).toEqual(["paper"]);
  expect(pagesOf(["judge"])).toEqual([]);
  expect(pagesOf(["authority"])).toEqual(["recall"]); // another body ends certificates, and sees nothing else
  expect(pagesOf(["official", "lead_official", "organiser", "authority"])).toHaveLength(PAGES.length);
});
