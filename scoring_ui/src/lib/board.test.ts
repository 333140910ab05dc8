import { describe, expect, test } from "vitest";

import { Board, fractionWidth, pages } from "./board";
import type { BoardHead, Frame, Outlook, Snapshot, StandingRow } from "./types";

function row(entrant: string, rank: number | null, total: string | null = null): StandingRow {
  return {
    entrant,
    rank,
    tied: false,
    name: entrant,
    delegation: null,
    total,
    parts: {},
    complete: true,
    marked: 1,
    expected: 1,
    decidedBy: null,
  };
}

const text = { zh: "", en: "" };
const head: BoardHead = {
  event: "cnc",
  title: text,
  competition: text,
  stage: text,
  columns: [],
  sample: true,
  groups: {},
  seen: "open",
  delay: 0,
};

const snapshot = (seq: number, rows: StandingRow[], state = "open"): Snapshot => ({
  type: "snapshot",
  seq,
  at: `at ${seq}`,
  state,
  head,
  rows,
  token: "",
  frozen: "",
});
const frame = (seq: number, rows: StandingRow[], state = "open"): Frame => ({
  type: "frame",
  seq,
  at: `at ${seq}`,
  state,
  rows,
  since: 0,
  token: "",
  frozen: "",
});
const pulse = (seq: number) => ({ type: "pulse", seq, at: `pulse ${seq}`, token: "", stale: false }) as const;

function boardWith(rows: StandingRow[], seq = 10): Board {
  const board = new Board();
  board.hear(snapshot(seq, rows), 0);
  return board;
}

const order = (board: Board) => board.rows.map((r) => r.entrant);

