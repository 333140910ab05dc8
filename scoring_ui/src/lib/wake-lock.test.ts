import { beforeEach, describe, expect, test } from "vitest";

import { WakeLock } from "./wake-lock";

class Page extends EventTarget {
  visibilityState: DocumentVisibilityState = "visible";
  turn(to: DocumentVisibilityState): void {
    this.visibilityState = to;
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

let page: Page;
let held: number;
let asked: number;
let refuses: boolean;
let lock: WakeLock;

const settled = () => new Promise((done) => setTimeout(done));

beforeEach(() => {
  page = new Page();
  held = asked = 0;
  refuses = false;
  const request = async () => {
    asked += 1;
    if (refuses) throw new DOMException("low battery", "NotAllowedError");
    held += 1;
    return { release: async () => void (held -= 1) };
  };
  lock = new WakeLock({ request, page: page as unknown as Document });
});

describe("the screen", () => {
  test("is kept awake while that is wanted, and no longer", async () => {
    lock.want(true);
    await settled();
    expect([held, lock.state]).toEqual([1, "held"]);
    lock.want(false);
    await settled();
    expect([held, lock.state]).toEqual([0, "off"]);
  });

  test("is asked for again when the page is seen again, as the browser lets go of a hidden page", async () => {
    lock.want(true);
    await settled();
    page.turn("hidden");
    page.turn("visible");
    await settled();
    expect(asked).toBe(2);
  });

  test("is not asked for while hidden, nor when no longer wanted", async () => {
    page.turn("hidden");
    lock.want(true);
    await settled();
    expect(asked).toBe(0);
    lock.want(false);
    page.turn("visible");
    await settled();
    expect(asked).toBe(0);
  });

  test("is let go when the wish ends while the browser still thinks", async () => {
    lock.want(true);
    lock.want(false);
    await settled();
    expect(held).toBe(0);
  });

  test("a refusal is known, and asked again when the page is next seen", async () => {
    refuses = true;
    lock.want(true);
    await settled();
    expect(lock.state).toBe("refused");
    refuses = false;
    page.turn("visible");
    await settled();
    expect(lock.state).toBe("held");
  });

  test("where there is none, that is known too", async () => {
    const none = new WakeLock({ request: undefined, page: page as unknown as Document });
    none.want(true);
    expect(none.state).toBe("missing");
  });
});
