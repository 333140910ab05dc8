/** What is read about a device, and what follows from it for a judge: a verdict, a sentence, what to do. No browser here. */

import type { Text } from "../lib/types";
import type { WakeState } from "../lib/wake-lock";
import type { Readiness } from "../worker/talk";
import type { Battery, Persistence } from "./device";
import { check } from "./device-words";

export type Readings = {
  /** The address is https, or this very machine. */
  secure: boolean;
  storage: { wrote: boolean; took: number; persistence: Persistence; freeMegabytes: number | undefined };
  /** undefined where no worker answers. */
  worker: Readiness | undefined;
  awake: WakeState;
  /** Whether the sheets are on the device, so that it can mark without the server. */
  hasDesk: boolean;
  /** How long the server's answer over a socket took; undefined where none came. */
  socket: { took: number; paired: boolean } | undefined;
  /** Milliseconds by which the device's clock is ahead of the server's. */
  ahead: number | undefined;
  browser: { name: string; missing: string[] };
  battery: Battery | undefined;
};

export type Verdict = "ok" | "mind" | "bad" | "unknown";
export type Line = { text: Text; values?: Record<string, string | number> };
export type Finding = { key: keyof typeof TITLES; verdict: Verdict; says: Line[]; todo?: Line };

export const TITLES = {
  storage: check.storage,
  offline: check.offline,
  socket: check.socket,
  awake: check.awake,
  battery: check.battery,
  clock: check.clock,
  browser: check.browser,
} satisfies Record<string, Text>;

const SLOW = 500;
const LITTLE_SPACE = 50;
const LITTLE_BATTERY = 50;
const WRONG_CLOCK = 30_000;

export function findings(readings: Readings): Finding[] {
  return [
    storage(readings),
    offline(readings),
    socket(readings),
    awake(readings),
    battery(readings),
    clock(readings),
    browser(readings),
  ];
}

/** How the device does as a whole: as its worst finding, where what is not known counts for nothing. */
export function overall(all: readonly Finding[]): { verdict: Exclude<Verdict, "unknown">; line: Line } {
  const count = (verdict: Verdict) => all.filter((one) => one.verdict === verdict).length;
  if (count("bad") > 0) return { verdict: "bad", line: { text: check.unusable, values: { n: count("bad") } } };
  if (count("mind") > 0) return { verdict: "mind", line: { text: check.usableBut, values: { n: count("mind") } } };
  return { verdict: "ok", line: { text: check.usable } };
}

function storage({ storage: { wrote, took, persistence, freeMegabytes } }: Readings): Finding {
  const key = "storage";
  if (!wrote) return { key, verdict: "bad", says: [{ text: check.noStorage }], todo: { text: check.noStorageTodo } };
  const says: Line[] = [{ text: check.wrote, values: { n: Math.max(1, Math.round(took)) } }];
  if (freeMegabytes !== undefined) says.push({ text: check.free, values: { n: Math.floor(freeMegabytes) } });
  if (freeMegabytes !== undefined && freeMegabytes < LITTLE_SPACE)
    return { key, verdict: "mind", says, todo: { text: check.freeTodo } };
  says.push({ text: persistence === "kept" ? check.kept : check.notKept });
  if (persistence === "kept") return { key, verdict: "ok", says };
  return { key, verdict: "mind", says, todo: { text: check.notKeptTodo } };
}

function offline({ secure, worker }: Readings): Finding {
  const key = "offline";
  if (worker && worker.missing === 0)
    return { key, verdict: "ok", says: [{ text: check.shell, values: { n: worker.files, version: worker.version } }] };
  if (!secure) return { key, verdict: "mind", says: [{ text: check.plain }], todo: { text: check.plainTodo } };
  return { key, verdict: "mind", says: [{ text: check.noShell }], todo: { text: check.noShellTodo } };
}

function socket({ socket: answered, hasDesk }: Readings): Finding {
  const key = "socket";
  if (!answered && hasDesk)
    return { key, verdict: "mind", says: [{ text: check.noSocketNow }], todo: { text: check.noSocketTodo } };
  if (!answered) return { key, verdict: "bad", says: [{ text: check.noSocket }], todo: { text: check.noSocketTodo } };
  const says: Line[] = [{ text: check.answered, values: { n: Math.max(1, Math.round(answered.took)) } }];
  if (!answered.paired) says.push({ text: check.notPaired });
  if (answered.took > SLOW) return { key, verdict: "mind", says, todo: { text: check.slowTodo } };
  return { key, verdict: "ok", says };
}

function awake({ awake: state }: Readings): Finding {
  const key = "awake";
  if (state === "held") return { key, verdict: "ok", says: [{ text: check.awakeHeld }] };
  if (state === "refused")
    return { key, verdict: "mind", says: [{ text: check.awakeRefused }], todo: { text: check.awakeRefusedTodo } };
  return { key, verdict: "mind", says: [{ text: check.awakeMissing }], todo: { text: check.awakeMissingTodo } };
}

function battery({ battery: found }: Readings): Finding {
  const key = "battery";
  if (!found) return { key, verdict: "unknown", says: [{ text: check.batteryUnknown }] };
  const values = { n: found.percent };
  if (found.charging) return { key, verdict: "ok", says: [{ text: check.charging, values }] };
  const says = [{ text: check.onBattery, values }];
  if (found.percent >= LITTLE_BATTERY) return { key, verdict: "ok", says };
  return { key, verdict: "mind", says, todo: { text: check.batteryTodo } };
}

function clock({ ahead }: Readings): Finding {
  const key = "clock";
  if (ahead === undefined) return { key, verdict: "unknown", says: [{ text: check.clockUnknown }] };
  const values = { n: Math.round(Math.abs(ahead) / 1000) };
  if (Math.abs(ahead) < WRONG_CLOCK) return { key, verdict: "ok", says: [{ text: check.clockRight, values }] };
  const text = ahead > 0 ? check.clockFast : check.clockSlow;
  return { key, verdict: "mind", says: [{ text, values }], todo: { text: check.clockTodo } };
}

function browser({ browser: { name, missing } }: Readings): Finding {
  const key = "browser";
  const says: Line[] = [{ text: check.browserIs, values: { name } }];
  if (missing.length === 0) return { key, verdict: "ok", says };
  says.push({ text: check.browserLacks, values: { missing: missing.join(" · ") } });
  return { key, verdict: "mind", says, todo: { text: check.browserTodo } };
}
