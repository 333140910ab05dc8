/** Vite's part in the judge page that opens without a network: names the files of its shell for the service worker.
 *
 * The worker is built as one script at a fixed address, /judge-worker.js. It is told every file that the built judge.html
 * needs, with the hash of its content; one changed byte makes another version of the worker, and so a new cache.
 */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

import type { Plugin, Rolldown } from "vite";

type Bundle = Rolldown.OutputBundle;
type Content = string | Uint8Array;

export const WORKER = "judge-worker";
const PUBLIC = ["seal.svg", "judge.webmanifest", "judge-192.png"];

export function judgeShell(): Plugin {
  return {
    name: "jinji-judge-shell",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const worker = bundle[`${WORKER}.js`];
      if (worker?.type !== "chunk" || worker.imports.length > 0) throw new Error("the worker must be one script");
      const contents: [path: string, content: Content][] = [
        ["/judge", contentOf(bundle, "judge.html")],
        ...needed(bundle).map((name): [string, Content] => [`/${name}`, contentOf(bundle, name)]),
        ...PUBLIC.map((name): [string, Content] => [`/${name}`, readFileSync(`public/${name}`)]),
      ];
      const files = contents.map(([path, content]) => [path, sha256(content)]);
      const shell = JSON.stringify({ version: sha256(JSON.stringify(files)).slice(0, 16), files });
      if (!worker.code.includes("__SHELL__")) throw new Error("the worker does not ask for its shell");
      worker.code = worker.code.replace("__SHELL__", () => shell);
    },
  };
}

/** Names the version of the server's types, so that a page knows what an older one has kept. */
export function shape(): string {
  return sha256(readFileSync("openapi.json")).slice(0, 16);
}

/** What the page's entry needs, by itself and by its imports: scripts and styles. */
function needed(bundle: Bundle): string[] {
  const entry = Object.values(bundle).find((one) => one.type === "chunk" && one.isEntry && one.name === "judge");
  const found = new Set<string>();
  const visit = (name: string): void => {
    const chunk = bundle[name];
    if (found.has(name) || chunk?.type !== "chunk") return;
    found.add(name);
    for (const style of chunk.viteMetadata?.importedCss ?? []) found.add(style);
    for (const file of [...chunk.imports, ...chunk.dynamicImports]) visit(file);
  };
  if (entry) visit(entry.fileName);
  const html = String(contentOf(bundle, "judge.html"));
  const missing = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map((one) => one[1] ?? "");
  for (const name of missing) if (!found.has(name)) throw new Error(`judge.html needs ${name}, which was not found`);
  return [...found].sort();
}

function contentOf(bundle: Bundle, name: string): Content {
  const file = bundle[name];
  if (!file) throw new Error(`${name} was not built`);
  return file.type === "chunk" ? file.code : file.source;
}

function sha256(content: Content): string {
  return createHash("sha256").update(content).digest("hex");
}
