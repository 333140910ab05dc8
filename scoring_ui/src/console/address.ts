/** The console's addresses: `#/event/page/item`. An item is what lies open on the page: a code, a decision, a clause. */

export const PAGES = ["overview", "rules", "marking", "standings", "promotion", "certificates"] as const;

export type Page = (typeof PAGES)[number];

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
