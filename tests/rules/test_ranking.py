"""Ranking: shared ranks, what decided, states; and what must hold for any marks."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.ranking import TiesForbidden, rank
from rules.scheme import load_scheme, shipped_scheme
from rules.scoring import MarkTwice, score_all, score_entrant
from rules.values import Mark, Score, State
from tests.rules.made import few

TWO = load_scheme(
    "scheme: two\nrank: [total, b]\ncriteria:\n"
    "  - { key: a, aspects: [{ key: a1, range: [0, 10] }] }\n  - { key: b, aspects: [{ key: b1, range: [0, 10] }] }",
    file="two.yaml",
)


def score(entrant: str, a: int, b: int) -> Score:
    return score_entrant(TWO, entrant, [Mark(entrant, "a1", "", Decimal(a)), Mark(entrant, "b1", "", Decimal(b))])


def test_equals_share_a_rank_and_the_next_is_skipped() -> None:
    rows = rank(TWO, [score("D", 1, 1), score("C", 3, 3), score("A", 9, 9), score("B", 3, 3)])
    assert [(s.entrant, s.rank, s.tied) for s in rows] == [
        ("A", 1, False), ("B", 2, True), ("C", 2, True), ("D", 4, False)]  # fmt: skip


def test_each_row_says_what_parted_it_from_the_one_above() -> None:
    rows = rank(TWO, [score("A", 9, 1), score("B", 4, 6), score("C", 4, 6), score("D", 5, 1)])
    assert [(s.entrant, s.decided_by) for s in rows] == [("B", None), ("C", None), ("A", "b"), ("D", "total")]


def test_only_who_competes_and_has_a_score_is_ranked() -> None:
    states = {"B": State.DISQUALIFIED, "C": State.UNOFFICIAL}
    rows = rank(TWO, [score("B", 9, 9), score("C", 9, 9), score("A", 1, 1), Score("D", None)], states)
    assert [(s.entrant, s.rank, s.state) for s in rows] == [
        ("A", 1, State.COMPETING), ("D", None, State.COMPETING),
        ("B", None, State.DISQUALIFIED), ("C", None, State.UNOFFICIAL)]  # fmt: skip


def test_where_ties_are_forbidden_an_unresolved_one_asks_for_a_decision() -> None:
    strict = load_scheme(TWO.source.replace('"scheme": "two"', '"scheme": "two", "ties": "forbidden"'), file="s.yaml")
    with pytest.raises(TiesForbidden) as refused:
        rank(strict, [score("B", 2, 2), score("A", 2, 2), score("C", 1, 1)])
    assert refused.value.values["entrants"] == "A, B"


def test_the_trades_tie_chain_is_total_practical_theory_then_shared() -> None:
    cnc = shipped_scheme("cnc-milling")

    def made(entrant: str, theory: str, practical: str) -> Score:
        total = Decimal(theory) * 30 / 100 + Decimal(practical) * 70 / 100
        return Score(entrant, total, {"theory": Decimal(theory), "practical": Decimal(practical)})

    rows = rank(cnc, [made("1", "90", "80"), made("2", "76", "86"), made("3", "76", "86"), made("4", "60", "60")])
    assert [(s.entrant, s.rank, s.decided_by) for s in rows] == [
        ("2", 1, None), ("3", 1, None), ("1", 3, "practical"), ("4", 4, "total")]  # fmt: skip


def test_a_judge_who_marks_twice_is_an_error_and_not_a_choice() -> None:
    with pytest.raises(MarkTwice):
        score_entrant(TWO, "A", [Mark("A", "a1", "", Decimal(1)), Mark("A", "a1", "", Decimal(2))])


# What holds for any marks of a scheme with panels, weights and rounding.

PANEL = load_scheme(
    """
scheme: panel
panels: { five: { judges: 5, drop: 1, round: 2 } }
rank: [total, show]
total: { round: 2 }
criteria:
  - { key: written, weight: 30%, aspects: [{ key: w, range: [0, 100] }] }
  - { key: show, weight: 70%, round: 1, aspects: [{ key: s, kind: panel, range: [0, 10], points: 100, panel: five }] }
""",
    file="panel.yaml",
)
ENTRANTS = "ABCDEF"
tenths = st.integers(0, 20).map(lambda n: Decimal(n) / 2)


@st.composite
def some_marks(draw: st.DrawFn) -> list[Mark]:
    marks = []
    for entrant in draw(st.sets(st.sampled_from(ENTRANTS), min_size=1)):
        if draw(st.booleans()):
            marks.append(Mark(entrant, "w", "", draw(tenths) * 10))
        judges = draw(st.sets(st.sampled_from(["J1", "J2", "J3", "J4", "J5"])))
        marks += [Mark(entrant, "s", judge, draw(tenths)) for judge in sorted(judges)]
    return marks


@few
@given(some_marks(), st.randoms(use_true_random=False))
def test_the_order_of_marks_is_irrelevant(marks: list[Mark], random) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(marks)
    random.shuffle(shuffled)
    assert rank(PANEL, score_all(PANEL, shuffled)) == rank(PANEL, score_all(PANEL, marks))


@few
@given(some_marks(), st.data())
def test_a_higher_mark_never_lowers_ones_rank(marks: list[Mark], data: st.DataObject) -> None:
    if not marks:
        return
    chosen = data.draw(st.sampled_from(marks))
    raised = [Mark(m.entrant, m.aspect, m.judge, m.value + 1) if m is chosen else m for m in marks]
    before = {s.entrant: s.rank for s in rank(PANEL, score_all(PANEL, marks))}
    after = {s.entrant: s.rank for s in rank(PANEL, score_all(PANEL, raised))}
    was, now = before[chosen.entrant], after[chosen.entrant]
    assert (was is None and now is None) or (was is not None and now is not None and now <= was)


@few
@given(some_marks())
def test_a_rank_is_one_more_than_the_number_who_stand_higher(marks: list[Mark]) -> None:
    rows = [s for s in rank(PANEL, score_all(PANEL, marks)) if s.rank is not None]
    assert all(s.rank == 1 + sum(o.rank < s.rank for o in rows) for s in rows)
    assert all(s.tied == (sum(o.rank == s.rank for o in rows) > 1) for s in rows)
