/** What this device can do beyond the page: keep its storage, tell its battery, keep its screen awake. Each is missing in
 * some browsers, and most of them on an address without https.
 */

type BatteryNavigator = { getBattery?: () => Promise<{ level: number; charging: boolean }> };

/** "kept": the browser has promised not to clear the storage when it runs short. */
export type Persistence = "kept" | "not promised" | "unknown";

export async function askForStorage(): Promise<Persistence> {
  try {
    return (await navigator.storage.persist()) ? "kept" : "not promised";
  } catch {
    return "unknown";
  }
}

export type Battery = { percent: number; charging: boolean };

/** A way to ask for the battery as it is then; it answers undefined where the browser does not tell. */
export async function batteryReader(): Promise<() => Battery | undefined> {
  try {
    const battery = await (navigator as BatteryNavigator).getBattery?.();
    if (battery) return () => ({ percent: Math.round(battery.level * 100), charging: battery.charging });
  } catch {
    // A page policy may forbid it; it is then as unknown as anywhere else.
  }
  return () => undefined;
}
