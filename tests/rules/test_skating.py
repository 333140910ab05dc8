"""217 performances of eight skating events, 18 judged with an empty seat: as published, and wrong rules do not."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import takewhile

import pytest

from rules.marks_file import read_marks
from rules.ranking import rank
from rules.scheme import Scheme, load_scheme
from rules.scoring import score_all, tally_of
from rules.values import Mark
from rules.worked import Worked
from tests.rules.recorded import DATA, EMPTY_SEAT, SKATING, published, skating

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


@pytest.mark.parametrize("event", (*SKATING, *EMPTY_SEAT))
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
    return load_scheme(f"scheme: wrong\nextends: {skating(event)[0].key}\n{change}", file="wrong.yaml")


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_rule_breaks_published_rows(change: str) -> None:
    wrong = sum(len(expected(event) - rows(altered(event, change), skating(event)[1])) for event in SKATING)
    assert wrong > 20


# Half to even and a missing mark taken as zero break none of those rows: nine judges marked everything, and no mean of
# the seven kept falls on a half. Where a seat was empty eight marked and six are kept, so both break published figures.

Figure = tuple[str, str, Decimal]


def panel_figures(scheme: Scheme, marks: list[Mark]) -> set[Figure]:
    """What the panel gave each element, with its base value, and each component, before its factor."""
    found: set[Figure] = set()
    for entrant in {mark.entrant for mark in marks}:
        for worked in below(tally_of(scheme, entrant, marks).total()):
            if re.fullmatch("E..|C.", worked.part):
                found.add((entrant, worked.part, by_panel(worked)))
    return found


def below(worked: Worked) -> Iterator[Worked]:
    yield worked
    for child in worked.children:
        yield from below(child)


def by_panel(worked: Worked) -> Decimal:
    *_, last = takewhile(lambda step: step.what != "factor", worked.steps)
    return last.value


def published_panel_figures(event: str) -> set[Figure]:
    rows = published("skating-empty-seat", event, "panel.csv")
    return {(row["entrant"], row["aspect"], Decimal(row["value"])) for row in rows}


@pytest.mark.parametrize("event", EMPTY_SEAT)
def test_every_figure_of_the_panel_equals_the_published_one(event: str) -> None:
    scheme, marks, _ = skating(event)
    assert panel_figures(scheme, marks) == published_panel_figures(event)


HALF_EVEN = """
panels: { nine: { method: mean, drop: 1, round: { places: 2, mode: half_even } } }
override: { components: { defaults: { round: { places: 2, mode: half_even } } } }"""


@pytest.mark.parametrize(
    ("event", "figures", "entrants"),
    [
        ("2012-ladies-free-skating", {"01 C2", "04 C4", "09 C2", "10 C1"}, {"01", "04", "09", "10"}),
        ("2016-pairs-short-program", {"03 C4", "08 C5"}, set()),
    ],
)
def test_half_to_even_breaks_published_figures(event: str, figures: set[str], entrants: set[str]) -> None:
    """Means such as 8.125, published as 8.13; the factor 1.6 takes it into totals of 2012, 0.8 hides it in 2016."""
    even, marks = altered(event, HALF_EVEN), skating(event)[1]
    broken = published_panel_figures(event) - panel_figures(even, marks)
    assert {f"{entrant} {aspect}" for entrant, aspect, _ in broken} == figures
    assert {row[0] for row in expected(event) - rows(even, marks)} == entrants


@pytest.mark.parametrize("event", EMPTY_SEAT)
def test_a_missing_mark_taken_as_zero_breaks_every_published_total(event: str) -> None:
    """In 2016 the sheets even print 0.00 in the empty seat; what is published beside it leaves the seat out."""
    scheme = skating(event)[0]
    text = (DATA / "skating-empty-seat" / event / "marks.csv").read_text(encoding="utf-8")
    zeros = read_marks(re.sub("(,J[69]),$", r"\1,0", text, flags=re.MULTILINE), file="zeros.csv", scheme=scheme)
    assert len(zeros) > len(skating(event)[1])
    assert not totals(rows(scheme, zeros)) & totals(expected(event))


def totals(found: set[Row]) -> set[tuple[str, Decimal]]:
    return {(entrant, total) for entrant, _, _, _, total, _ in found}
