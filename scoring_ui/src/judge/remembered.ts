/** Where each judge of this tablet was, so that a reload opens there again. Information only: no mark depends on it. */

import type { Spot } from "./place.svelte";

const KEY = "jinji.place";

export function remember(judge: string, spot: Spot): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ judge, ...spot }));
  } catch {
    // Storage may be switched off; the page then opens at what is left.
  }
}

export function remembered(judge: string): Spot | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "null") as (Spot & { judge: string }) | null;
    return kept?.judge === judge ? kept : undefined;
  } catch {
    return undefined;
  }
}
