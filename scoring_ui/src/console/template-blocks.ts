/** What can stand on a paper besides its code: made, and put where a person can see it. The server says what fits. */

import type { Template, TemplateBlock } from "../lib/types";
import { template as words } from "./template-words";

type Page = Template["page"];
type Box = NonNullable<Template["photo"]>;

const height = ({ landscape }: Page) => (landscape ? 210 : 297);
const width = ({ landscape }: Page) => (landscape ? 297 : 210);

/** A text in the middle of the page. */
export function newBlock(page: Page): TemplateBlock {
  const { newText } = words;
  const place = { x: width(page) / 2, y: height(page) / 2, width: 80, align: "middle" as const };
  const letters = { size: 12, least: 6.5, small: 8.5, lines: 2, gap: 4, tracking: 0, face: "serif", bold: false } as const;
  const rest = { both: "", under: "", colour: "ink", rises: false, labelled: false } as const;
  return { name: { ...newText }, zh: newText.zh, en: newText.en, ...place, ...letters, ...rest };
}

/** The same text a little lower, as far as the page lets it. */
export function copyOf(block: TemplateBlock, page: Page): TemplateBlock {
  return { ...block, name: { ...block.name }, y: Math.min(block.y + 6, height(page) - (page.safe ?? 0)) };
}

/** A hairline across the middle of the page. */
export function newRule(page: Page): Template["rules"][number] {
  return { left: width(page) / 2 - 40, right: width(page) / 2 + 40, y: height(page) / 2 };
}

/** A place of so many millimetres across in the middle of the page. */
export function newBox(page: Page, across = 40): Box {
  return { left: (width(page) - across) / 2, top: height(page) / 2 - 20, width: across, height: 40 };
}
