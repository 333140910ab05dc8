/** What the console knows: who is signed in, the competitions, and the chosen event as the desk sees it. */

import { LiveBoard } from "../board/live-board.svelte";
import { answer, api, nothing, Refusal } from "../lib/api";
import { Throttle } from "../lib/throttle";
import type {
  Account,
  Competition,
  Decision,
  Curtain,
  DeskStandings,
  Inbox,
  IssuedCount,
  EventProgress,
  EventSheets,
  Oversight,
  PaperDesk,
  EventSummary,
  Rulebook,
} from "../lib/types";
import { addressOf, type Page, pagesOf, readAddress } from "./address";
import { Halls } from "./halls.svelte";

/** Something done about what the public sees. */
export type CurtainAct =
  | { act: "audience"; seen: Curtain["seen"]; delay: number; reason: string }
  | { act: "freeze"; at: string | null; reason: string }
  | { act: "unfreeze" | "final" | "recall"; reason: string };

export class Console {
  account = $state.raw<Account | null | undefined>();
  competitions = $state.raw<Competition[]>([]);
  progress = $state.raw<EventProgress | undefined>();
  decisions = $state.raw<Decision[]>([]);
  standings = $state.raw<DeskStandings | undefined>();
  /** What the public may see of them, and what was done about that. */
  curtain = $state.raw<Curtain | undefined>();
  /** How many papers of each kind the event has in force. */
  issued = $state.raw<IssuedCount | undefined>();
  /** What awaits this official over all events. */
  inbox = $state.raw<Inbox | undefined>();
  /** Tablets beside the ledger, judges beside their panels. */
  oversight = $state.raw<Oversight | undefined>();
  /** The mark sheets on paper. */
  paper = $state.raw<PaperDesk | undefined>();
  readonly halls = new Halls(() => this.eventId);
  /** How all mark sheets of the event stand. */
  sheets = $state.raw<EventSheets | undefined>();
  /** The edition that the competition pinned; it cannot change. */
  rulebook = $state.raw<Rulebook | undefined>();
  live = $state.raw<LiveBoard | undefined>();
  /** Why the server does not show what is asked for. */
  refusal = $state.raw<Refusal | undefined>();
  page = $state<Page>("overview");
  eventId = $state("");
  /** What lies open on the page: an entrant's code, a decision, a clause. */
  item = $state("");
  /** Whether the session ended without anybody signing out here. */
  ended = $state(false);

  #acts = 0;
  #refetch = new Throttle(() => void this.#follow(), 1_000);

  /** What is open to who is signed in, first what to begin with. */
  get pages(): Page[] {
    return pagesOf(this.account?.roles ?? []);
  }
  get isOrganiser(): boolean {
    return this.account?.roles.includes("organiser") ?? false;
  }
  get isOfficial(): boolean {
    return this.account?.roles.includes("official") ?? false;
  }
  get isInCharge(): boolean {
    return this.account?.roles.includes("lead_official") ?? false;
  }
  /** Whether all that is stored is heard of at once. The public's socket, which the others have, keeps silent of much. */
  get hearsAll(): boolean {
    return this.isOrganiser || this.isOfficial;
  }
  get isChiefJudge(): boolean {
    return this.account?.roles.includes("chief_judge") ?? false;
  }
  get isClerk(): boolean {
    return this.account?.roles.includes("clerk") ?? false;
  }
  get competition(): Competition | undefined {
    return this.competitions.find((one) => one.events.some(({ id }) => id === this.eventId)) ?? this.competitions[0];
  }
  get event(): EventSummary | undefined {
    return this.competition?.events.find(({ id }) => id === this.eventId) ?? this.competition?.events[0];
  }
  get state(): string {
    return this.progress?.state ?? this.paper?.state ?? this.event?.state ?? "";
  }

  async open(): Promise<void> {
    const { account } = await answer(api.GET("/api/session"));
    this.account = account;
    if (this.pages.length > 0) await this.#load();
  }

