/** Award ceremonies of the chosen event and the screens of the halls, as the desk knows and directs them. */

import { answer, api, nothing } from "../lib/api";
import type { Ceremony, DirectScreen, Screen } from "../lib/types";

export class Halls {
  /** Newest first. */
  ceremonies = $state.raw<Ceremony[]>([]);
  screens = $state.raw<Screen[]>([]);

  #acts = 0;
  #event: () => string;

  constructor(event: () => string) {
    this.#event = event;
  }

  /** Another event was turned to. */
  forget(): void {
    this.ceremonies = [];
  }

  async read(): Promise<void> {
    const [event, acts] = [this.#event(), this.#acts];
    const [held, { screens }] = await Promise.all([
      answer(api.GET("/api/events/{event}/ceremonies", { params: { path: { event } } })),
      answer(api.GET("/api/screens")),
    ]);
    if (event !== this.#event() || acts !== this.#acts) return; // asked before something was done here
    this.ceremonies = held.ceremonies;
    this.screens = screens;
  }

  async make(rehearsal: boolean, places: number): Promise<Ceremony> {
    const params = { path: { event: this.#event() } };
    const body = { rehearsal, places, special: [] };
    const made = await answer(api.POST("/api/events/{event}/ceremonies", { params, body }));
    this.#acts += 1;
    this.ceremonies = [made, ...this.ceremonies];
    return made;
  }

  /** The presenter's word: so many steps are shown. `seen` is what this page shows now. */
  async present(ceremony: Ceremony, position: number, presenter: string, takeOver = false): Promise<void> {
    const params = { path: { ceremony: ceremony.id } };
    const body = { presenter, seen: ceremony.position, position, takeOver };
    this.#replace(await answer(api.POST("/api/ceremonies/{ceremony}/present", { params, body })));
  }

  async moveLine(ceremony: Ceremony, line: number, after: number): Promise<void> {
    const params = { path: { ceremony: ceremony.id } };
    this.#replace(await answer(api.POST("/api/ceremonies/{ceremony}/lines", { params, body: { line, after } })));
  }

  async remove(ceremony: Ceremony): Promise<void> {
    const params = { path: { ceremony: ceremony.id } };
    await answer(api.DELETE("/api/ceremonies/{ceremony}", { params, ...nothing }));
    this.#acts += 1;
    this.ceremonies = this.ceremonies.filter(({ id }) => id !== ceremony.id);
  }

  #replace(ceremony: Ceremony): void {
    this.#acts += 1;
    this.ceremonies = this.ceremonies.map((one) => (one.id === ceremony.id ? ceremony : one));
  }

  async makeScreen(name: string): Promise<void> {
    this.screens = (await answer(api.POST("/api/screens", { body: { name } }))).screens;
  }

  async directScreen(screen: string, change: Partial<DirectScreen>): Promise<void> {
    const params = { path: { screen } };
    const body = { name: null, shows: null, identify: false, ...change };
    this.screens = (await answer(api.POST("/api/screens/{screen}", { params, body }))).screens;
  }

  async removeScreen(screen: string): Promise<void> {
    await answer(api.DELETE("/api/screens/{screen}", { params: { path: { screen } }, ...nothing }));
    this.screens = this.screens.filter(({ id }) => id !== screen);
  }
}
