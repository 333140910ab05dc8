import { language, say } from "../lib/language.svelte";
import type { BoardLine } from "../lib/types";
import { board } from "./words";

/** The line as it is called on a board: by its award, or as the cut to what comes next. */
export function lineName({ kind, title }: BoardLine): string {
  return kind === "advance" ? say(board.advanceLine) : say(board.line, { what: title[language.now] });
}
