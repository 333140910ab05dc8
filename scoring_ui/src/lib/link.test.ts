import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { Link, type LinkOptions, type LinkSocket, type LinkState } from "./link";

class FakeSocket implements LinkSocket {
  sent: string[] = [];
  closed = false;
  readyState: number = WebSocket.OPEN;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event?: { code: number }) => void) | null = null;
  send(data: string) {
    this.sent.push(data);
  }
  close() {
    this.closed = true;
  }
  says(message: unknown) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

let sockets: FakeSocket[];
let states: LinkState[];
let turnedAway: number[];
let surroundings: EventTarget;

function makeLink(more: Partial<LinkOptions<{ type: string }>> = {}) {
  return new Link<{ type: string }>({
    ...more,
    address: () => "ws://venue/live/judge",
    onMessage: () => undefined,
    onState: (state) => states.push(state),
    onTurnedAway: (code) => turnedAway.push(code),
    random: () => 1,
    surroundings,
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
  });
}

function last(): FakeSocket {
  const socket = sockets.at(-1);
  if (!socket) throw new Error("no socket was opened");
  return socket;
}

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
  states = [];
  turnedAway = [];
  surroundings = new EventTarget();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("a link", () => {
  test("is live only once the server has spoken", () => {
    const link = makeLink();
    link.start();
    expect(link.state).toBe("connecting");
    expect(link.send({ type: "mark" })).toBe(false);
    last().says({ type: "welcome" });
    expect(link.state).toBe("live");
    expect(link.send({ type: "mark" })).toBe(true);
    expect(last().sent).toEqual(['{"type":"mark"}']);
  });

  test("is lost after twelve seconds without a pulse, although the socket looks open", () => {
    const link = makeLink();
    link.start();
    last().says({ type: "welcome" });
    vi.advanceTimersByTime(11_000);
    last().says({ type: "pulse" });
    vi.advanceTimersByTime(11_999);
    expect(link.state).toBe("live");
    vi.advanceTimersByTime(1);
    expect(link.state).toBe("lost");
    expect(last().closed).toBe(true);
  });

  test("is lost the moment the browser reports that it is offline", () => {
    const link = makeLink();
    link.start();
    last().says({ type: "welcome" });
    surroundings.dispatchEvent(new Event("offline"));
    expect(link.state).toBe("lost");
  });

  test("comes back at once when the browser is online again", () => {
    const link = makeLink();
    link.start();
    last().onclose?.();
    surroundings.dispatchEvent(new Event("online"));
    expect(sockets).toHaveLength(2);
  });

  test("waits longer after each failure, up to eight seconds", () => {
    const link = makeLink();
    link.start();
    const waits: number[] = [];
    for (let n = 0; n < 7; n += 1) {
      const opened = sockets.length;
      last().onclose?.();
      let waited = 0;
      while (sockets.length === opened) {
        vi.advanceTimersByTime(100);
        waited += 100;
      }
      waits.push(waited);
    }
    expect(waits).toEqual([400, 800, 1600, 3200, 6400, 8000, 8000]);
  });

  test("gives up an attempt that never answers", () => {
    const link = makeLink();
    link.start();
    vi.advanceTimersByTime(6_000);
    expect(link.state).toBe("lost");
    vi.advanceTimersByTime(400);
    expect(sockets).toHaveLength(2);
  });

  test("gives a server that opened the time of a pulse to speak", () => {
    const link = makeLink();
    link.start();
    last().onopen?.();
    vi.advanceTimersByTime(11_999);
    expect(link.state).toBe("connecting");
    vi.advanceTimersByTime(1);
    expect(link.state).toBe("lost");
  });

  test.each([4401, 4403, 4404])("does not come back to a server that turned it away, and says why: %i", (code) => {
    const link = makeLink();
    link.start();
    last().onclose?.({ code });
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(1);
    expect(turnedAway).toEqual([code]);
  });

  test("stays lost, not connecting, while it tries again", () => {
    const link = makeLink();
    link.start();
    last().says({ type: "welcome" });
    last().onclose?.();
    vi.advanceTimersByTime(400);
    expect(states).toEqual(["connecting", "live", "lost"]);
  });

  test("does not come back once closed", () => {
    const link = makeLink();
    link.start();
    link.close();
    vi.advanceTimersByTime(60_000);
    surroundings.dispatchEvent(new Event("online"));
    expect(sockets).toHaveLength(1);
  });

  test("a socket that was given up has no say any more", () => {
    const link = makeLink();
    link.start();
    const first = last();
    first.says({ type: "welcome" });
    link.restart();
    first.says({ type: "pulse" });
    expect(link.state).toBe("lost");
  });
});

