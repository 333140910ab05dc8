/** Joins the board's state machine to a link and to the page: what is shown, whether it is live, and since when not. */

import { Board, type Move } from "../lib/board";
import { Link, type LinkState } from "../lib/link";
import { socketAddress } from "../lib/socket-address";
import type { Foreseen } from "../lib/outlook";
import type { BoardHead, BoardMessage, StandingRow } from "../lib/types";

export class LiveBoard {
  #board = new Board();
  #link: Link<BoardMessage>;
  #fromStart = false;

  head = $state.raw<BoardHead | undefined>();
  rows = $state.raw<StandingRow[]>([]);
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
    this.moves = new Map(this.#board.moves);
    this.foreseen = this.#board.foreseen;
    this.state = this.#board.state;
  }
}
