"""The lines on a board: who stands above each, and that nobody is told *safe* or *out* who may yet end elsewhere."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.lines import Field, lines_of
from rules.outlook import Ends, ends_of, keys_at
from rules.promotion import Contest
from rules.promotion_line import promotion_line
from rules.ranking import rank
from rules.rulebook import shipped_rulebook
from rules.scheme import Scheme, load_scheme, shipped_scheme
from rules.scoring import score_all, score_entrant
from rules.values import Mark
from tests.rules.made import few

CRITERIA = """
criteria:
  - { key: a, pass: 3, out_of: 12, aspects: [
      { key: a1, kind: panel, range: [0, 4], step: 1, points: 12, panel: { judges: 3, at_least: 2, drop: 0 } }] }
  - { key: b, aspects: [{ key: b1, range: [0, 4], points: 8, by: { loss: { target: 2, lose: 3 } } }] }
"""
ASKED = {
    "bands": "awards: [{ key: one, title: { zh: 一, en: one }, rank: [1, 1] },"
    " { key: two, title: { zh: 二, en: two }, rank: [2, 3] }]",
    "points": "awards: [{ key: one, title: { zh: 一, en: one }, at_least: 12 },"
    " { key: two, title: { zh: 二, en: two }, top: 50%, passed: true }]",
    "shares": "awards: [{ key: one, title: { zh: 一, en: one }, share: 20% },"
    " { key: two, title: { zh: 二, en: two }, share: 40%, passed: true }]",
    "medals": "medals: { window: 2, medallion: 12 }",
    "scaled": "medals: { scale: median-700, medallion: 700 }",
    "cut": "advance: { best: 2, at_least: 5 }",
    "split": "advance: { percent: 40%, ties: none }",
    "delegations": "advance: { best: 3, per_delegation: 1 }",
}
SEATS = [("a1", "J1"), ("a1", "J2"), ("a1", "J3"), ("b1", "")]
HOMES = {"0": "SH", "1": "SH", "2": "JS", "3": "JS"}
sheets = st.lists(st.integers(0, 4), min_size=4, max_size=4)


@cache
def a_scheme(asked: str, ranked: str = "[total, b]") -> Scheme:
    return load_scheme(f"scheme: s\nrank: {ranked}\n{asked}\n{CRITERIA}", file="s.yaml")


def the_field(
    scheme: Scheme, marks: Mapping[str, Sequence[Mark]], *, ended: bool = False, homes: Mapping[str, str] | None = HOMES
) -> Field:
    ends = {entrant: ends_of(scheme, entrant, own) for entrant, own in marks.items()}
    scores = [score_entrant(scheme, entrant, own) for entrant, own in marks.items()]
    keys = {entrant: keys_at(scheme, end) for entrant, end in ends.items()}
    return Field(rank(scheme, scores, running=True), ends, keys, homes, ended)


def every_mark(rows: Sequence[Sequence[int]]) -> dict[str, list[Mark]]:
    return {
        f"{n}": [Mark(f"{n}", key, judge, Decimal(value)) for (key, judge), value in zip(SEATS, row, strict=True)]
        for n, row in enumerate(rows)
    }


@pytest.mark.parametrize("asked", ASKED)
@few
@given(st.lists(sheets, min_size=2, max_size=6), st.data())
def test_who_is_safe_ends_above_the_line_and_who_is_out_does_not(
    asked: str, rows: list[list[int]], data: st.DataObject
) -> None:
    scheme, full = a_scheme(ASKED[asked]), every_mark(rows)
    so_far = {entrant: data.draw(st.lists(st.sampled_from(marks), unique=True)) for entrant, marks in full.items()}
    running, ended = the_field(scheme, so_far), the_field(scheme, full, ended=True)
    for line in lines_of(scheme, {stage.key for stage in scheme.stages}):
        above, chances = line.rule.above(ended), line.chances(running)
        assert chances is not None and chances.keys() == full.keys()
        for entrant, chance in chances.items():
            assert (chance != "safe" or entrant in above) and (chance != "out" or entrant not in above), line.key
        final = line.chances(ended)
        assert final is not None and {e for e, chance in final.items() if chance == "safe"} == set(above)
        assert "at_risk" not in final.values()


def test_every_line_of_the_olympiad_that_is_about_the_total() -> None:
    """The honourable mention, for one perfect task, has no place among the ranks."""
    scheme = shipped_scheme("olympiad")
    marks = [Mark(e, f"p{n}", "", Decimal(v)) for e, v in (("x", 5), ("y", 4), ("z", 0)) for n in range(1, 7)]
    by_entrant = {e: [m for m in marks if m.entrant == e] for e in "xyz"}
    ends: dict[str, Ends] = {e: ends_of(scheme, e, own) for e, own in by_entrant.items()}
    field = Field(
        rank(scheme, score_all(scheme, marks)), ends, {e: keys_at(scheme, one) for e, one in ends.items()}, None, True
    )
    lines = lines_of(scheme, {""})
    assert [(line.key, line.kind, line.after(field)) for line in lines] == [
        ("gold", "award", 1), ("silver", "award", 2), ("bronze", "award", 2)]  # fmt: skip
    assert lines[1].chances(field) == {"x": "safe", "y": "safe", "z": "out"}


def test_a_cut_stands_where_it_lies_when_all_are_ranked_and_not_only_those_marked_so_far() -> None:
    scheme = a_scheme(ASKED["split"])
    marks = every_mark([[4, 4, 4, 2], [3, 3, 3, 2], [2, 2, 2, 2], [1, 1, 1, 2], [0, 0, 0, 2]])
    some = {entrant: own if entrant in "012" else [] for entrant, own in marks.items()}
    assert lines_of(scheme, {""})[0].after(the_field(scheme, some)) == 2


def test_without_delegations_nothing_is_said_of_chances_that_hang_on_them() -> None:
    field = the_field(a_scheme(ASKED["delegations"]), every_mark([[4, 4, 4, 2], [0, 0, 0, 2]]), homes=None)
    (line,) = lines_of(a_scheme(ASKED["delegations"]), {""})
    assert line.chances(field) is None and line.after(field) == 2


def test_where_less_than_the_total_decides_the_rank_points_make_no_line() -> None:
    assert [line.key for line in lines_of(a_scheme(ASKED["points"], "[b, total]"), {""})] == []
    assert lines_of(a_scheme(ASKED["medals"], "[b, total]"), {""}) == []


@pytest.mark.parametrize(("entrants", "last"), [(24, 20), (21, 20), (20, None)])
def test_the_line_of_a_rulebook_is_the_last_rank_that_it_promotes(entrants: int, last: int | None) -> None:
    """RS-NAT1-2021 promotes the best twenty of an individual event; a line below everybody is none."""
    book = shipped_rulebook("RS-NAT1-2021")
    line = promotion_line(book, Contest("city_1", 1, entrants), {"worker", "student"}, date(2026, 5, 2))
    assert (line and line.rule.bands[0].last) == last  # type: ignore[attr-defined]


def test_a_rulebook_that_asks_for_more_than_a_rank_promises_nothing() -> None:
    """RS-SD-2016 asks for a pass; RS-SD-2017 for so many points in theory and practice."""
    on = date(2017, 6, 1)
    passing = promotion_line(shipped_rulebook("RS-SD-2016"), Contest("city_1", 1, 24), {"worker"}, date(2016, 12, 1))
    points = promotion_line(shipped_rulebook("RS-SD-2017"), Contest("city_1", 1, 24), {"worker"}, on)
    assert passing is not None and passing.rule.bands[0].passed  # type: ignore[attr-defined]
    assert points is None or points.chances(the_field(a_scheme(""), every_mark([[4, 4, 4, 2]]))) is None
