/** The console's addresses: `#/event/page/item`. An item is what lies open on the page: a code, a decision, a clause. */

export const PAGES = [
  "inbox",
  "people",
  "access",
  "templates",
  "recall",
  "overview",
  "rules",
  "draw",
  "marking",
  "sheets",
  "oversight",
  "paper",
  "standings",
  "ceremony",
  "promotion",
  "certificates",
] as const;

export type Page = (typeof PAGES)[number];

/** What belongs to the certification body and to no event. */
export const OF_THE_BODY: readonly Page[] = ["inbox", "people", "access", "templates", "recall"];

/** What each role may open, first what it finds when it signs in. The server asks again at each step. */
const OPEN_TO: Record<string, readonly Page[]> = {
  organiser: ["marking", ...PAGES.filter((page) => !OF_THE_BODY.includes(page))],
  official: ["inbox", "templates", "promotion", "overview", "rules", "standings", "certificates"],
  lead_official: ["inbox", "people", "access"],
  authority: ["recall"],
  chief_judge: ["sheets", "oversight", "overview", "marking", "paper"],
  clerk: ["paper"],
};

/** The pages open to somebody with these roles, first the one to begin with; none where the console is not for them. */
export function pagesOf(roles: readonly string[]): Page[] {
  const open = Object.keys(OPEN_TO).filter((role) => roles.includes(role));
  return [...new Set(open.flatMap((role) => OPEN_TO[role] ?? []))];
}

export type Address = { event: string; page: Page | undefined; item: string };

export function addressOf(event: string, page: Page, item = ""): string {
  return `#/${[event, page, ...(item === "" ? [] : [item])].map(encodeURIComponent).join("/")}`;
}

export function readAddress(hash: string): Address {
  const [, event = "", page = "", item = ""] = hash.replace(/^#/, "").split("/").map(decoded);
  return { event, page: PAGES.find((one) => one === page), item };
}

/** What a person mistyped is read as it stands. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
