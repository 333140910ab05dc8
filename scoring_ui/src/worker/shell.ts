/** The judge page's shell, as the build names it: every file with the hash of its content, and a version over all. */

export type Shell = { version: string; files: readonly (readonly [path: string, sha256: string])[] };

const PAGE = "/judge";
const PAGES = [PAGE, "/judge/check"];
const CACHE = "jinji-judge-";

export function cacheName(shell: Shell): string {
  return CACHE + shell.version;
}

export function isOldCache(name: string, shell: Shell): boolean {
  return name.startsWith(CACHE) && name !== cacheName(shell);
}

export type Asked = { method: string; mode: string; url: string };

/** The file of the shell that answers a request; undefined for everything that is none of the worker's business. */
export function fileFor(asked: Asked, shell: Shell, origin: string): string | undefined {
  const url = new URL(asked.url);
  if (asked.method !== "GET" || url.origin !== origin) return undefined;
  if (asked.mode === "navigate") return PAGES.includes(url.pathname) ? PAGE : undefined;
  return url.search === "" && shell.files.some(([path]) => path === url.pathname) ? url.pathname : undefined;
}

/** Whether the body is the file that the build named: not a hotel's sign-in page, nor another version. */
export async function isGenuine(body: ArrayBuffer, sha256: string): Promise<boolean> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("") === sha256;
}
