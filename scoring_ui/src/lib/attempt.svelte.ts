/** Something that is done at somebody's word and may fail: whether it is under way, and what came in its way. */

export class Attempt {
  busy = $state(false);
  trouble = $state.raw<unknown>();
  #underWay = 0;

  /** Whether `act` went well; if not, what it threw is the `trouble`, until the next one begins. */
  async run(act: () => Promise<unknown>): Promise<boolean> {
    this.#underWay += 1;
    this.busy = true;
    this.trouble = undefined;
    try {
      await act();
      return true;
    } catch (error) {
      this.trouble = error;
      return false;
    } finally {
      this.#underWay -= 1;
      this.busy = this.#underWay > 0;
    }
  }
}
