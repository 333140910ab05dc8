/** Keeps the screen awake while that is wanted: a screen that sleeps takes the socket with it.
 *
 * The browser takes the lock back whenever the page is hidden; it is asked for again each time the page is seen.
 */

export type WakeState = "off" | "held" | "refused" | "missing";

type Sentinel = { release(): Promise<void> };
export type WakeOptions = {
  /** undefined where the browser has no wake lock, or the address is not secure. */
  request?: (() => Promise<Sentinel>) | undefined;
  page?: Pick<Document, "visibilityState" | "addEventListener" | "removeEventListener">;
  onState?: (state: WakeState) => void;
};

export class WakeLock {
  #options: WakeOptions;
  #wanted = false;
  #held: Sentinel | undefined;
  #asking = false;
  state: WakeState = "off";

  constructor(options: WakeOptions = browserWakeLock()) {
    this.#options = options;
  }

  want(wanted: boolean): void {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    const { page } = this.#options;
    if (wanted) page?.addEventListener("visibilitychange", this.#seen);
    else page?.removeEventListener("visibilitychange", this.#seen);
    if (wanted) void this.#ask();
    else void this.#release();
  }

  #seen = (): void => {
    if (this.#options.page?.visibilityState === "hidden") this.#held = undefined;
    else void this.#ask();
  };

  async #ask(): Promise<void> {
    const { request, page } = this.#options;
    if (!request) return this.#become("missing");
    if (this.#held || this.#asking || page?.visibilityState === "hidden") return;
    this.#asking = true;
    try {
      this.#held = await request();
      this.#become("held");
    } catch {
      this.#become("refused"); // a battery that saves power, for one
    } finally {
      this.#asking = false;
    }
    if (!this.#wanted) await this.#release();
  }

  async #release(): Promise<void> {
    const held = this.#held;
    this.#held = undefined;
    this.#become("off");
    await held?.release().catch(() => undefined);
  }

  #become(state: WakeState): void {
    this.state = state;
    this.#options.onState?.(state);
  }
}

export function browserWakeLock(): WakeOptions {
  const has = typeof navigator !== "undefined" && "wakeLock" in navigator;
  return { request: has ? () => navigator.wakeLock.request("screen") : undefined, page: document };
}
