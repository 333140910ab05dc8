"""The board of an event between a batch and its commit: what was worked in vain leaves nothing behind."""

import dataclasses
from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from competition.events.plan import Plan, PlannedEntrant, PlannedPanel, PlannedSeat
from competition.identifiers import uuid7
from competition.marking.ledger import MARK, Entry
from competition.standings.board import Board
from competition.standings.outlook import Prospects
from rules.scheme import load_scheme
from rules.values import State, Text
from tests.sheets import TWO_ASPECTS

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
NOTHING = Text("", "")
PLAN = Plan(
    event=uuid7(),
    title=NOTHING,
    competition=NOTHING,
    sample=False,
    scheme=load_scheme(TWO_ASPECTS, file="small"),
    entrants=tuple(PlannedEntrant(uuid7(), code, State.COMPETING) for code in "ABCD"),
    panels=(
        PlannedPanel(NOTHING, ("theory",), (PlannedSeat(uuid7(), "K1", True),)),
        PlannedPanel(NOTHING, ("practical",), tuple(PlannedSeat(uuid7(), key, False) for key in ("J1", "J2", "J3"))),
    ),
)
places = st.sampled_from([("T1", ""), *((aspect, seat) for aspect in ("P1", "P2") for seat in ("J1", "J2", "J3"))])
marks = st.tuples(st.sampled_from(PLAN.entrants), places, st.integers(6, 9) | st.none())
batches = st.lists(st.tuples(st.lists(marks, min_size=1, max_size=8), st.booleans()), max_size=12)


def entry(seq: int, entrant: PlannedEntrant, place: tuple[str, str], value: int | None) -> Entry:
    return Entry(
        id=uuid7(),
        event=PLAN.event,
        seq=seq,
        kind=MARK,
        stage="",
        entrant=entrant.id,
        aspect=place[0],
        judge=place[1],
        account=uuid7(),
        value=None if value is None else Decimal(value),
        device="one",
        counter=seq,
        tablet_time="",
        stored_at=NOON,
    ).after(b"")


@given(batches)
def test_a_batch_that_was_not_stored_is_as_if_it_had_never_been(history: list[tuple[list[object], bool]]) -> None:
    """Frames and standings are those of a board that has worked only what was stored."""
    board, right = Board(PLAN, {}), Board(PLAN, {})
    for batch, is_stored in history:
        entries = [entry(board.seq + n, *mark) for n, mark in enumerate(batch, 1)]  # type: ignore[misc]
        change = board.advance(entries, "open", NOON)
        if not is_stored:
            continue
        wanted = right.advance(entries, "open", NOON)
        assert change.frame == wanted.frame
        assert board.accept(change) and right.accept(wanted)
        assert (board.seq, board.head) == (right.seq, right.head) == (entries[-1].seq, entries[-1].hash)
    board.advance([entry(board.seq + 1, PLAN.entrants[0], ("T1", ""), 9)], "open", NOON)
    assert board.snapshot() == right.snapshot() and board.standings == right.standings


def test_what_was_undone_cannot_be_accepted_any_more() -> None:
    """Somebody else's entries came first, and are shown."""
    board = Board(PLAN, {})
    first, second = PLAN.entrants[:2]
    in_vain = board.advance([entry(1, first, ("T1", ""), 9)], "open", NOON)
    stored = board.advance([entry(1, second, ("T1", ""), 8)], "open", NOON)
    assert board.accept(stored) and not board.accept(in_vain)
    assert [row.marked for row in board.snapshot().rows if row.marked] == [1] and board.head == stored.head


def test_the_line_of_a_cut_stands_under_the_best_in_whatever_order_entrants_are_listed() -> None:
    """Of four who are listed from A to D, D and C are the best two, as the board shows while marks come and after."""
    plan = dataclasses.replace(PLAN, scheme=load_scheme(f"{TWO_ASPECTS}\nadvance: {{ best: 2 }}\n", file="small"))
    board, prospects = Board(plan, {}), Prospects(plan)
    entries = [entry(n, entrant, ("T1", ""), 5 + n) for n, entrant in enumerate(plan.entrants, 1)]
    for state in ("open", "ended"):
        board.accept(board.advance(entries, state, NOON))
        list(prospects.take(entries))
        [line] = prospects.outlook(board.snapshot()).lines
        assert line.after == 2
    letters = dict(zip(sorted(str(entrant.id) for entrant in plan.entrants), line.chances, strict=True))
    assert [letters[str(entrant.id)] for entrant in plan.entrants] == ["o", "o", "s", "s"]


def test_a_mark_that_was_taken_back_does_not_end_the_stage_before() -> None:
    """The line of the heat stays until somebody has a mark in the final."""
    stage = "{{ key: {0}, title: {0}, {1}criteria: [{{ key: {0}1, aspects: [{{ key: T1, range: [0, 9] }}] }}] }}"
    text = (
        f"scheme: s\nstages:\n  - {stage.format('heat', 'advance: { best: 2 }, ')}\n  - {stage.format('final', '')}\n"
    )
    plan = dataclasses.replace(PLAN, scheme=load_scheme(text, file="small"))
    first = plan.entrants[0]
    entries = [
        dataclasses.replace(entry(n, first, ("T1", ""), value), stage=key)
        for n, (key, value) in enumerate([("heat", 9), ("final", 8), ("final", None), ("final", 7)], 1)
    ]
    told = []
    for n in range(1, 5):
        board, prospects = Board(plan, {}), Prospects(plan)
        board.accept(board.advance(entries[:n], "open", NOON))
        list(prospects.take(entries[:n]))
        told.append([line.key for line in prospects.outlook(board.snapshot()).lines])
    assert told == [["advance"], [], ["advance"], []]