describe("a link that probes", () => {
  const probing = () => {
    let number = 0;
    const probe = { every: 1_000, message: () => ({ type: "ping", number: (number += 1) }) };
    const link = makeLink({ probe, silence: 2_000, grace: 4_000 });
    link.start();
    last().onopen?.();
    last().says({ type: "welcome" });
    return link;
  };
  /** Every probe is answered for so many seconds. */
  const answered = (seconds: number) => {
    for (let n = 0; n < seconds; n += 1) {
      vi.advanceTimersByTime(1_000);
      last().says({ type: "pong" });
    }
  };

  test("asks as soon as the socket is open, and every second from then on", () => {
    probing();
    expect(last().sent).toEqual(['{"type":"ping","number":1}']);
    answered(3);
    expect(last().sent).toHaveLength(4);
  });

  test("is live for as long as it is answered", () => {
    const link = probing();
    answered(60);
    expect([link.state, states]).toEqual(["live", ["connecting", "live"]]);
  });

  test("is lost two seconds after the last answer, although the socket looks open", () => {
    const link = probing();
    answered(5);
    vi.advanceTimersByTime(1_999);
    expect(link.state).toBe("live");
    vi.advanceTimersByTime(1);
    expect(link.state).toBe("lost");
    expect(link.send({ type: "mark" })).toBe(false);
  });

  test("listens on and is live again when the answer comes late, over the same socket", () => {
    const link = probing();
    vi.advanceTimersByTime(4_000);
    last().says({ type: "pong" });
    expect([link.state, sockets.length]).toEqual(["live", 1]);
  });

  test("opens another socket when no answer comes at all", () => {
    probing();
    vi.advanceTimersByTime(6_000);
    expect(sockets[0]?.closed).toBe(true);
    vi.advanceTimersByTime(400);
    expect(sockets).toHaveLength(2);
  });

  test("does not probe a socket that is gone", () => {
    probing();
    const gone = last();
    gone.onclose?.();
    const asked = gone.sent.length;
    vi.advanceTimersByTime(10_000);
    expect(gone.sent).toHaveLength(asked);
  });

  test("asked to, it probes at once, or connects at once where there is no socket", () => {
    const link = probing();
    link.probe();
    expect(last().sent).toHaveLength(2);
    last().onclose?.();
    link.probe();
    expect(sockets).toHaveLength(2);
  });

  test("says when a new socket is opened", () => {
    let opened = 0;
    const link = makeLink({ onSocket: () => (opened += 1) });
    link.start();
    last().says({ type: "welcome" });
    link.restart();
    expect(opened).toBe(2);
  });
});

test("nothing is said into a socket that is closing, and what was not handed over is not called sent", () => {
  const link = makeLink({ probe: { every: 1_000, message: () => ({ type: "ping" }) } });
  link.start();
  last().onopen?.();
  last().says({ type: "welcome" });
  const before = last().sent.length;
  last().readyState = WebSocket.CLOSING;
  expect(link.send({ type: "mark" })).toBe(false);
  link.probe();
  expect(last().sent).toHaveLength(before);
  link.close();
});
