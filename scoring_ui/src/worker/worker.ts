/// <reference lib="webworker" />
/** Opens the judge page without a network. Touches its pages and their files, and nothing else: no API, no console.
 *
 * Every file is taken from the cache of this version, whose content the build has named, so that page and scripts always
 * belong together. A new version is fetched whole beside the old one, and takes over when a page that has loaded all its
 * own files says so; open pages stay as they are, the next one opened is new.
 */

import { cacheName, fileFor, isGenuine, isOldCache, type Shell } from "./shell";
import type { Question, Readiness } from "./talk";

declare const self: ServiceWorkerGlobalScope;
declare const __SHELL__: Shell;

const shell = __SHELL__;

async function fetchShell(): Promise<void> {
  const cache = await caches.open(cacheName(shell));
  await Promise.all(
    shell.files.map(async ([path, sha256]) => {
      const response = await fetch(path, { cache: "no-cache", credentials: "omit" });
      if (!response.ok || !(await isGenuine(await response.clone().arrayBuffer(), sha256)))
        throw new Error(`${path} is not what this version consists of`);
      await cache.put(path, response);
    }),
  );
}

async function dropOld(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => isOldCache(name, shell)).map((name) => caches.delete(name)));
}

async function answered(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(cacheName(shell));
  return (await cache.match(path)) ?? fetch(request);
}

async function readiness(): Promise<Readiness> {
  const cache = await caches.open(cacheName(shell));
  const found = await Promise.all(shell.files.map(([path]) => cache.match(path)));
  return { version: shell.version, files: found.length, missing: found.filter((one) => one === undefined).length };
}

self.addEventListener("install", (event) => event.waitUntil(fetchShell()));

self.addEventListener("activate", (event) => event.waitUntil(dropOld().then(() => self.clients.claim())));

self.addEventListener("fetch", (event) => {
  const path = fileFor(event.request, shell, self.location.origin);
  if (path !== undefined) event.respondWith(answered(path, event.request));
});

self.addEventListener("message", (event) => {
  const question = event.data as Question;
  if (question === "take over") event.waitUntil(self.skipWaiting());
  if (question === "ready?") event.waitUntil(readiness().then((answer) => event.ports[0]?.postMessage(answer)));
});