  async signIn(name: string, password: string): Promise<void> {
    const { account } = await answer(api.POST("/api/session", { body: { name, password } }));
    this.account = account;
    if (this.pages.length > 0) await this.#load();
  }

  async signOut(): Promise<void> {
    await answer(api.DELETE("/api/session", nothing));
    this.leave();
  }

  /** Nothing of what was read stays for whoever signs in next. `ended` unless it was done here. */
  leave(ended = false): void {
    this.ended = ended;
    this.live?.close();
    this.live = undefined;
    this.eventId = "";
    this.competitions = [];
    this.inbox = undefined;
    this.rulebook = undefined;
    this.account = null;
  }

  async #load(): Promise<void> {
    const ofEvents = this.pages.some((page) => page !== "recall"); // another body is shown no competition
    this.competitions = ofEvents ? await answer(api.GET("/api/competitions")) : [];
    this.follow(location.hash);
  }

  /** Goes where the address says. */
  follow(hash: string): void {
    const { event, page, item } = readAddress(hash);
    const known = this.competitions.flatMap((one) => one.events).some(({ id }) => id === event);
    const id = known ? event : (this.competitions[0]?.events[0]?.id ?? "");
    this.page = page !== undefined && this.pages.includes(page) ? page : (this.pages[0] ?? "overview");
    this.item = item;
    if (id !== "" && (id !== this.eventId || !this.live)) this.#turnTo(id);
    else if (id !== "") void this.#reread();
  }

  address(page: Page, item = ""): string {
    return addressOf(this.eventId, page, item);
  }

  /** Opens or, with nothing, closes something on the page; going back in the browser leaves the page, not the row. */
  look(item: string): void {
    this.item = item;
    history.replaceState(null, "", this.address(this.page, item));
  }

  #turnTo(event: string): void {
    this.eventId = event;
    this.progress = undefined;
    this.decisions = [];
    this.issued = undefined;
    this.standings = undefined;
    this.curtain = undefined;
    this.oversight = undefined;
    this.paper = undefined;
    this.sheets = undefined;
    this.halls.forget();
    this.refusal = undefined;
    if (this.rulebook?.digest !== this.competition?.rulebook?.digest) this.rulebook = undefined;
    this.live?.close();
    this.live = new LiveBoard(event, () => this.#refetch.ask(), this.hearsAll ? "desk" : "events");
    this.live.start();
    void this.#reread();
    void this.readRulebook().catch(() => undefined);
  }

  async readRulebook(): Promise<void> {
    const competition = this.competition;
    if (!competition?.rulebook || this.rulebook || !this.pages.includes("rules")) return;
    const path = { params: { path: { competition: competition.id } } };
    const rulebook = await answer(api.GET("/api/competitions/{competition}/rulebook", path));
    if (this.competition?.id === competition.id) this.rulebook = rulebook;
  }

  async refresh(): Promise<void> {
    const [event, acts] = [this.eventId, this.#acts];
    const path = { params: { path: { event } } };
    const [progress, decided, standings, curtain, oversight, sheets, paper, inbox, issued] = await Promise.all([
      this.pages.includes("marking") ? answer(api.GET("/api/events/{event}/progress", path)) : undefined,
      this.pages.includes("promotion") ? answer(api.GET("/api/events/{event}/decisions", path)) : undefined,
      this.page === "standings" ? answer(api.GET("/api/events/{event}/standings", path)) : undefined,
      this.pages.includes("overview") ? answer(api.GET("/api/events/{event}/curtain", path)) : undefined,
      this.pages.includes("oversight") ? answer(api.GET("/api/events/{event}/oversight", path)) : undefined,
      this.pages.includes("sheets") ? answer(api.GET("/api/events/{event}/sheets", path)) : undefined,
      this.page === "paper" ? answer(api.GET("/api/events/{event}/paper", path)) : undefined,
      this.pages.includes("inbox") ? answer(api.GET("/api/body/inbox")) : undefined,
      this.pages.includes("certificates") ? answer(api.GET("/api/events/{event}/papers/count", path)) : undefined,
      this.page === "ceremony" ? this.halls.read() : undefined,
    ]);
    if (event !== this.eventId || acts !== this.#acts) return; // asked before something was done here
    this.progress = progress;
    this.oversight = oversight;
    this.sheets = sheets;
    if (decided) this.decisions = decided.decisions;
    if (standings) this.standings = standings;
    if (curtain) this.curtain = curtain;
    if (paper) this.paper = paper;
    if (inbox) this.inbox = inbox;
    if (issued) this.issued = issued;
  }

  /** What the server refuses is shown; a lost link is told of elsewhere, and the next look mends it. */
  async #reread(): Promise<void> {
    try {
      await this.refresh();
      this.refusal = undefined;
    } catch (error) {
      if (error instanceof Refusal) this.refusal = error;
    }
  }

  async #follow(): Promise<void> {
    await this.#reread();
    const [shown, known] = [this.live?.state, this.event?.state];
    if (shown !== undefined && shown !== "" && shown !== known)
      this.competitions = await answer(api.GET("/api/competitions"));
  }

  async endEvent(): Promise<void> {
    await answer(api.POST("/api/events/{event}/end", { params: { path: { event: this.eventId } }, ...nothing }));
    this.competitions = await answer(api.GET("/api/competitions"));
    await this.refresh();
  }

  async draw({ act, ...body }: CurtainAct): Promise<void> {
    const params = { path: { event: this.eventId } };
    this.#acts += 1;
    this.curtain = await answer(
      "seen" in body
        ? api.POST("/api/events/{event}/curtain/audience", { params, body })
        : "at" in body
          ? api.POST("/api/events/{event}/curtain/freeze", { params, body })
          : api.POST(`/api/events/{event}/curtain/${act as "unfreeze" | "final" | "recall"}`, { params, body }),
    );
  }

  async propose(): Promise<void> {
    const path = { event: this.eventId };
    const made = await answer(api.POST("/api/events/{event}/proposals", { params: { path }, ...nothing }));
    this.#acts += 1;
    this.decisions = made.decisions;
  }

  async approve(decision: string): Promise<void> {
    const params = { path: { decision_id: decision } };
    await this.#replace(await answer(api.POST("/api/decisions/{decision_id}/approve", { params, ...nothing })));
  }

  /** All of them, or none: a refusal names the one that stands in the way. */
  async approveAll(decisions: string[]): Promise<void> {
    const call = api.POST("/api/events/{event}/decisions/approve", {
      params: { path: { event: this.eventId } },
      body: { decisions },
    });
    const made = await answer(call);
    this.#acts += 1;
    this.decisions = made.decisions;
    await this.#readInbox();
  }

  async refuse(decision: string, reason: string): Promise<void> {
    const params = { path: { decision_id: decision } };
    await this.#replace(await answer(api.POST("/api/decisions/{decision_id}/refuse", { params, body: { reason } })));
  }

  /** What fails here is mended by the next look: the act before it is done. */
  async #readInbox(): Promise<void> {
    if (!this.pages.includes("inbox")) return;
    const params = { path: { event: this.eventId } };
    const [inbox, issued] = await Promise.all([
      answer(api.GET("/api/body/inbox")).catch(() => undefined),
      answer(api.GET("/api/events/{event}/papers/count", { params })).catch(() => undefined),
    ]);
    if (inbox) this.inbox = inbox;
    if (issued) this.issued = issued;
  }

  async issue(decision: string): Promise<void> {
    const params = { path: { decision_id: decision } };
    await this.#replace(await answer(api.POST("/api/decisions/{decision_id}/certificate", { params, ...nothing })));
  }

  async #replace(decision: Decision): Promise<void> {
    this.#acts += 1;
    this.decisions = this.decisions.map((one) => (one.id === decision.id ? decision : one));
    await this.#readInbox();
  }
}
