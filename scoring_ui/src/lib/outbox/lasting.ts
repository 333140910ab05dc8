import type { OutboxStore } from "./store";

/** A browser takes the connection to its database away when it likes: Safari does so to a page that was long in the
 * background. Every act of a store may safely be done twice, so the store is opened again and the act repeated, once. */
const CUT_OFF = ["InvalidStateError", "UnknownError", "AbortError"];

export async function openLasting(open: () => Promise<OutboxStore>): Promise<OutboxStore> {
  let store = await open();

  async function act<Name extends keyof OutboxStore>(name: Name, args: unknown[]): Promise<unknown> {
    const once = () => (store[name] as (...args: unknown[]) => Promise<unknown>)(...args);
    try {
      return await once();
    } catch (error) {
      if (!(error instanceof DOMException) || !CUT_OFF.includes(error.name)) throw error;
      store = await open();
      return once();
    }
  }

  return new Proxy({} as OutboxStore, {
    get: (_, name) => (name in store ? (...args: unknown[]) => act(name as keyof OutboxStore, args) : undefined),
  });
}
