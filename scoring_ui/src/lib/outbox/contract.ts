import { expect, test } from "vitest";

import type { JudgeDesk } from "../types";
import type { Draft, OutboxStore } from "./store";

/** Sheets of one event, as read when it had come to `seq`. */
function deskAt(seq: number, event = "cnc"): JudgeDesk {
  const text = { zh: "", en: "" };
  const rest = { title: text, competition: text, state: "open", stage: "", seat: "1", panel: text };
  return { judge: "J", standing: [], sheets: [{ ...rest, event, seq, subCriteria: [], entrants: ["A07"], marks: [] }] };
}

export function draft(id: string, more: Partial<Draft> = {}): Draft {
  return {
    id,
    event: "cnc",
    stage: "",
    entrant: "A07",
    aspect: "B1",
    value: "7.5",
    at: "2026-11-21T06:03:07Z",
    judge: "j1",
    ...more,
  };
}

const why = { code: "marking.event_ended", text: { zh: "赛项已结束", en: "The event has ended" } };

/** What every store must do. `make` opens a store over the same storage each time it is called within one test. */
export function outboxContract(make: () => Promise<OutboxStore>): void {
  const ids = async (store: OutboxStore) => (await store.waiting()).map((entry) => entry.id);

  test("an entry looked at is still there", async () => {
    const store = await make();
    await store.add(draft("a"));
    await store.waiting();
    expect(await ids(store)).toEqual(["a"]);
  });

  test("entries wait in the order they were made", async () => {
    const store = await make();
    for (const id of ["z", "m", "a"]) await store.add(draft(id));
    expect(await ids(store)).toEqual(["z", "m", "a"]);
  });

  test("the counter grows by one and is not given back by settling", async () => {
    const store = await make();
    const first = await store.add(draft("a"));
    await store.settle("a", 1);
    const second = await store.add(draft("b"));
    expect([first.counter, second.counter]).toEqual([1, 2]);
  });

  test("marks made at the same moment get different counters", async () => {
    const store = await make();
    const made = await Promise.all(["a", "b", "c"].map((id) => store.add(draft(id))));
    expect(new Set(made.map((entry) => entry.counter)).size).toBe(3);
  });

  test("adding an id twice keeps the first", async () => {
    const store = await make();
    await store.add(draft("a"));
    const again = await store.add(draft("a", { value: "9" }));
    expect(again.value).toBe("7.5");
    expect(await ids(store)).toEqual(["a"]);
  });

  test("settling twice is harmless", async () => {
    const store = await make();
    await store.add(draft("a"));
    await store.settle("a", 1);
    await store.settle("a", 1);
    expect(await ids(store)).toEqual([]);
  });

  test("a refused entry no longer waits and is not lost", async () => {
    const store = await make();
    await store.add(draft("a"));
    await store.refuse("a", why);
    expect(await ids(store)).toEqual([]);
    expect(await store.refused()).toMatchObject([{ id: "a", value: "7.5", why }]);
  });

  test("only a refused entry can be dismissed", async () => {
    const store = await make();
    await store.add(draft("a"));
    await store.add(draft("b"));
    await store.refuse("b", why);
    await store.dismiss("a");
    await store.dismiss("b");
    expect(await ids(store)).toEqual(["a"]);
    expect(await store.refused()).toEqual([]);
  });

  test("taking a mark back is an entry like any other", async () => {
    const store = await make();
    expect((await store.add(draft("a", { value: null }))).value).toBeNull();
  });

  test("a settled mark is held under its number", async () => {
    const store = await make();
    await store.add(draft("a"));
    await store.settle("a", 7);
    expect(await store.held()).toEqual([{ event: "cnc", entrant: "A07", aspect: "B1", value: "7.5", seq: 7 }]);
  });

  test("of two settled marks of one place the later number is held, whichever is answered first", async () => {
    const store = await make();
    await store.add(draft("a", { value: "6" }));
    await store.add(draft("b", { value: null }));
    await store.settle("b", 8);
    await store.settle("a", 7);
    expect(await store.held()).toMatchObject([{ value: null, seq: 8 }]);
  });

  test("a mark that was stored after a newer one no longer waits, and is not the one held", async () => {
    const store = await make();
    await store.add(draft("a", { value: "6" }));
    await store.add(draft("b", { value: "9" }));
    await store.settle("b", 7);
    await store.settle("a", null);
    expect(await ids(store)).toEqual([]);
    expect(await store.held()).toMatchObject([{ value: "9", seq: 7 }]);
  });

  test("a desk takes the place of the marks that were stored when it was read, and of no later one", async () => {
    const store = await make();
    for (const [id, aspect, seq] of [["a", "B1", 7], ["b", "B2", 8]] as const) {
      await store.add(draft(id, { aspect }));
      await store.settle(id, seq);
    }
    await store.keepDesk({ account: "j1", desk: deskAt(7), at: "", shape: "" });
    expect(await store.held()).toMatchObject([{ aspect: "B2" }]);
    expect(await store.desk()).toEqual({ account: "j1", desk: deskAt(7), at: "", shape: "" });
  });

  test("held marks of events that are no longer on the desk are forgotten", async () => {
    const store = await make();
    await store.add(draft("a"));
    await store.settle("a", 7);
    await store.keepDesk({ account: "j1", desk: deskAt(0, "other"), at: "", shape: "" });
    expect(await store.held()).toEqual([]);
  });

  test("forgetting the desk forgets no mark that waits", async () => {
    const store = await make();
    for (const id of ["a", "b", "c"]) await store.add(draft(id));
    await store.settle("a", 7);
    await store.refuse("b", why);
    await store.keepDesk({ account: "j1", desk: deskAt(3), at: "", shape: "" });
    await store.forgetDesk();
    expect([await store.desk(), await store.held()]).toEqual([undefined, []]);
    expect(await ids(store)).toEqual(["c"]);
    expect(await store.refused()).toHaveLength(1);
  });

  test("the device keeps its name", async () => {
    const store = await make();
    const entry = await store.add(draft("a"));
    expect(entry.device).toBe(await store.device());
  });
}
