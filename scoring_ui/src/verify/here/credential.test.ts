/** The published vectors of W3C's eddsa-jcs-2022, as the server's own tests read them. */

import { describe, expect, test } from "vitest";

import { canonical, type Json, proven } from "./credential";

const FOLDER = "../../../../tests/certificates/data/vc-eddsa-vectors";
const vectors = import.meta.glob<string>("../../../../tests/certificates/data/vc-eddsa-vectors/*", {
  query: "?raw",
  import: "default",
  eager: true,
});
const vector = (name: string) => vectors[`${FOLDER}/${name}`] ?? "";
const json = (name: string) => JSON.parse(vector(name)) as { [name: string]: Json };
const KEY = String(json("keyPair.json").publicKeyMultibase);

describe("a credential's proof", () => {
  test("is over the canonical forms that are published", () => {
    expect(canonical(json("unsigned.json"))).toBe(vector("canonDocJCS.txt").trim());
    expect(canonical(json("proofConfigJCS.json"))).toBe(vector("proofCanonJCS.txt").trim());
  });

  test("verifies with its own key and no other", async () => {
    const other = KEY.replace(/.$/, (last) => (last === "a" ? "b" : "a"));
    expect(await proven(json("signedJCS.json"), [KEY])).toBe(true);
    expect(await proven(json("signedJCS.json"), [other])).toBe(false);
    expect(await proven(json("signedJCS.json"), [])).toBe(false);
  });

  test.each([
    ["a changed word", (it: { [name: string]: Json }) => ({ ...it, description: "A maximum viable example." })],
    ["a member taken out", ({ name: _, ...rest }: { [name: string]: Json }) => rest],
    ["no proof", ({ proof: _, ...rest }: { [name: string]: Json }) => rest],
    ["another purpose", (it: { [name: string]: Json }) => ({ ...it, proof: { ...proofOf(it), proofPurpose: "authentication" } })],
    ["another signature", (it: { [name: string]: Json }) => ({ ...it, proof: { ...proofOf(it), proofValue: "z111" } })],
    ["a proof that is none", (it: { [name: string]: Json }) => ({ ...it, proof: 7 })],
  ])("does not verify with %s", async (_, change) => {
    expect(await proven(change(json("signedJCS.json")), [KEY])).toBe(false);
  });

  test("sorts names by UTF-16, as RFC 8785 asks", () => {
    expect(canonical({ "\ufb33": 1, "\u{1f600}": 2 })).toBe('{"\u{1f600}":2,"\ufb33":1}');
  });
});

function proofOf(document: { [name: string]: Json }): { [name: string]: Json } {
  return document.proof as { [name: string]: Json };
}
