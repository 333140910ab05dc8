/** The number being typed. It is a draft until it is entered; leaving the row enters it, if it may be entered at all. */

import { checkMark, type Objection, stepped } from "../lib/marks";
import type { Aspect } from "../lib/types";

export type Target = {
  aspect: Aspect;
  /** What stands there now. */
  value: string | null;
  enter: (value: string) => void;
};

const REST = 700;

export class Pad {
  #target: Target | undefined;
  /** The draft was put there by a step from an empty field: only a person's word makes it a mark. */
  #offered = $state(false);
  /** The draft began in an empty field; it is entered by Enter or by leaving, never by resting. */
  #fromEmpty = false;
  #rest: ReturnType<typeof setTimeout> | undefined;
  key = $state("");
  text = $state<string | undefined>();
  objection = $state.raw<Objection | undefined>();

  /** Turns to a row; what was typed in another one is entered first. */
  turnTo(target: Target): void {
    if (this.#target?.aspect.key !== target.aspect.key) {
      this.settle();
      this.#clear();
    }
    this.#target = target;
    this.key = target.aspect.key;
  }

  get ready(): boolean {
    return this.key !== "";
  }

  /** Whether what stands there was only offered by a step. */
  get offers(): boolean {
    return this.#offered;
  }

  type(text: string): void {
    this.#offered = false;
    this.text = text;
    this.objection = undefined;
    clearTimeout(this.#rest);
  }

  press(key: string): void {
    if (!this.#target) return;
    const now = this.#offered ? "" : (this.text ?? "");
    if (key === "back") this.type(now.slice(0, -1));
    else if (key === "." && now.includes(".")) return;
    else this.type(now + key);
  }

  /** A step is entered by itself after a short rest, so that five taps are one mark. In an empty field the first step only
   * opens a draft, which is not entered unless it is confirmed or walked on from. */
  step(direction: 1 | -1): void {
    if (!this.#target) return;
    const { aspect, value } = this.#target;
    const counts = aspect.input === "count" && direction === 1;
    const from = this.text || value || (counts ? "0" : "");
    const to = stepped(aspect, from, direction);
    const offered = from === "" || (this.#offered && to === from);
    this.#fromEmpty = from === "" || (this.#fromEmpty && this.text !== undefined);
    this.type(to);
    this.#offered = offered;
    if (!this.#fromEmpty) this.#rest = setTimeout(() => this.enter(), REST);
  }

  /** Whether the draft was entered; what objects to it stays to be read. */
  enter(): boolean {
    clearTimeout(this.#rest);
    if (!this.#target || this.text === undefined || this.text === "") return false;
    const checked = checkMark(this.#target.aspect, this.text);
    if ("objection" in checked) {
      this.objection = checked.objection;
      return false;
    }
    this.#target.enter(checked.value);
    this.#clear();
    return true;
  }

  /** Enters a draft that may be entered; one that may not stays to be corrected. */
  settle(): void {
    if (this.#offered) this.#clear();
    else if (this.text !== undefined) this.enter();
  }

  /** Turns away from the row: the keypad writes nowhere until another is turned to. */
  turnAway(): void {
    this.settle();
    if (this.text === undefined || this.text === "") this.leave();
  }

  /** Leaves the sheet: enters what may be entered, forgets what may not. */
  leave(): void {
    this.settle();
    this.#clear();
    this.#target = undefined;
    this.key = "";
  }

  drop(): void {
    this.#clear();
  }

  #clear(): void {
    clearTimeout(this.#rest);
    this.#offered = this.#fromEmpty = false;
    this.text = undefined;
    this.objection = undefined;
  }
}
