/** When a screen chimes. Knows no sound and no page: what makes one is in `sound.svelte.ts`. */

import type { CeremonyShown, StandingRow } from "./types";

const TOP = 3;
/** A burst of marks may change the top several times; it chimes once. */
export const REST = 3_000;

/** Hears what a board shows, and says when the places at the top have become others than they were. */
export class TopPlaces {
  #known: string | undefined;
  #last = -Infinity;

  /** Whether that is to be heard; what a board shows first is not. */
  hear(rows: readonly StandingRow[], now: number): boolean {
    const top = rows.filter(({ rank }) => rank !== null && rank <= TOP).map(({ rank, entrant }) => `${rank} ${entrant}`);
    const said = top.sort().join("\n");
    const changed = this.#known !== undefined && said !== this.#known && said !== "";
    this.#known = said;
    if (!changed || now - this.#last < REST) return false;
    this.#last = now;
    return true;
  }
}

/** Hears what a ceremony shows, and says when somebody is revealed who was not: not on a step back, nor at a line. */
export class Reveals {
  #known: ReadonlySet<string> | undefined;

  hear(shown: CeremonyShown | null): boolean {
    if (!shown) {
      this.#known = undefined;
      return false;
    }
    const now = new Set(shown.items.flatMap(({ row }) => (row ? [row.entrant] : [])));
    const known = this.#known;
    this.#known = now;
    return known !== undefined && [...now].some((entrant) => !known.has(entrant));
  }
}
