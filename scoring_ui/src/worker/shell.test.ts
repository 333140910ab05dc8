import { describe, expect, test } from "vitest";

import { cacheName, fileFor, isGenuine, isOldCache, type Shell } from "./shell";

const shell: Shell = {
  version: "2b",
  files: [
    ["/judge", "00"],
    ["/assets/judge-1.js", "00"],
  ],
};
const origin = "https://venue.example";
const asked = (path: string, mode = "cors", method = "GET") =>
  fileFor({ method, mode, url: new URL(path, origin).href }, shell, origin);

describe("the worker answers", () => {
  test.each([
    ["/judge", "navigate", "/judge"],
    ["/judge?source=home", "navigate", "/judge"],
    ["/judge/check", "navigate", "/judge"],
    ["/assets/judge-1.js", "cors", "/assets/judge-1.js"],
  ])("%s with what is in the shell", (path, mode, file) => {
    expect(asked(path, mode)).toBe(file);
  });

  test.each([
    ["the console", "/console", "navigate", "GET"],
    ["the board", "/board/1", "navigate", "GET"],
    ["the start page", "/", "navigate", "GET"],
    ["what only begins like the page", "/judgement", "navigate", "GET"],
    ["the API", "/api/judge/sheets", "cors", "GET"],
    ["the session", "/api/session", "cors", "GET"],
    ["another page's script", "/assets/console-1.js", "cors", "GET"],
    ["a file of another origin", "https://elsewhere.example/judge", "cors", "GET"],
    ["what is sent", "/judge", "navigate", "POST"],
  ])("not for %s", (_name, path, mode, method) => {
    expect(asked(path, mode, method)).toBeUndefined();
  });
});

test("only this page's older caches are old", () => {
  const names = ["jinji-judge-1a", cacheName(shell), "somebody-else"];
  expect(names.filter((name) => isOldCache(name, shell))).toEqual(["jinji-judge-1a"]);
});

test("a file is genuine if its content has the hash that the build named", async () => {
  const body = new TextEncoder().encode("abc").buffer as ArrayBuffer;
  const sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  expect(await isGenuine(body, sha256)).toBe(true);
  expect(await isGenuine(new ArrayBuffer(3), sha256)).toBe(false);
});
