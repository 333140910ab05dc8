import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { draft } from "./contract";
import { MemoryStore } from "./memory";
import { Outbox, type OutboxView } from "./outbox";

const why = { code: "marking.event_ended", text: { zh: "赛项已结束", en: "The event has ended" } };

let sent: string[];
let up: boolean;
let view: OutboxView;
let stuck: number;
let store: MemoryStore;

function makeOutbox(): Outbox {
  return new Outbox({
    store,
    judge: "j1",
    send: (entry) => up && sent.push(entry.id) > 0,
    onChange: (next) => {
      view = next;
    },
    onStuck: () => {
      stuck += 1;
    },
  });
}

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  up = true;
  stuck = 0;
  store = new MemoryStore();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("an outbox", () => {
  test("keeps a mark that has no link, and says that it waits", async () => {
    const outbox = makeOutbox();
    await outbox.enter(draft("a"));
    expect(sent).toEqual([]);
    expect(view).toMatchObject({ waiting: 1, sent: 0 });
  });

  test("keeps a mark until it is answered, not until it is sent", async () => {
    const outbox = makeOutbox();
    outbox.connected();
    await outbox.enter(draft("a"));
    expect(view).toMatchObject({ waiting: 0, sent: 1 });
    expect(await store.waiting()).toHaveLength(1);
    await outbox.receipt("a", 1);
    expect(view).toMatchObject({ waiting: 0, sent: 0 });
    expect(await store.waiting()).toEqual([]);
  });

  test("sends everything unanswered again over a new link, in order and under the same ids", async () => {
    const outbox = makeOutbox();
    outbox.connected();
    await outbox.enter(draft("a"));
    await outbox.enter(draft("b"));
    outbox.disconnected();
    await outbox.enter(draft("c"));
    expect(view).toMatchObject({ waiting: 3, sent: 0 });
    outbox.connected();
    expect(sent).toEqual(["a", "b", "a", "b", "c"]);
  });

  test("takes up what an earlier life of the page has left", async () => {
    await store.add(draft("left"));
    const outbox = makeOutbox();
    await outbox.load();
    outbox.connected();
    expect(sent).toEqual(["left"]);
  });

  test("an answer that comes twice changes nothing the second time", async () => {
    const outbox = makeOutbox();
    outbox.connected();
    await outbox.enter(draft("a"));
    expect((await outbox.receipt("a", 1))?.id).toBe("a");
    expect(await outbox.receipt("a", 1)).toBeUndefined();
    expect(view).toMatchObject({ waiting: 0, sent: 0 });
  });

  test("a refused mark is kept with its reason and not sent again", async () => {
    const outbox = makeOutbox();
    outbox.connected();
    await outbox.enter(draft("a"));
    await outbox.refusal("a", why);
    outbox.disconnected();
    outbox.connected();
    expect(sent).toEqual(["a"]);
    expect(view.refused).toMatchObject([{ id: "a", why }]);
  });

  test("a refusal that was seen is put away", async () => {
    const outbox = makeOutbox();
    outbox.connected();
    await outbox.enter(draft("a"));
    await outbox.refusal("a", why);
    await outbox.dismiss("a");
    expect(view.refused).toEqual([]);
    expect(await store.refused()).toEqual([]);
  });

  test("an answer is overdue after two seconds and the link given up after six", async () => {
    const outbox = makeOutbox();
    outbox.connected();
    await outbox.enter(draft("a"));
    vi.advanceTimersByTime(1_999);
    expect(view.overdue).toBe(false);
    vi.advanceTimersByTime(1);
    expect(view.overdue).toBe(true);
    vi.advanceTimersByTime(4_000);
    expect(stuck).toBe(1);
  });

  test("entering more marks does not put the deadline off", async () => {
    const outbox = makeOutbox();
    outbox.connected();
    await outbox.enter(draft("a"));
    vi.advanceTimersByTime(1_500);
    await outbox.enter(draft("b"));
    vi.advanceTimersByTime(500);
    expect(view.overdue).toBe(true);
  });

  test("nothing is overdue when nothing was sent", async () => {
    const outbox = makeOutbox();
    outbox.connected();
    vi.advanceTimersByTime(60_000);
    expect(view.overdue).toBe(false);
    expect(stuck).toBe(0);
  });

  test("a link that breaks while sending leaves the rest for the next one", async () => {
    const outbox = makeOutbox();
    await outbox.enter(draft("a"));
    await outbox.enter(draft("b"));
    up = false;
    outbox.connected();
    expect(view).toMatchObject({ waiting: 2, sent: 0 });
  });

  test("marks of another judge who used this device wait, and are not sent in this one's name", async () => {
    await store.add(draft("theirs", { judge: "j2" }));
    await store.add(draft("nobody's", { judge: "" }));
    const refused = await store.add(draft("refused", { judge: "j2" }));
    await store.refuse(refused.id, why);
    const outbox = makeOutbox();
    await outbox.load();
    outbox.connected();
    await outbox.enter(draft("own"));
    expect(sent).toEqual(["nobody's", "own"]);
    expect(view).toMatchObject({ sent: 2, others: 1, refused: [] });
    expect(await store.waiting()).toHaveLength(3);
  });

  test("what another tab has added is found by reading again, and sent", async () => {
    const outbox = makeOutbox();
    await outbox.load();
    outbox.connected();
    await store.add(draft("from another tab"));
    await outbox.load();
    expect(sent).toEqual(["from another tab"]);
  });
});
