import { describe, expect, test } from "vitest";

import { browserName } from "./browser-name";
import { type Finding, findings, overall, type Readings, type Verdict } from "./check";

const good: Readings = {
  secure: true,
  hasDesk: false,
  storage: { wrote: true, took: 4, persistence: "kept", freeMegabytes: 900 },
  worker: { version: "7902ee7a6ff0e7f4", files: 9, missing: 0 },
  awake: "held",
  socket: { took: 12, paired: true },
  ahead: -400,
  browser: { name: "Chrome 141", missing: [] },
  battery: { percent: 90, charging: false },
};

function finding(key: Finding["key"], more: Partial<Readings>): Finding {
  const found = findings({ ...good, ...more }).find((one) => one.key === key);
  if (!found) throw new Error(`nothing is said about ${key}`);
  return found;
}

describe("a device", () => {
  test("that lacks nothing is fit", () => {
    const all = findings(good);
    expect(all.map((one) => one.verdict)).toEqual(all.map(() => "ok"));
    expect(overall(all).verdict).toBe("ok");
  });

  const storage = good.storage;
  const cases: [string, Finding["key"], Verdict, Partial<Readings>][] = [
    ["cannot keep data", "storage", "bad", { storage: { ...storage, wrote: false } }],
    ["may lose its data", "storage", "mind", { storage: { ...storage, persistence: "not promised" } }],
    ["does not tell about its data", "storage", "mind", { storage: { ...storage, persistence: "unknown" } }],
    ["is full", "storage", "mind", { storage: { ...storage, freeMegabytes: 3 } }],
    ["came by plain http", "offline", "mind", { secure: false, worker: undefined }],
    ["has not kept the page", "offline", "mind", { worker: undefined }],
    ["has kept a part of the page", "offline", "mind", { worker: { version: "1", files: 9, missing: 2 } }],
    ["does not reach the server", "socket", "bad", { socket: undefined }],
    ["has its sheets and no server now", "socket", "mind", { socket: undefined, hasDesk: true }],
    ["reaches it slowly", "socket", "mind", { socket: { took: 900, paired: true } }],
    ["saves power", "awake", "mind", { awake: "refused" }],
    ["cannot stay awake", "awake", "mind", { awake: "missing" }],
    ["runs low", "battery", "mind", { battery: { percent: 20, charging: false } }],
    ["has a clock that is a day ahead", "clock", "mind", { ahead: 86_400_000 }],
    ["has an old browser", "browser", "mind", { browser: { name: "Silk 50", missing: ["CSS dvh"] } }],
  ];

  test.each(cases)("that %s is told so, and what to do", (_name, key, verdict, more) => {
    const found = finding(key, more);
    expect(found.verdict).toBe(verdict);
    expect(found.todo?.text.zh).toBeTruthy();
    expect(overall(findings({ ...good, ...more })).verdict).toBe(verdict);
  });

  test("that charges may be low", () => {
    expect(finding("battery", { battery: { percent: 20, charging: true } }).verdict).toBe("ok");
  });

  test("whose battery and clock are not known is fit all the same", () => {
    expect(overall(findings({ ...good, battery: undefined, ahead: undefined })).verdict).toBe("ok");
  });

  test("that is not paired yet is told so, and is fit", () => {
    const found = finding("socket", { socket: { took: 12, paired: false } });
    expect([found.verdict, found.says.length]).toEqual(["ok", 2]);
  });
});

describe("a browser", () => {
  const webkit = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
  test.each([
    [`Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) ${webkit} Version/16.6 Mobile/15E148 Safari/604.1`, "Safari 16.6"],
    ["Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36", "Chrome 141"],
    ["Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0", "Edge 141"],
    ["Mozilla/5.0 (X11; Linux) AppleWebKit/537.36 HeadlessChrome/156.0.8078.79 Safari/537.36", "Chrome 156"],
    ["Mozilla/5.0 (Linux; Android 12) Chrome/99.0 HuaweiBrowser/15.0.4 Mobile Safari/537.36", "Huawei Browser 15"],
    ["Mozilla/5.0 (Linux; Android 5.1) AppleWebKit/537.36 Silk/50.3 like Chrome/50 Safari/537.36", "Silk 50.3"],
    ["something else", "something else"],
  ])("is named: %s", (userAgent, name) => {
    expect(browserName(userAgent)).toBe(name);
  });
});
