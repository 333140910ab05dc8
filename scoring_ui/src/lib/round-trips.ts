/** How long the server's answers take, and what they say about this device's clock. */

/** Milliseconds there and back, and by how many the device's clock is ahead of the server's. */
export type Trip = { took: number; ahead: number };

export class RoundTrips {
  #asked = new Map<number, number>();

  asked(number: number, now = performance.now()): void {
    this.#asked.set(number, now);
  }

  /** The server's answer to the question of this number, given `at` its time; undefined for one that was not asked. */
  answered(number: number, at: string, now = performance.now(), clock = Date.now()): Trip | undefined {
    const asked = this.#asked.get(number);
    this.#asked.delete(number);
    if (asked === undefined) return undefined;
    const took = now - asked;
    return { took, ahead: clock - took / 2 - Date.parse(at) };
  }

  /** What was asked over an earlier socket is not answered any more. */
  forget(): void {
    this.#asked.clear();
  }
}
