/** Of the tabs of one browser, one has the desk; the others are told so and may take it over.
 *
 * Over a BroadcastChannel, which exists on plain http too, unlike Web Locks. A tab asks whether another has the desk and
 * takes it if nobody answers. Of two claims the later wins, whoever made it, so that a tab which slept through
 * everything gives way when it wakes. A courtesy only: marks of both tabs go to the same store and the same ledger.
 */

import { makeId } from "./ids";

type Claim = { at: number; tab: string };
type Word = { kind: "who" } | ({ kind: "mine" } & Claim);

export type TabChannel = Pick<BroadcastChannel, "postMessage" | "close"> & { onmessage: unknown };

export type TabsOptions = {
  /** Whether this tab has the desk; called when that changes. It counts as having it until it hears otherwise. */
  onChange: (mine: boolean) => void;
  open?: () => TabChannel;
  now?: () => number;
};

const ANSWER = 250;

export class Tabs {
  #options: TabsOptions;
  #channel: TabChannel | undefined;
  #tab = makeId();
  #claim: Claim | undefined;
  #latest = 0;
  #mine = true;
  #had = false;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(options: TabsOptions) {
    this.#options = options;
  }

  /** Asks the others. Where tabs cannot speak to each other, every tab has the desk. */
  open(): void {
    try {
      this.#channel = this.#options.open ? this.#options.open() : new BroadcastChannel("jinji.desk");
    } catch {
      return;
    }
    this.#channel.onmessage = (event: MessageEvent<Word>) => this.#hear(event.data);
    this.#post({ kind: "who" });
    this.#waiting = setTimeout(() => this.takeOver(), ANSWER);
  }

  /** Whether this tab ever had the desk. */
  get had(): boolean {
    return this.#had;
  }

  takeOver(): void {
    this.#had = true;
    clearTimeout(this.#waiting);
    this.#claim = { at: Math.max((this.#options.now ?? Date.now)(), this.#latest + 1), tab: this.#tab };
    this.#latest = this.#claim.at;
    this.#post({ kind: "mine", ...this.#claim });
    this.#become(true);
  }

  close(): void {
    clearTimeout(this.#waiting);
    this.#channel?.close();
    this.#channel = undefined;
    this.#claim = undefined;
  }

  #hear(word: Word): void {
    if (word.kind === "who") {
      if (this.#claim) this.#post({ kind: "mine", ...this.#claim });
      return;
    }
    this.#latest = Math.max(this.#latest, word.at);
    if (this.#claim && isLater(this.#claim, word)) return this.#post({ kind: "mine", ...this.#claim });
    clearTimeout(this.#waiting);
    this.#claim = undefined;
    this.#become(false);
  }

  #post(word: Word): void {
    this.#channel?.postMessage(word);
  }

  #become(mine: boolean): void {
    if (mine === this.#mine) return;
    this.#mine = mine;
    this.#options.onChange(mine);
  }
}

function isLater(one: Claim, other: Claim): boolean {
  return one.at > other.at || (one.at === other.at && one.tab > other.tab);
}
