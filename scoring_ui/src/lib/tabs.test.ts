import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { type TabChannel, Tabs } from "./tabs";

/** Browser tabs that hear each other, in order; one that is frozen hears everything when it thaws. */
class Browser {
  #tabs = new Map<TabChannel & { onmessage: ((event: { data: unknown }) => void) | null }, unknown[] | undefined>();
  now = 1_000;

  tab() {
    const browser = this;
    const channel = {
      onmessage: null as ((event: { data: unknown }) => void) | null,
      postMessage(word: unknown) {
        for (const [other, frozen] of browser.#tabs) {
          if (other === channel) continue;
          if (frozen) frozen.push(word);
          else queueMicrotask(() => other.onmessage?.({ data: word }));
        }
      },
      close: () => void this.#tabs.delete(channel),
    };
    this.#tabs.set(channel, undefined);
    const state = { mine: true };
    const tabs = new Tabs({ onChange: (mine) => (state.mine = mine), open: () => channel, now: () => browser.now });
    const freeze = () => this.#tabs.set(channel, []);
    const thaw = () => {
      const missed = this.#tabs.get(channel) ?? [];
      this.#tabs.set(channel, undefined);
      for (const data of missed) channel.onmessage?.({ data });
    };
    return { tabs, state, freeze, thaw };
  }
}

let browser: Browser;

/** So much later by the clock, with everything heard that was said. */
async function later(milliseconds: number): Promise<void> {
  browser.now += milliseconds;
  await vi.advanceTimersByTimeAsync(milliseconds);
}

async function opened() {
  const tab = browser.tab();
  tab.tabs.open();
  await later(300);
  return tab;
}

beforeEach(() => {
  vi.useFakeTimers();
  browser = new Browser();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("tabs of one browser", () => {
  test("the only one has the desk", async () => {
    expect((await opened()).state.mine).toBe(true);
  });

  test("a second one hears of the first, which goes on", async () => {
    const [first, second] = [await opened(), await opened()];
    expect([first.state.mine, second.state.mine]).toEqual([true, false]);
    expect([first.tabs.had, second.tabs.had]).toEqual([true, false]);
  });

  test("it may take over, and the first may take it back", async () => {
    const [first, second] = [await opened(), await opened()];
    second.tabs.takeOver();
    await later(1);
    expect([first.state.mine, second.state.mine]).toEqual([false, true]);
    first.tabs.takeOver();
    await later(1);
    expect([first.state.mine, second.state.mine]).toEqual([true, false]);
  });

  test("after the first was closed a new one has the desk without asking", async () => {
    const first = await opened();
    first.tabs.close();
    expect((await opened()).state.mine).toBe(true);
  });

  test("a tab that slept gives way when it wakes", async () => {
    const first = await opened();
    first.freeze();
    const second = await opened();
    expect(second.state.mine).toBe(true);
    first.thaw();
    await later(1);
    expect([first.state.mine, second.state.mine]).toEqual([false, true]);
  });

  test("of two opened at the same moment exactly one has the desk", async () => {
    const both = [browser.tab(), browser.tab()];
    for (const tab of both) tab.tabs.open();
    await later(300);
    expect(both.filter((tab) => tab.state.mine)).toHaveLength(1);
  });

  test("taking over wins although the device's clock was set back", async () => {
    const [first, second] = [await opened(), await opened()];
    browser.now -= 3_600_000;
    second.tabs.takeOver();
    await later(1);
    expect([first.state.mine, second.state.mine]).toEqual([false, true]);
  });

  test("where tabs cannot speak to each other the desk is open in each", () => {
    const changes: boolean[] = [];
    const tabs = new Tabs({
      onChange: (mine) => changes.push(mine),
      open: () => {
        throw new ReferenceError("BroadcastChannel is not defined");
      },
    });
    tabs.open();
    expect(changes).toEqual([]);
  });
});
