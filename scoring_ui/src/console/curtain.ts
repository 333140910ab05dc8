/** Who sees the standings, in words. */

import { say } from "../lib/language.svelte";
import type { Curtain } from "../lib/types";
import { curtain } from "./curtain-words";

export function audienceName(seen: Curtain["seen"], delay: number): string {
  if (delay > 0 && seen !== "organisers") return say(seen === "codes" ? curtain.codesDelayed : curtain.delayed, { n: delay });
  return say(curtain[seen]);
}
