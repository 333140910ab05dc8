"""What the curtain lets out of a ledger, and when. Nothing here waits for anything."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.clock import iso
from competition.events.schemas import EventSummary
from competition.live.messages import BoardHead, Frame, Snapshot, StandingRow
from competition.marking.ledger import AUDIENCE, CURTAIN_ACTS, ENDED, FINAL, FROZEN, MARK, RECALLED, UNFROZEN, Entry
from competition.standings.curtain import Curtain, Out
from competition.standings.curtain_queries import as_told
from rules.values import Text

START = datetime(2026, 11, 24, 14, tzinfo=UTC)
SOMEBODY = UUID(int=1)
HEAD = BoardHead(
    event="e", title=Text("铣工", "Milling"), competition=Text("大赛", "Games"), stage=Text("", ""), columns=[],
    sample=False, groups={"id-A": "worker"},
)  # fmt: skip
CODES = {"id-A": "A", "id-B": "B"}


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def a_row(entrant: str, total: int | None) -> StandingRow:
    return StandingRow(
        entrant=f"id-{entrant}",
        rank=None,
        tied=False,
        name=f"name of {entrant}",
        delegation=Text("队", "team"),
        total=None if total is None else Decimal(total),
        parts={},
        complete=True,
        marked=0,
        expected=None,
        decided_by=None,
    )


def an_entry(seq: int, kind: str, seconds: float, said: str = "", value: int | None = None) -> Entry:
    return Entry(
        id=UUID(int=seq), event=SOMEBODY, seq=seq, kind=kind, stage="", entrant=None, aspect=said, judge="",
        account=SOMEBODY, value=None if value is None else Decimal(value), device="", counter=0, tablet_time="",
        stored_at=at(seconds),
    )  # fmt: skip


@dataclass
class Event:
    """A ledger that grows, the curtain before it, and everything that the curtain let out."""

    curtain: Curtain = field(default_factory=lambda: Curtain(HEAD, [a_row("A", None), a_row("B", None)], CODES))
    entries: list[Entry] = field(default_factory=list)
    out: list[Out] = field(default_factory=list)
    _truth: dict[str, StandingRow] = field(default_factory=lambda: {"id-A": a_row("A", None), "id-B": a_row("B", None)})

    def stores(self, *entries: Entry) -> None:
        self.take(entries)
        self.looks(entries[-1].stored_at)

    def take(self, entries: Sequence[Entry]) -> None:
        since = self.entries[-1].seq if self.entries else 0
        self.entries += entries
        last = entries[-1]
        rows = [a_row(entry.aspect, int(entry.value or 0)) for entry in entries if entry.kind == MARK]
        self._truth.update({row.entrant: row for row in rows})
        state = "ended" if any(entry.kind == ENDED for entry in self.entries) else "open"
        frame = Frame(seq=last.seq, since=since, token=f"t{last.seq}", at=iso(last.stored_at), state=state, rows=rows)
        self.curtain.take(entries, frame, lambda: list(self._truth.values()))

    def looks(self, moment: datetime) -> None:
        self.out += self.curtain.let_out(moment)

    def marks(self, *totals: tuple[str, int], seconds: float = 0.0) -> None:
        seq = len(self.entries) + 1
        self.stores(*(an_entry(seq + n, MARK, seconds, who, total) for n, (who, total) in enumerate(totals)))

    def does(self, kind: str, seconds: float, said: str = "", value: int | None = None) -> None:
        self.stores(an_entry(len(self.entries) + 1, kind, seconds, said, value))

    def freezes(self, seconds: float, since: float | None = None) -> None:
        self.does(FROZEN, seconds, iso(at(seconds if since is None else since)))

    @property
    def totals(self) -> dict[str, int | None]:
        """What the public sees, by the names under which it knows them."""
        rows = self.curtain.snapshot().rows
        return {row.name or row.entrant: None if row.total is None else int(row.total) for row in rows}


def read_anew(entries: Sequence[Entry], moment: datetime) -> Snapshot:
    """What another process that reads the whole ledger at the moment makes of it."""
    event = Event()
    while entries:
        count = event.curtain.alike(entries, moment)
        event.take(entries[:count])
        entries = entries[count:]
    event.looks(moment)
    return event.curtain.snapshot()


def test_an_open_event_is_let_out_word_for_word_under_the_ledger_s_numbers() -> None:
    event = Event()
    event.marks(("A", 5), ("B", 7))
    event.does(ENDED, 1)
    assert [(one.plain, one.message.seq) for one in event.out] == [(True, 2), (True, 3)]
    assert event.curtain.open and event.totals == {"name of A": 5, "name of B": 7}


def test_a_frozen_board_holds_and_says_since_when() -> None:
    event = Event()
    event.marks(("A", 5))
    event.freezes(60)
    event.marks(("A", 9), ("B", 7), seconds=61)
    assert [one.message.seq for one in event.out] == [1, 2] and event.curtain.withheld == 2
    assert event.totals == {"name of A": 5, "name of B": None}
    assert event.curtain.snapshot().frozen == iso(at(60))


def test_unfreezing_lets_everything_out_at_once_and_the_number_is_the_ledger_s_again() -> None:
    event = Event()
    event.freezes(0)
    event.marks(("A", 9), seconds=1)
    event.does(UNFROZEN, 2)
    last = event.out[-1].message
    assert (last.seq, last.frozen) == (3, "") and [row.entrant for row in last.rows] == ["id-A"]
    assert event.curtain.open and event.curtain.withheld == 0


def test_a_freeze_at_a_moment_holds_what_is_stored_from_then_on() -> None:
    """Whoever stores it, and though another clock that lags stored the next one."""
    event = Event()
    event.freezes(0, since=60)
    event.marks(("A", 5), seconds=59)
    event.marks(("A", 6), seconds=60)
    event.marks(("A", 7), seconds=58)
    assert event.totals["name of A"] == 5 and event.curtain.withheld == 2


def test_a_freeze_that_lies_ahead_is_taken_back() -> None:
    event = Event()
    event.freezes(0, since=60)
    event.does(UNFROZEN, 30)
    event.marks(("A", 5), seconds=70)
    assert event.totals["name of A"] == 5 and event.curtain.open


def test_the_end_of_a_frozen_event_is_told_and_nothing_else_of_it() -> None:
    event = Event()
    event.freezes(0)
    event.marks(("A", 5), ("B", 6), seconds=1)
    event.does(ENDED, 2)
    last = event.out[-1].message
    assert (last.seq, last.state, last.rows) == (2, "ended", [])


def test_what_is_final_is_shown_whole_until_it_is_recalled() -> None:
    event = Event()
    event.freezes(0)
    event.marks(("A", 5), seconds=1)
    event.does(ENDED, 2)
    event.does(FINAL, 3)
    assert event.curtain.snapshot().state == "final" and event.totals["name of A"] == 5
    event.does(RECALLED, 4)
    assert event.curtain.snapshot().state == "ended" and event.curtain.open


def test_by_codes_nothing_that_stood_beside_a_name_is_said() -> None:
    event = Event()
    event.marks(("A", 5))
    event.does(AUDIENCE, 1, "codes")
    event.marks(("B", 6), seconds=2)
    shown = event.curtain.snapshot()
    assert isinstance(event.out[-2].message, Snapshot) and shown.head.groups == {"A": "worker"}
    said = msgspec.json.encode([one.message for one in event.out[-2:]]) + msgspec.json.encode(shown)
    assert event.totals == {"A": 5, "B": 6} and not any(word in said for word in (b"name of", b"id-", b"team"))


def test_where_only_organisers_may_see_nothing_is_let_out_and_nothing_counted() -> None:
    event = Event()
    event.marks(("A", 5))
    event.does(AUDIENCE, 1, "organisers")
    event.marks(("A", 6), ("B", 7), seconds=2)
    event.does(ENDED, 3)
    shown = event.curtain.snapshot()
    assert (shown.rows, shown.head.groups, shown.seq, shown.state) == ([], {}, 3, "ended")
    assert event.curtain.withheld == 2
    event.does(AUDIENCE, 4, "open")
    assert event.curtain.snapshot().seq == 6 and event.totals == {"name of A": 6, "name of B": 7}


def test_a_frozen_board_that_is_shown_again_to_all_is_still_as_it_was_frozen() -> None:
    event = Event()
    event.marks(("A", 5))
    event.does(AUDIENCE, 1, "organisers")
    event.freezes(2)
    event.marks(("A", 9), seconds=3)
    event.does(AUDIENCE, 4, "open")
    assert event.totals["name of A"] == 5 and event.curtain.snapshot().frozen == iso(at(2))


def test_a_delayed_board_lags_by_its_seconds() -> None:
    event = Event()
    event.does(AUDIENCE, 0, "open", 60)
    event.marks(("A", 5), seconds=1)
    event.marks(("A", 6), seconds=2)
    assert event.totals["name of A"] is None and event.curtain.next_due == at(61)
    event.looks(at(61))
    assert event.totals["name of A"] == 5 and event.curtain.withheld == 1
    event.looks(at(62))
    assert event.totals["name of A"] == 6 and event.curtain.next_due is None


@pytest.mark.parametrize(("seen", "delay", "total"), [("open", 0, 5), ("open", 10, None), ("organisers", 0, None)])
def test_what_waits_under_a_delay_follows_another_audience(seen: str, delay: int, total: int | None) -> None:
    event = Event()
    event.does(AUDIENCE, 0, "open", 60)
    event.marks(("A", 5), seconds=1)
    event.does(AUDIENCE, 2, seen, delay)
    assert event.totals.get("name of A") == total
    event.looks(at(12))
    assert event.totals.get("name of A") == (None if seen == "organisers" else 5)


def listed(entries: Iterable[Entry], moment: datetime) -> tuple[str, str, str]:
    """What the list of events says that is read at the moment."""
    summary = EventSummary(id="e", title=HEAD.title, state="open", entrants=2, occupation=HEAD.title)
    told = as_told(summary, [entry for entry in entries if entry.kind in CURTAIN_ACTS], moment)
    return told.state, told.frozen, told.seen


def on_the_board(event: Event) -> tuple[str, str, str]:
    snapshot = event.curtain.snapshot()
    return snapshot.state, snapshot.frozen, snapshot.head.seen


def test_the_list_of_events_says_when_a_freeze_has_come_and_no_sooner_than_the_board() -> None:
    summary = EventSummary(id="e", title=HEAD.title, state="open", entrants=2, occupation=HEAD.title)
    acts = [an_entry(1, AUDIENCE, 0, "open", 60), an_entry(2, FROZEN, 10, iso(at(30)))]
    told = [as_told(summary, acts, at(seconds)) for seconds in (69, 70, 89, 90)]
    assert [(one.frozen != "", one.holds) for one in told] == [
        (False, False),
        (True, False),
        (True, False),
        (True, True),
    ]


ACTS = st.one_of(
    st.tuples(st.just(MARK), st.sampled_from("AB"), st.integers(0, 9)),
    st.tuples(st.just(FROZEN), st.integers(-5, 5), st.none()),
    st.tuples(st.sampled_from([UNFROZEN, FINAL, RECALLED, ENDED]), st.just(""), st.none()),
    st.tuples(st.just(AUDIENCE), st.sampled_from(["open", "codes", "organisers"]), st.sampled_from([0, 3, 10])),
)


def a_ledger(acts: Iterable[tuple[str, str | int, int | None]], steps: Sequence[int]) -> list[Entry]:
    """One entry after the other, so many seconds apart."""
    moment, entries = 0, []
    for seq, ((kind, said, value), step) in enumerate(zip(acts, steps, strict=True), 1):
        moment += step
        text = iso(at(moment + max(0, said))) if isinstance(said, int) else said
        entries.append(an_entry(seq, kind, moment, text, value))
    return entries


@given(st.data())
def test_whoever_reads_the_ledger_anew_shows_what_was_shown_and_never_goes_back(data: st.DataObject) -> None:
    """At any moment, however often who followed it live looked; and the frames put together are the snapshot.

    The list of events, which knows of no mark, says the same of the event.
    """
    acts = data.draw(st.lists(ACTS, max_size=14))
    entries = a_ledger(acts, data.draw(st.lists(st.integers(0, 4), min_size=len(acts), max_size=len(acts))))
    live, rows = Event(), {}
    for entry in entries:
        live.stores(entry)
        assert read_anew(live.entries, entry.stored_at) == live.curtain.snapshot()
        assert listed(live.entries, entry.stored_at) == on_the_board(live)
    end = (entries[-1].stored_at if entries else START) + timedelta(seconds=data.draw(st.integers(0, 12)))
    live.looks(end)
    assert read_anew(entries, end) == live.curtain.snapshot() and listed(entries, end) == on_the_board(live)
    numbers = [one.message.seq for one in live.out]
    assert numbers == sorted(set(numbers)) and live.curtain.number + live.curtain.withheld == len(entries)
    for message, _ in live.out:
        rows = {} if isinstance(message, Snapshot) else rows
        rows |= {row.entrant: row for row in message.rows}
    shown = {row.entrant: row for row in live.curtain.snapshot().rows}
    assert {**{one: row for one, row in shown.items() if row.total is None}, **rows} == shown


@given(st.data())
def test_two_ledgers_that_differ_in_withheld_marks_alone_say_the_same(data: st.DataObject) -> None:
    """Frozen first; then acts and marks, of which there are other ones, fewer or more, in the twin."""
    acts = data.draw(st.lists(st.sampled_from([ENDED, "organisers", "codes", "open"]), max_size=5))
    said = []
    for _ in range(2):
        event = Event()
        event.marks(("A", 5))
        event.freezes(1)
        for second, act in enumerate(acts, 2):
            if marks := data.draw(st.lists(st.tuples(st.sampled_from("AB"), st.integers(0, 9)), max_size=3)):
                event.marks(*marks, seconds=second)
            event.does(act, second) if act == ENDED else event.does(AUDIENCE, second, act, 0)
        nameless = [msgspec.structs.replace(one.message, token="") for one in event.out]
        said.append((nameless, msgspec.structs.replace(event.curtain.snapshot(), token="")))
    assert said[0] == said[1]
