/** Joins the board's state machine to a link and to the page: what is shown, whether it is live, and since when not. */

import { Board, type Move } from "../lib/board";
import { Link, type LinkState } from "../lib/link";
import { socketAddress } from "../lib/socket-address";
import type { Foreseen } from "../lib/outlook";
import type { BoardHead, BoardMessage, StandingRow } from "../lib/types";

/** How long a row shows that it has moved. */
const TRACE = 5_000;

export class LiveBoard {
  #board = new Board();
  #link: Link<BoardMessage>;
  #fromStart = false;
  #fading: ReturnType<typeof setTimeout> | undefined;

  head = $state.raw<BoardHead | undefined>();
  rows = $state.raw<StandingRow[]>([]);
  /** Of the last few seconds. */
  moves = $state.raw<ReadonlyMap<string, Move>>(new Map());
  foreseen = $state.raw<Foreseen | undefined>();
  state = $state("");
  /** The moment of a freeze, which may lie ahead; and whether it has come. */
  frozen = $state("");
  holds = $state(false);
  /** The server's time of the last message; our own while the server has none, as before the first mark. */
  at = $state("");
  link = $state<LinkState>("connecting");
  /** The link is there, and what is at its other end is cut off from the news. */
  stale = $state(false);
  unknown = $state(false);
  /** What may be said of what is shown: it is live, or how it stood when the link, here or further on, was lost. */
  truth = $derived(this.link === "connecting" ? "connecting" : this.link === "live" && !this.stale ? "live" : "stale");

  /** `from` is where the socket is: the public's, or that of the desk. */
  constructor(event: string, onChange: () => void = () => undefined, from: "events" | "desk" = "events") {
    this.#link = new Link<BoardMessage>({
      address: () => socketAddress(`/live/${from}/${encodeURIComponent(event)}${this.#after()}`),
      onState: (state) => {
        this.link = state;
      },
      onTurnedAway: () => {
        this.unknown = true;
      },
      onMessage: (message) => {
        const heard = this.#board.hear(message, Date.now());
        this.stale = this.#board.stale;
        this.at = this.#board.at === "" ? new Date().toISOString() : this.#board.at;
        this.frozen = this.#board.frozen;
        this.holds = this.#board.holds;
        if (heard === "changed") {
          this.#show();
          onChange();
        } else if (heard !== "unchanged") this.#startOver();
      },
    });
  }

  start(): void {
    this.#link.start();
  }

  close(): void {
    clearTimeout(this.#fading);
    this.#link.close();
  }

  #after(): string {
    const after = this.#fromStart || this.#board.seq < 0 ? "" : `?after=${this.#board.seq}&token=${this.#board.token}`;
    this.#fromStart = false;
    return after;
  }

  #startOver(): void {
    this.#fromStart = true;
    this.#link.restart();
  }

  #show(): void {
    this.head = this.#board.head;
    this.rows = this.#board.rows;
    this.foreseen = this.#board.foreseen;
    this.state = this.#board.state;
    this.#fade();
  }

  #fade = (): void => {
    clearTimeout(this.#fading);
    const now = Date.now();
    this.moves = this.#board.movedSince(now - TRACE);
    const oldest = Math.min(...[...this.moves.values()].map(({ at }) => at));
    if (this.moves.size > 0) this.#fading = setTimeout(this.#fade, oldest + TRACE - now);
  };
}