describe("a board", () => {
  test("orders by rank, then total, then code; who has no rank comes last", () => {
    const board = boardWith([
      row("x", null),
      row("b", 2, "80"),
      row("c", 2, "80"),
      row("a", 1, "90"),
      row("y", null, "5"),
    ]);
    expect(order(board)).toEqual(["a", "b", "c", "y", "x"]);
  });

  test("a frame changes only the rows it names", () => {
    const board = boardWith([row("a", 1), row("b", 2), row("c", 3)]);
    board.hear(frame(11, [row("b", 1), row("a", 2)]), 5);
    expect(order(board)).toEqual(["b", "a", "c"]);
    expect(board.seq).toBe(11);
  });

  test("says how far a row moved, and when", () => {
    const board = boardWith([row("a", 1), row("b", 2), row("c", 3)]);
    board.hear(frame(11, [row("c", 1), row("a", 2), row("b", 3)]), 5);
    expect(board.movedSince(4).get("c")).toEqual({ by: 2, at: 5 });
    expect(board.movedSince(4).get("a")).toEqual({ by: -1, at: 5 });
  });

  test("an outlook is of its own number, and gone with another past", () => {
    const board = boardWith([row("a", 1), row("b", 2)], 10);
    const lines = [
      { key: "cut", kind: "advance", title: text, after: 1, chances: "so" },
    ] as const satisfies Outlook["lines"];
    const outlook = (seq: number): Outlook => ({ type: "outlook", seq, token: "", at: "", lines: [...lines] });
    expect(board.foreseen).toBeUndefined();
    expect(board.hear(outlook(10), 0)).toBe("changed");
    expect(board.foreseen?.current).toBe(true);
    board.hear(frame(11, [row("b", 1)]), 0);
    expect([board.foreseen?.current, board.foreseen?.seq]).toEqual([false, 10]);
    board.hear(outlook(11), 0);
    expect(board.hear(outlook(10), 0)).toBe("unchanged");
    expect(board.foreseen?.current).toBe(true);
    board.hear(snapshot(12, [row("a", 1)]), 0);
    expect(board.foreseen).toBeUndefined();
  });

  test("a frame that begins after what is shown is a gap", () => {
    const board = boardWith([row("a", 1)]);
    expect(board.hear({ ...frame(14, [row("a", 2)]), since: 12 }, 0)).toBe("gap");
    expect(board.hear({ ...frame(14, [row("a", 2)]), since: 8 }, 0)).toBe("changed");
  });

  test("the same number with another token is another past", () => {
    const board = boardWith([row("a", 1)]);
    board.hear({ ...frame(11, [row("a", 2)]), token: "this" }, 0);
    expect(board.token).toBe("this");
    expect(board.hear({ ...pulse(11), token: "this" }, 0)).toBe("unchanged");
    expect(board.hear({ ...pulse(11), token: "other" }, 0)).toBe("gap");
  });

  test("is stale from a pulse that says so until there is news", () => {
    const board = boardWith([row("a", 1)]);
    board.hear({ ...pulse(10), stale: true }, 0);
    expect([board.stale, board.at]).toEqual([true, "pulse 10"]);
    board.hear(pulse(10), 0);
    expect(board.stale).toBe(false);
    board.hear({ ...pulse(10), stale: true }, 0);
    board.hear(frame(11, [row("a", 1)]), 0);
    expect(board.stale).toBe(false);
  });

  test("a first rank is no move", () => {
    const board = boardWith([row("a", 1), row("b", null)]);
    board.hear(frame(11, [row("b", 2)]), 5);
    expect(board.movedSince(0).size).toBe(0);
  });

  test("a frame that came before changes nothing", () => {
    const board = boardWith([row("a", 1), row("b", 2)]);
    expect(board.hear(frame(10, [row("b", 1)]), 5)).toBe("unchanged");
    expect(order(board)).toEqual(["a", "b"]);
  });

  test("merged frames may skip numbers", () => {
    const board = boardWith([row("a", 1)]);
    expect(board.hear(frame(17, [row("a", 1)]), 5)).toBe("changed");
    expect(board.hear(pulse(17), 6)).toBe("unchanged");
  });

  test("a frame before any snapshot asks for one", () => {
    expect(new Board().hear(frame(3, []), 0)).toBe("gap");
  });

  test("a pulse that knows more than we were sent is a gap", () => {
    const board = boardWith([row("a", 1)]);
    expect(board.hear(pulse(11), 5)).toBe("gap");
  });

  test("a pulse that knows less is only a sign of life", () => {
    const board = boardWith([row("a", 1)]);
    expect(board.hear(pulse(9), 5)).toBe("unchanged");
    expect(board.at).toBe("pulse 9");
  });

  test("an older snapshot is passed over once, and believed when it comes again", () => {
    const board = boardWith([row("a", 1)], 50);
    expect(board.hear(snapshot(8, [row("b", 1)]), 5)).toBe("behind");
    expect(order(board)).toEqual(["a"]);
    expect(board.hear(snapshot(8, [row("b", 1)]), 6)).toBe("changed");
    expect(order(board)).toEqual(["b"]);
  });

  test("a snapshot drops rows that are no longer there", () => {
    const board = boardWith([row("a", 1), row("b", 2)]);
    board.hear(snapshot(12, [row("a", 1)]), 5);
    expect(order(board)).toEqual(["a"]);
  });

  test("the event's state follows the frames", () => {
    const board = boardWith([row("a", 1)]);
    board.hear(frame(11, [], "ended"), 5);
    expect(board.state).toBe("ended");
  });
});

test("a column is as wide as its longest fraction", () => {
  expect(fractionWidth(["87.5", "87.45", "90", null, undefined])).toBe(2);
  expect(fractionWidth([])).toBe(0);
});

test("twelve rows a page", () => {
  expect(
    pages(
      Array.from({ length: 24 }, (_, n) => n),
      12,
    ).map((page) => page.length),
  ).toEqual([12, 12]);
  expect(pages([], 12)).toEqual([[]]);
});

describe("a frozen board", () => {
  const moment = "2026-11-24T14:00:00.000Z";
  const pulseAt = (at: string) => ({ ...pulse(10), at });

  test("holds once the moment has come, by the server's clock", () => {
    const board = new Board();
    board.hear({ ...snapshot(10, [row("a", 1)]), at: "2026-11-24T13:59:00.000Z", frozen: moment }, 0);
    expect([board.frozen, board.holds]).toEqual([moment, false]);
    board.hear(pulseAt("2026-11-24T14:00:01.000Z"), 1);
    expect(board.holds).toBe(true);
    board.hear({ ...frame(11, []), at: "2026-11-24T15:00:00.000Z" }, 2);
    expect([board.frozen, board.holds]).toEqual(["", false]);
  });

  test("that lags holds so much later", () => {
    const board = new Board();
    board.hear({ ...snapshot(10, []), head: { ...head, delay: 60 }, at: moment, frozen: moment }, 0);
    expect(board.holds).toBe(false);
    board.hear(pulseAt("2026-11-24T14:01:00.000Z"), 1);
    expect(board.holds).toBe(true);
  });
});
