/** How the pages' own words are written down: both languages side by side, so that a missing one is a type error.
 *
 * A word may hold places, `{n}`; what fills them is asked for by type.
 */

import type { Text } from "./types";

type Places<S extends string> = S extends `${string}{${infer Place}}${infer Rest}` ? Place | Places<Rest> : never;

/** What `say` must be given for a text: nothing where it has no places, all of them where it has. */
export type Filling<T extends Text> = [Places<T["zh"] | T["en"]>] extends [never]
  ? []
  : string extends T["zh"]
    ? []
    : [Record<Places<T["zh"] | T["en"]>, string | number>];

export function words<const W extends Record<string, Text>>(table: W): W {
  return table;
}

export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** The places of a text, for the test that both languages have the same ones. */
export function places(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? ""))].sort();
}
