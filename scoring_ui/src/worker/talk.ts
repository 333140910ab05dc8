/** What a page and the worker say to each other. */

export type Question = "take over" | "ready?";

/** The answer to "ready?": the version, and how many of its files are not in the cache. */
export type Readiness = { version: string; files: number; missing: number };
