/** What the console knows: who is signed in, the competitions, and the chosen event's progress and decisions. */

import { LiveBoard } from "../board/live-board.svelte";
import { answer, api, nothing } from "../lib/api";
import { Throttle } from "../lib/throttle";
import type { Account, Competition, Decision, EventProgress, Pairing, PublicEvent } from "../lib/types";

export type Page = "overview" | "marking" | "promotion" | "certificates";

const PAGES: readonly Page[] = ["overview", "marking", "promotion", "certificates"];

export class Console {
  account = $state.raw<Account | null | undefined>();
  competitions = $state.raw<Competition[]>([]);
  progress = $state.raw<EventProgress | undefined>();
  decisions = $state.raw<Decision[]>([]);
  live = $state.raw<LiveBoard | undefined>();
  page = $state<Page>("overview");
  eventId = $state("");
  /** The decision being looked at. */
  chosen = $state("");

  #acts = 0;
  #refetch = new Throttle(() => void this.#follow(), 1_000);

  get isOrganiser(): boolean {
    return this.account?.roles.includes("organiser") ?? false;
  }
  get isOfficial(): boolean {
    return this.account?.roles.includes("official") ?? false;
  }
  get competition(): Competition | undefined {
    return this.competitions.find((one) => one.events.some(({ id }) => id === this.eventId)) ?? this.competitions[0];
  }
  get event(): PublicEvent | undefined {
    return this.competition?.events.find(({ id }) => id === this.eventId) ?? this.competition?.events[0];
  }
  get state(): string {
    return this.progress?.state ?? this.event?.state ?? "";
  }

  async open(): Promise<void> {
    const { account } = await answer(api.GET("/api/session"));
    this.account = account;
    if (this.isOrganiser || this.isOfficial) await this.#load();
  }

  async signIn(name: string, password: string): Promise<void> {
    const { account } = await answer(api.POST("/api/session", { body: { name, password } }));
    this.account = account;
    if (this.isOrganiser || this.isOfficial) await this.#load();
  }

  async signOut(): Promise<void> {
    await answer(api.DELETE("/api/session", nothing));
    this.live?.close();
    this.account = null;
  }

  async #load(): Promise<void> {
    this.competitions = await answer(api.GET("/api/competitions"));
    this.follow(location.hash);
  }

  /** Goes where the address says: `#/event/page`. */
  follow(hash: string): void {
    const [, event = "", page = ""] = hash.replace(/^#/, "").split("/").map(decodeURIComponent);
    const known = this.competitions.flatMap((one) => one.events).some(({ id }) => id === event);
    const id = known ? event : (this.competitions[0]?.events[0]?.id ?? "");
    this.page = PAGES.find((one) => one === page) ?? (this.isOrganiser ? "marking" : "promotion");
    if (id !== "" && (id !== this.eventId || !this.live)) this.#turnTo(id);
  }

  #turnTo(event: string): void {
    this.eventId = event;
    this.progress = undefined;
    this.decisions = [];
    this.chosen = "";
    this.live?.close();
    this.live = new LiveBoard(event, () => this.#refetch.ask());
    this.live.start();
    void this.refresh();
  }

  async refresh(): Promise<void> {
    const [event, acts] = [this.eventId, this.#acts];
    const path = { params: { path: { event } } };
    const [progress, decided] = await Promise.all([
      this.isOrganiser ? answer(api.GET("/api/events/{event}/progress", path)) : undefined,
      answer(api.GET("/api/events/{event}/decisions", path)),
    ]);
    if (event !== this.eventId || acts !== this.#acts) return; // asked before something was done here
    this.progress = progress;
    this.decisions = decided.decisions;
  }

  async #follow(): Promise<void> {
    await this.refresh().catch(() => undefined);
    const [shown, known] = [this.live?.state, this.event?.state];
    if (shown !== undefined && shown !== "" && shown !== known)
      this.competitions = await answer(api.GET("/api/competitions"));
  }

  pair(account: string): Promise<Pairing> {
    const path = { event: this.eventId, account };
    return answer(api.POST("/api/events/{event}/seats/{account}/pairing", { params: { path }, ...nothing }));
  }

  async endEvent(): Promise<void> {
    await answer(api.POST("/api/events/{event}/end", { params: { path: { event: this.eventId } }, ...nothing }));
    this.competitions = await answer(api.GET("/api/competitions"));
    await this.refresh();
  }

  async propose(): Promise<void> {
    const path = { event: this.eventId };
    const made = await answer(api.POST("/api/events/{event}/proposals", { params: { path }, ...nothing }));
    this.#acts += 1;
    this.decisions = made.decisions;
  }

  async approve(decision: string): Promise<void> {
    this.#replace(
      await answer(
        api.POST("/api/decisions/{decision_id}/approve", { params: { path: { decision_id: decision } }, ...nothing }),
      ),
    );
  }

  async refuse(decision: string, reason: string): Promise<void> {
    const call = api.POST("/api/decisions/{decision_id}/refuse", {
      params: { path: { decision_id: decision } },
      body: { reason },
    });
    this.#replace(await answer(call));
  }

  async issue(decision: string): Promise<void> {
    this.#replace(
      await answer(
        api.POST("/api/decisions/{decision_id}/certificate", {
          params: { path: { decision_id: decision } },
          ...nothing,
        }),
      ),
    );
  }

  #replace(decision: Decision): void {
    this.#acts += 1;
    this.decisions = this.decisions.map((one) => (one.id === decision.id ? decision : one));
  }
}
