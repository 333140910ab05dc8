/** Runs at once, then at most once every `every` milliseconds, and never forgets the last wish. */
export class Throttle {
  #run: () => void;
  #every: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = false;

  constructor(run: () => void, every: number) {
    this.#run = run;
    this.#every = every;
  }

  ask(): void {
    if (this.#timer !== undefined) {
      this.#asked = true;
      return;
    }
    this.#run();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (!this.#asked) return;
      this.#asked = false;
      this.ask();
    }, this.#every);
  }
}
