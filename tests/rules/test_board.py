"""The running board always equals the ranking of all marks at once, and its cost hardly grows with the entrants."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.board import Board
from rules.numbers import to_decimal
from rules.ranking import rank
from rules.scheme import Combine, shipped_scheme
from rules.scoring import score_all, tally_of
from rules.values import Mark, State
from rules.worked import Worked
from tests.rules.made import few, halves, latest, marks_for, schemes
from tests.rules.recorded import skating


@few
@given(st.data())
def test_mark_by_mark_equals_all_at_once(data: st.DataObject) -> None:
    scheme = data.draw(schemes())
    board, entered = Board(scheme), []
    for mark in data.draw(marks_for(scheme)):
        before = {s.entrant: s for s in board.standings()}
        change = board.enter(mark)
        entered.append(mark)
        expected = rank(scheme, score_all(scheme, latest(entered)), running=True)
        assert board.standings() == expected
        for n, row in enumerate(expected):
            if row.rank is not None and not change.first <= n <= change.last:
                old = before[row.entrant]
                assert old == row


@few
@given(st.data())
def test_marks_settled_together_equal_all_at_once(data: st.DataObject) -> None:
    scheme = data.draw(schemes())
    board, marks = Board(scheme), data.draw(marks_for(scheme))
    entered_last: dict[tuple[str, str, str], Mark] = {}
    while marks:
        together, marks = marks[: (size := data.draw(st.integers(1, 8)))], marks[size:]
        before = {s.entrant: s for s in board.standings()}
        for mark in together:
            board.take(mark)
        assert {s.entrant: s for s in board.standings() if s.entrant in before} == before
        board.settle()
        for mark in together:
            entered_last[mark.entrant, mark.aspect, mark.judge] = mark
        assert board.standings() == rank(scheme, score_all(scheme, entered_last.values()), running=True)


def test_among_many_ties_nothing_changes_outside_what_a_mark_is_said_to_change() -> None:
    board, random = board_of(40), Random(1)
    for _ in range(600):
        before = {s.entrant: s for s in board.standings()}
        for _ in range(random.choice([1, 1, 3])):
            entrant, aspect = f"{random.randrange(44):04}", random.choice(["p1", "p2"])
            take = board.take_back if random.random() < 0.2 else board.take
            take(Mark(entrant, aspect, "", Decimal(random.randrange(3))))
        change = board.settle()
        after = board.standings()
        assert after == rank(board.scheme, [s.score for s in after], running=True)
        ranked = [s for s in after if s.rank is not None]
        outside = ranked[: max(change.first, 0)] + ranked[change.last + 1 :]
        assert [row for row in outside if row != before[row.entrant]] == []


@few
@given(st.data())
def test_a_withdrawn_mark_leaves_no_trace(data: st.DataObject) -> None:
    scheme = data.draw(schemes())
    marks = latest(data.draw(marks_for(scheme)))
    if not marks:
        return
    board = Board(scheme)
    for mark in marks:
        board.enter(mark)
    gone = data.draw(st.sampled_from(marks))
    board.withdraw(gone)
    left = {s.entrant: s for s in rank(scheme, score_all(scheme, [m for m in marks if m is not gone]), running=True)}
    assert {s.entrant: s for s in board.standings() if s.entrant in left} == left


@few
@given(st.data())
def test_a_higher_mark_never_lowers_ones_own_rank_in_any_scheme(data: st.DataObject) -> None:
    scheme = data.draw(schemes(rising=True))
    marks = latest(data.draw(marks_for(scheme)))
    if not marks:
        return
    chosen = data.draw(st.sampled_from(marks))
    raised = [replace(m, value=m.value + data.draw(halves)) if m is chosen else m for m in marks]
    before, after = ({s.entrant: s.rank for s in rank(scheme, score_all(scheme, found))} for found in (marks, raised))
    was, now = before[chosen.entrant], after[chosen.entrant]
    assert (was is None) == (now is None) and (was is None or now is None or now <= was)


def nodes(worked: Worked) -> Iterator[Worked]:
    yield worked
    for child in worked.children:
        yield from nodes(child)


@few
@given(st.data())
def test_the_explanation_adds_up_to_the_total_in_any_scheme(data: st.DataObject) -> None:
    scheme = data.draw(schemes())
    marks = [replace(m, entrant="A") for m in data.draw(marks_for(scheme, entrants="A"))]
    for node in nodes(tally_of(scheme, "A", latest(marks)).total()):
        if node.exact is None:
            continue
        assert not node.steps or abs(node.steps[-1].value - to_decimal(node.exact)) < Decimal("1e-30")
        if node.children and node.node.combine == Combine() and not node.node.panel_of_sheets:
            taken = sum((t for t in node.taken if t is not None), Fraction(0))
            assert to_decimal(taken) == node.steps[0].value


def test_who_is_disqualified_leaves_the_ranking() -> None:
    scheme, marks, _ = skating("pairs-free-skating")
    board = Board(scheme)
    for mark in marks:
        board.enter(mark)
    first = board.standings()[0].entrant
    board.set_state(first, State.DISQUALIFIED)
    rows = board.standings()
    assert rows[-1].entrant == first and rows[-1].rank is None
    assert rows == rank(scheme, score_all(scheme, marks), {first: State.DISQUALIFIED})


def board_of(entrants: int) -> Board:
    board = Board(shipped_scheme("olympiad"))
    for n in range(entrants):
        board.enter(Mark(f"{n:04}", "p1", "", Decimal(n % 8)))
    return board


def work_of_marks(board: Board, entrants: int, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often anything is worked, placed or read as a row while marks come in."""
    counted: Counter[str] = Counter()

    def counting(name: str) -> None:
        module, function = name.split(":")
        inner = getattr(import_module(module), function)

        def count(*given: Any, **named: Any) -> Any:
            counted[name] += 1
            return inner(*given, **named)

        monkeypatch.setattr(f"{module}.{function}", count)

    with monkeypatch.context() as monkeypatch:
        for name in ("rules.scoring:work_node", "rules.scoring:work_aspect", "rules.board:ranking_key"):
            counting(name)
        for n in range(200):
            board.enter(Mark(f"{n * 37 % entrants:04}", "p2", "", Decimal(n * 5 % 8)))
    return counted


def test_a_mark_makes_as_little_work_among_two_thousand_as_among_fifty(monkeypatch: pytest.MonkeyPatch) -> None:
    """The ratio of times is printed by tests/benchmarks/bench_ranking.py."""
    few, many = (work_of_marks(board_of(n), n, monkeypatch) for n in (50, 2000))
    assert (
        few
        == many
        == {
            "rules.scoring:work_aspect": 200,  # the marked one
            "rules.scoring:work_node": 800,  # its sub-criterion, criterion and stage, and the total
            "rules.board:ranking_key": 200,
        }
    )
