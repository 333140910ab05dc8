/** The competition's steps and their readiness, as the rail shows them. */

import { awaiting, isUndecided } from "../lib/inbox";
import { type Kind, shortKinds } from "../lib/certificate-kinds";
import { say } from "../lib/language.svelte";
import { isIn } from "../lib/paper";
import type { Shape } from "../parts/Icon.svelte";
import { common } from "../parts/words";
import type { Page } from "./address";
import { papers, recall } from "./certificate-words";
import type { Console } from "./console.svelte";
import { desk } from "./words";

/** `tone`: done, open or none (nothing there yet). */
export type Step = { page: Page; name: string; shape: Shape; tone: string; state: string };

export function stepsOf(room: Console): Step[] {
  const all = [
    inbox(room),
    { page: "people" as const, name: say(desk.people), ...none(say(desk.peopleWhat)) },
    { page: "access" as const, name: say(desk.access), ...none(say(desk.accessWhat)) },
    { page: "templates" as const, name: say(papers.templates), ...none(say(desk.templatesWhat)) },
    { page: "recall" as const, name: say(recall.heading), ...none(room.account?.body ?? "") },
    event(),
    rules(room),
    draw(room),
    marking(room),
    sheets(room),
    oversight(room),
    paper(room),
    standings(room),
    ceremony(room),
    promotion(room),
    certificates(room),
  ];
  return all.filter(({ page }) => room.pages.includes(page));
}

function inbox(room: Console): Step {
  const name = say(desk.inbox);
  const n = (room.inbox?.events ?? []).reduce((sum, one) => sum + one.awaiting, 0);
  return { page: "inbox", name, ...(n > 0 ? open(say(desk.toDecide, { n })) : done(say(desk.nothingWaits))) };
}

function event(): Step {
  return { page: "overview", name: say(desk.overview), ...done(say(desk.ready)) };
}

function rules(room: Console): Step {
  const pinned = room.competition?.rulebook;
  return { page: "rules", name: say(desk.rules), ...(pinned ? done(pinned.id) : none(say(desk.noRules))) };
}

function draw(room: Console): Step {
  const name = say(desk.draw);
  const over = room.state === "ended" || (room.progress?.stored ?? 0) > 0;
  return { page: "draw", name, ...(over ? closed(say(desk.numbersFixed)) : none(say(desk.drawWhen))) };
}

function marking(room: Console): Step {
  const name = say(desk.marking);
  const { progress } = room;
  if (room.state === "ended") return { page: "marking", name, ...closed(say(common.ended)) };
  return { page: "marking", name, ...open(progress ? `${progress.stored}/${progress.expected}` : say(common.open)) };
}

function sheets(room: Console): Step {
  const name = say(desk.sheets);
  const all = room.sheets;
  if (!all) return { page: "sheets", name, ...none("") };
  const state = say(desk.sheetsLocked, { n: all.locked, all: all.panels });
  if (all.panels > 0 && all.locked === all.panels) return { page: "sheets", name, ...closed(state) };
  const alerts = all.alerts > 0 ? say(desk.sheetAlerts, { n: all.alerts }) : state;
  return { page: "sheets", name, ...(all.signed === 0 && all.alerts === 0 ? none(state) : open(alerts)) };
}

function oversight(room: Console): Step {
  const name = say(desk.oversight);
  const judges = room.oversight?.judges ?? [];
  const n = judges.filter(({ devices }) => devices.some(({ connected }) => connected)).length;
  const state = say(desk.tabletsThere, { n, all: judges.length });
  return { page: "oversight", name, ...(judges.length > 0 && n === judges.length ? done(state) : none(state)) };
}

function paper(room: Console): Step {
  const name = say(desk.paper);
  const rows = room.paper?.sheets ?? [];
  const work = rows.filter((row) => isIn("work", row)).length;
  const confirmed = rows.filter(({ state }) => state === "confirmed").length;
  if (work > 0) return { page: "paper", name, ...open(say(desk.paperWork, { n: work })) };
  if (confirmed > 0) return { page: "paper", name, ...done(say(desk.paperDone, { n: confirmed })) };
  return { page: "paper", name, ...none(say(desk.paperWhen)) };
}

function standings(room: Console): Step {
  const name = say(desk.standings);
  if (room.curtain?.final) return { page: "standings", name, ...closed(say(desk.ranksFinal)) };
  if (room.state === "ended") return { page: "standings", name, ...open(say(desk.ranksToBeFinal)) };
  const rows = room.live?.rows ?? [];
  const n = rows.filter(({ rank }) => rank !== null).length;
  const state = say(desk.ranked, { n, all: rows.length });
  return { page: "standings", name, ...(n === 0 ? none(state) : open(state)) };
}

function ceremony(room: Console): Step {
  const name = say(desk.ceremony);
  const under = room.halls.ceremonies.find(({ rehearsal, position }) => !rehearsal && position > 0);
  if (!under) return { page: "ceremony", name, ...none(say(desk.noScript)) };
  const state = `${under.position}/${under.steps}`;
  return { page: "ceremony", name, ...(under.position === under.steps ? done(state) : open(state)) };
}

function promotion(room: Console): Step {
  const name = say(desk.promotion);
  const promotions = room.decisions.filter(({ outcome }) => outcome === "promote");
  const waiting = promotions.filter(({ state }) => state === "proposed").length;
  if (room.decisions.length === 0) return { page: "promotion", name, ...none(say(desk.noneYet)) };
  return {
    page: "promotion",
    name,
    ...(waiting > 0 ? open(say(desk.toDecide, { n: waiting })) : done(say(desk.decided))),
  };
}

function certificates(room: Console): Step {
  const page = "certificates" as const;
  const counted = Object.entries(room.issued ?? {}).filter(([, n]) => n > 0);
  const undecided = room.decisions.some(isUndecided);
  const left = awaiting(room.decisions).length;
  const name = say(desk.certificates);
  const issued = counted.map(([kind, n]) => `${say(shortKinds[kind as Kind])} ${n}`).join(" · ");
  if (left > 0) return { page, name, ...open([issued, say(desk.toIssue, { n: left })].filter(Boolean).join(" · ")) };
  if (counted.length === 0) return { page, name, ...none(say(desk.noPapers)) };
  return { page, name, ...(undecided ? none(issued) : done(issued)) };
}

type Readiness = Pick<Step, "shape" | "tone" | "state">;

const done = (state: string): Readiness => ({ shape: "stored", tone: "done", state });
const closed = (state: string): Readiness => ({ shape: "locked", tone: "done", state });
const open = (state: string): Readiness => ({ shape: "waiting", tone: "open", state });
const none = (state: string): Readiness => ({ shape: "empty", tone: "none", state });
