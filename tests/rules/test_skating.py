"""All 217 performances of eight skating events, as published; and that wrong rules do not give them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from rules.ranking import rank
from rules.scheme import Scheme, load_scheme
from rules.scoring import score_all, tally_of
from rules.values import Mark
from rules.working import Worked
from tests.rules.recorded import SKATING, published, skating

Row = tuple[str, Decimal, Decimal, Decimal, Decimal, int]


def rows(scheme: Scheme, marks: Iterable[Mark]) -> set[Row]:
    found: set[Row] = set()
    for standing in rank(scheme, score_all(scheme, marks)):
        parts, total = standing.score.parts, standing.score.total
        assert total is not None and standing.rank is not None
        found.add(
            (standing.entrant, parts["elements"], parts["components"], -parts["deductions"], total, standing.rank)
        )
    return found


def expected(event: str) -> set[Row]:
    figures = ("elements", "components", "deductions", "total")
    return {(r["entrant"], *(Decimal(r[name]) for name in figures), int(r["rank"])) for r in skating(event)[2]}  # type: ignore[misc]


@pytest.mark.parametrize("event", SKATING)
def test_every_figure_equals_the_published_one(event: str) -> None:
    scheme, marks, _ = skating(event)
    assert rows(scheme, marks) == expected(event)


def test_these_are_217_performances() -> None:
    assert sum(len(skating(event)[2]) for event in SKATING) == 217


@pytest.mark.parametrize("event", SKATING)
def test_the_factors_are_the_published_ones(event: str) -> None:
    scheme = skating(event)[0]
    for row in published("skating-worlds-2017", event, "factors.csv"):
        assert scheme.aspect(row["aspect"]).factor == Decimal(row["factor"])


HALF_EVEN = """
panels: { nine: { method: mean, drop: 1, round: { places: 2, mode: half_even } } }
override: { components: { defaults: { round: { places: 2, mode: half_even } } } }"""
WRONG = {
    "plain mean": "panels: { nine: { method: mean, round: 2 } }",
    "median": "panels: { nine: { method: median, round: 2 } }",
    "cutting off": "panels: { nine: { method: mean, drop: 1, round: { places: 2, mode: down } } }",
    "rounding once": """
panels: { nine: { method: mean, drop: 1 } }
override: { components: { defaults: { round: 9 } } }
total: { round: 2 }""",
}


def altered(event: str, change: str) -> Scheme:
    return load_scheme(f"scheme: wrong\nextends: skating-2017-{event}\n{change}", file="wrong.yaml")


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_rule_breaks_published_rows(change: str) -> None:
    wrong = sum(len(expected(event) - rows(altered(event, change), skating(event)[1])) for event in SKATING)
    assert wrong > 20


# Two more wrong rules break none of these rows, because no row can show them; the first test below says why. Both are
# therefore tried on the same performances with one real judge's marks withheld.


def test_no_seat_is_empty_and_no_mean_of_seven_can_fall_on_a_half() -> None:
    """Nine marks, seven kept: a seventh of a whole number of steps never ends in a five after the second place."""
    for event in SKATING:
        scheme, marks, _ = skating(event)
        seats = Counter((m.entrant, m.aspect) for m in marks if m.judge)
        assert set(seats.values()) == {9}
        for entrant in {m.entrant for m in marks}:
            tree = tally_of(scheme, entrant, marks).total()
            assert not any(on_a_half(worked) for worked in panels_in(tree))


def panels_in(worked: Worked) -> Iterator[Worked]:
    if any(given.judge for given in worked.given):
        yield worked
    for child in worked.children:
        yield from panels_in(child)


def on_a_half(worked: Worked) -> bool:
    kept = [Fraction(given.value) for given in worked.given if given.kept]
    return sum(kept) / len(kept) * 100 % 1 == Fraction(1, 2)


def without_the_ninth(event: str) -> list[Mark]:
    return [mark for mark in skating(event)[1] if mark.judge != "J9"]


def test_half_even_differs_as_soon_as_a_judge_is_missing() -> None:
    """Real performances, the ninth judge withheld: means of six do fall on halves, and the two rules part."""
    different = 0
    for event in SKATING:
        right, even = skating(event)[0], altered(event, HALF_EVEN)
        different += len(rows(right, without_the_ninth(event)) - rows(even, without_the_ninth(event)))
    assert different > 20


@pytest.mark.parametrize("event", SKATING)
def test_a_missing_judge_is_left_out_and_is_not_a_zero(event: str) -> None:
    """Real performances, the ninth judge withheld: as a zero it would be the lowest mark of every row."""
    scheme, marks, _ = skating(event)
    zeros = [replace(mark, value=Decimal(0)) if mark.judge == "J9" else mark for mark in marks]
    left_out, zeroed = rows(scheme, without_the_ninth(event)), rows(scheme, zeros)
    assert not left_out & zeroed
