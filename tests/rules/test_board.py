"""The running board always equals the ranking of all marks at once, and its cost hardly grows with the entrants."""

import time
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from rules.board import Board
from rules.numbers import to_decimal
from rules.ranking import rank
from rules.scheme import Combine, shipped_scheme
from rules.scoring import score_all, tally_of
from rules.values import Mark, State
from rules.working import Worked
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
    scheme = data.draw(schemes(penalties=False))
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
        if node.children and node.node.combine == Combine():
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
    board = Board(shipped_scheme("cnc-milling"))
    for n in range(entrants):
        board.enter(Mark(f"{n:04}", "T1", "", Decimal(n % 101)))
    return board


def cost_of_marks(board: Board, entrants: int, marks: int = 200) -> float:
    start = time.perf_counter()
    for n in range(marks):
        board.enter(Mark(f"{n * 37 % entrants:04}", "T1", "", Decimal(n * 17 % 101)))
    return time.perf_counter() - start


def test_a_mark_costs_hardly_more_among_two_thousand_than_among_fifty() -> None:
    few, many = board_of(50), board_of(2000)
    assert min(cost_of_marks(many, 2000) / cost_of_marks(few, 50) for _ in range(4)) < 2
