/** Reads the device, for real: writes and reads back, keeps the screen awake for a moment, hears the server. */

import { deleteDB, openDB } from "idb";

import { makeId } from "../lib/ids";
import type { Trip } from "../lib/round-trips";
import { socketAddress } from "../lib/socket-address";
import { browserWakeLock, WakeLock, type WakeState } from "../lib/wake-lock";
import { browserName } from "./browser-name";
import type { Readings } from "./check";
import { askForStorage, batteryReader } from "./device";
import { askWorker } from "./offline";

const PATIENCE = 5_000;

/** Reads everything. `lastTrip` tells of the last answer that an open desk had over its own socket, if it has a link. */
export async function readDevice(lastTrip: (() => Trip | undefined) | undefined): Promise<Readings> {
  const [storage, worker, awake, trip, battery] = await Promise.all([
    readStorage(),
    askWorker(),
    readWakeLock(),
    lastTrip && readTrip(lastTrip),
    batteryReader(),
  ]);
  const socket = lastTrip ? trip && { took: trip.took, paired: true } : await readSocket();
  const ahead = trip?.ahead ?? (await readClock());
  const browser = { name: browserName(navigator.userAgent), missing: missingFeatures() };
  const hasDesk = lastTrip !== undefined;
  return { secure: isSecureContext, hasDesk, storage, worker, awake, socket, ahead, browser, battery: battery() };
}

async function readStorage(): Promise<Readings["storage"]> {
  const began = performance.now();
  const wrote = await writeAndReadBack().catch(() => false);
  const took = performance.now() - began;
  return { wrote, took, persistence: await askForStorage(), freeMegabytes: await readFree() };
}

/** Whether what one connection has written, another one reads. */
async function writeAndReadBack(): Promise<boolean> {
  const name = "jinji.check";
  const word = makeId();
  const open = () => openDB(name, 1, { upgrade: (db) => void db.createObjectStore("words") });
  const writing = await open();
  await writing.put("words", word, "word");
  writing.close();
  const reading = await open();
  const read: unknown = await reading.get("words", "word");
  reading.close();
  await deleteDB(name);
  return read === word;
}

async function readFree(): Promise<number | undefined> {
  try {
    const { quota, usage } = await navigator.storage.estimate();
    return quota === undefined ? undefined : (quota - (usage ?? 0)) / 1_048_576;
  } catch {
    return undefined;
  }
}

function readWakeLock(): Promise<WakeState> {
  return new Promise((resolve) => {
    const lock = new WakeLock({
      ...browserWakeLock(),
      onState: (state) => {
        if (state === "off") return;
        resolve(state);
        lock.want(false);
      },
    });
    lock.want(true);
  });
}

/** A desk that is about to be connected is waited for. */
async function readTrip(lastTrip: () => Trip | undefined): Promise<Trip | undefined> {
  for (const end = performance.now() + PATIENCE; performance.now() < end; ) {
    const trip = lastTrip();
    if (trip) return trip;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return undefined;
}

/** A tablet that is not paired is turned away over the very socket that marks will take: that is an answer too. */
function readSocket(): Promise<Readings["socket"]> {
  const began = performance.now();
  return new Promise((resolve) => {
    const socket = new WebSocket(socketAddress("/live/judge"));
    const answered = (paired: boolean) => {
      resolve({ took: performance.now() - began, paired });
      socket.close();
    };
    socket.onmessage = () => answered(true);
    socket.onclose = ({ code }) => (code === 4401 || code === 4403 ? answered(false) : resolve(undefined));
    setTimeout(() => {
      resolve(undefined);
      socket.close();
    }, PATIENCE);
  });
}

/** From the date that every answer bears, which has whole seconds. */
async function readClock(): Promise<number | undefined> {
  try {
    const { headers } = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    const date = Date.parse(headers.get("date") ?? "");
    return Number.isNaN(date) ? undefined : Date.now() - (date + 500);
  } catch {
    return undefined;
  }
}

/** What the pages use beyond what they could not start without. */
function missingFeatures(): string[] {
  const has: Record<string, boolean> = {
    BroadcastChannel: typeof BroadcastChannel === "function",
    "IndexedDB": typeof indexedDB === "object",
    "CSS color-mix": CSS.supports("color", "color-mix(in srgb, red, blue)"),
    "CSS dvh": CSS.supports("height", "1dvh"),
  };
  return Object.keys(has).filter((name) => !has[name]);
}
