import { decimal, plain } from "../lib/decimal";
import { say } from "../lib/language.svelte";
import type { Aspect } from "../lib/types";
import { judge } from "./words";

/** A mark as a judge reads it: yes or no where that is what is asked, else the number with its unit. */
export function valueWord(aspect: Aspect | undefined, value: string): string {
  if (aspect?.input === "yes_no") return say(decimal(value).digits === 0n ? judge.no : judge.yes);
  return plain(decimal(value)) + (aspect?.unit ? ` ${aspect.unit}` : "");
}
