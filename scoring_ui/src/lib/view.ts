/** What part of a board a screen shows. It stands in the screen's address, so that it survives a restart. */

import type { StandingRow, Text } from "./types";

/** `rows` is how many an overlay shows at once, `page` the one a wall stays on, 0 where it turns them by itself.
 * A delegation is known by its Chinese name.
 */
export type View = { delegation: string; group: string; rows: number; page: number };

const ROWS = 8;
const MOST = 20;

export function readView(search: string): View {
  const asked = new URLSearchParams(search);
  const rows = Number(asked.get("rows") ?? ROWS);
  const page = Number(asked.get("page") ?? 0);
  return {
    delegation: asked.get("delegation") ?? "",
    group: asked.get("group") ?? "",
    rows: Number.isInteger(rows) && rows > 0 ? Math.min(rows, MOST) : ROWS,
    page: Number.isInteger(page) && page > 0 ? page : 0,
  };
}

/** The same address with this view; what else it says stays. */
export function withView(search: string, view: Pick<View, "delegation" | "group" | "page">): string {
  const asked = new URLSearchParams(search);
  for (const key of ["delegation", "group", "page"] as const) {
    if (view[key] === "" || view[key] === 0) asked.delete(key);
    else asked.set(key, String(view[key]));
  }
  const said = asked.toString();
  return said === "" ? "" : `?${said}`;
}

/** The rows in view, with the ranks they have in the whole event. */
export function inView(rows: StandingRow[], view: View, groups: Readonly<Record<string, string>>): StandingRow[] {
  return rows.filter(
    (row) =>
      (view.delegation === "" || row.delegation?.zh === view.delegation) &&
      (view.group === "" || groups[row.entrant] === view.group),
  );
}

/** Every delegation on the board, once, by its Chinese name in the order of the alphabet or of strokes. */
export function delegationsOf(rows: readonly StandingRow[]): Text[] {
  const found = new Map(rows.flatMap(({ delegation }) => (delegation ? [[delegation.zh, delegation] as const] : [])));
  return [...found.values()].sort((a, b) => a.zh.localeCompare(b.zh, "zh"));
}
