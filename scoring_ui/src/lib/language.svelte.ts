/** The language of the page: switched at once, remembered on the device, and told to the document. */

import type { Text } from "./types";
import { type Filling, fill } from "./words";

export type Tongue = "zh" | "en";

const KEY = "jinji.language";

/** A screen's address may say `?lang=en`; that is kept nowhere. */
function remembered(): Tongue {
  const asked = new URLSearchParams(location.search).get("lang");
  if (asked === "zh" || asked === "en") return asked;
  try {
    const kept = localStorage.getItem(KEY);
    if (kept === "zh" || kept === "en") return kept;
  } catch {
    // Storage may be switched off; the page then forgets, and works.
  }
  return navigator.language.toLowerCase().startsWith("en") ? "en" : "zh";
}

class Language {
  #now: Tongue = $state(remembered());

  constructor() {
    this.#tell();
  }

  get now(): Tongue {
    return this.#now;
  }

  get tag(): string {
    return this.#now === "zh" ? "zh-CN" : "en";
  }

  choose(tongue: Tongue): void {
    this.#now = tongue;
    this.#tell();
    try {
      localStorage.setItem(KEY, tongue);
    } catch {
      // See above.
    }
  }

  /** In this language for now; nothing is remembered. */
  show(tongue: Tongue): void {
    this.#now = tongue;
    this.#tell();
  }

  #tell(): void {
    document.documentElement.lang = this.tag;
  }
}

export const language = new Language();

export function say<const T extends Text>(text: T, ...filling: Filling<T>): string {
  return fill(text[language.now], filling[0] ?? {});
}
