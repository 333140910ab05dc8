/** Lets the judge page be opened without a network, where the browser can: a service worker needs https or localhost. */

import type { Question, Readiness } from "../worker/talk";

const PATIENCE = 2_000;
const INSTALLING = 5_000;

/** A newer version takes over only once this page has loaded everything of its own; the next one opened is new. */
export async function installWorker(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.register("/judge-worker.js", {
    scope: "/judge",
    updateViaCache: "none",
  });
  const hasten = () => registration.waiting?.postMessage("take over" satisfies Question);
  hasten();
  registration.addEventListener("updatefound", () =>
    registration.installing?.addEventListener("statechange", hasten),
  );
}

/** What the worker has of the page, once it is installed; undefined where there is none, or none that answers. */
export async function askWorker(): Promise<Readiness | undefined> {
  if (!("serviceWorker" in navigator)) return undefined;
  const never = new Promise<undefined>((resolve) => setTimeout(resolve, INSTALLING));
  const worker = (await Promise.race([navigator.serviceWorker.ready, never]))?.active;
  if (!worker) return undefined;
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = (event: MessageEvent<Readiness>) => resolve(event.data);
    setTimeout(() => resolve(undefined), PATIENCE);
    worker.postMessage("ready?" satisfies Question, [port2]);
  });
}
