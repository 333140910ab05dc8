import { beforeEach, describe, expect, test } from "vitest";

import { Lease } from "./lease.svelte";

const counts = { device: "d", waiting: 3, sent: 1, stored: 40, battery: null, opens: true, refused: 0 };
const elsewhere = { since: "2026-11-21T06:00:00Z", heardAt: "2026-11-21T06:03:07Z", connected: true, waiting: 2 };

let happened: string[];
let lease: Lease;
let channel: { onmessage: ((event: { data: unknown }) => void) | null; postMessage: () => void; close: () => void };

/** Asks, and is answered. */
function asked(answer: typeof elsewhere | null): void {
  lease.answered({ type: "pong", number: lease.word(counts).number, at: "", elsewhere: answer });
}

beforeEach(() => {
  happened = [];
  channel = { onmessage: null, postMessage: () => undefined, close: () => undefined };
  lease = new Lease({
    onYield: () => happened.push(lease.other ? "too late" : "yield"),
    onChange: () => happened.push(lease.other?.kind ?? "here"),
    openTabs: () => channel,
  });
  lease.open();
});

describe("the lease of a desk", () => {
  test("a ping says what the device counts, under a number of its own", () => {
    expect(lease.word(counts)).toEqual({ type: "ping", number: 1, ...counts });
    expect(lease.word(counts).number).toBe(2);
  });

  test("a device that is alone keeps the desk", () => {
    asked(null);
    expect([lease.other, happened]).toEqual([undefined, []]);
  });

  test("a newer device hears of the other, and has not had the desk", () => {
    asked(elsewhere);
    expect([lease.other, lease.had]).toEqual([{ kind: "device", ...elsewhere }, false]);
  });

  test("an older one had it, and may enter what is half entered before it is gone", () => {
    asked(null);
    asked(elsewhere);
    expect([lease.had, happened]).toEqual([true, ["yield", "device"]]);
  });

  test("taking over counts at once and is said until it is answered", () => {
    asked(elsewhere);
    lease.takeOver();
    expect(lease.other).toBeUndefined();
    expect([lease.word(counts).type, lease.word(counts).type]).toEqual(["take_over", "take_over"]);
    asked(null);
    expect(lease.word(counts).type).toBe("ping");
  });

  test("an answer to a ping from before taking over is out of date", () => {
    asked(elsewhere);
    const before = lease.word(counts).number;
    lease.takeOver();
    lease.answered({ type: "pong", number: before, at: "", elsewhere });
    expect([lease.other, lease.word(counts).type]).toEqual([undefined, "take_over"]);
  });

  test("another tab takes the desk and this one can take it back", () => {
    asked(null);
    channel.onmessage?.({ data: { kind: "mine", at: Date.now() + 1, tab: "other" } });
    expect(lease.other).toEqual({ kind: "tab" });
    asked(null);
    expect(lease.other).toEqual({ kind: "tab" });
    lease.takeOver();
    expect([lease.other, happened]).toEqual([undefined, ["yield", "tab", "here"]]);
  });
});
