/** Who has the judge's desk: this page, another tab of this browser, or another device. A courtesy between pages, never a
 * lock: the page that does not have it shows so and takes no marks, and what still waits there is sent all the same.
 */

import { Tabs, type TabsOptions } from "../lib/tabs";
import type { Elsewhere, Ping, Pong, TakeOver } from "../lib/types";

export type Other = { kind: "tab" } | ({ kind: "device" } & Elsewhere);

export type LeaseOptions = {
  /** The desk is about to go elsewhere: what is half entered may still be entered. */
  onYield: () => void;
  /** The desk came here, or went. */
  onChange: () => void;
  openTabs?: TabsOptions["open"];
};

export class Lease {
  #options: LeaseOptions;
  #tabs: Tabs;
  #number = 0;
  /** The first message that took the desk over and is not answered yet; what was asked before it says nothing now. */
  #claim: number | undefined;
  #other = $state.raw<Other | undefined>();
  #had = $state(false);

  constructor(options: LeaseOptions) {
    this.#options = options;
    this.#tabs = new Tabs({
      onChange: (mine) => this.#become(mine ? undefined : { kind: "tab" }),
      ...(options.openTabs ? { open: options.openTabs } : {}),
    });
  }

  open(): void {
    this.#tabs.open();
  }

  close(): void {
    this.#tabs.close();
  }

  /** Who has the desk; undefined while this page has it. */
  get other(): Other | undefined {
    return this.#other;
  }

  /** Whether this page had the desk before it went elsewhere. */
  get had(): boolean {
    return this.#other?.kind === "tab" ? this.#tabs.had : this.#had;
  }

  /** The desk is here at once, also without a network; the server is told when it can be. */
  takeOver(): void {
    if (this.#other?.kind === "device") this.#claim = this.#number + 1;
    else this.#tabs.takeOver();
    this.#become(undefined);
  }

  /** What is to be said to the server next. */
  word(counts: Omit<Ping, "type" | "number">): Ping | TakeOver {
    this.#number += 1;
    if (this.#claim === undefined) return { type: "ping", number: this.#number, ...counts };
    return { type: "take_over", number: this.#number, device: counts.device };
  }

  answered({ number, elsewhere }: Pong): void {
    if (this.#claim !== undefined && number < this.#claim) return;
    this.#claim = undefined;
    if (this.#other?.kind === "tab") return;
    if (elsewhere === null) this.#had = true;
    this.#become(elsewhere === null ? undefined : { kind: "device", ...elsewhere });
  }

  #become(other: Other | undefined): void {
    const turned = (other === undefined) !== (this.#other === undefined);
    if (turned && other) this.#options.onYield();
    if (other?.kind === "tab") this.#claim = undefined;
    this.#other = other;
    if (turned) this.#options.onChange();
  }
}
