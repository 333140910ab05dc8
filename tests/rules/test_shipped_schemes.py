"""The schemes that ship: their worked cases, the tie chains of real contests, and every example of SCHEMES.md."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

import rules
from rules.cuts import advancing
from rules.ranking import TiesForbidden, rank
from rules.scheme import FOLDER, load_scheme, shipped_scheme
from rules.scoring import score_all, score_entrant
from rules.values import Mark, Score

CASES = [
    (path.stem, case)
    for path in sorted(FOLDER.glob("cases/*.yaml"))
    for case in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)["cases"]
]
SCORES = [(name, case) for name, case in CASES if "marks" in case]
RANKINGS = [(name, case) for name, case in CASES if "entrants" in case]


def marks_of(values: dict[str, Any], entrant: str = "e") -> list[Mark]:
    found = []
    for key, given in values.items():
        judged = [(f"J{n}", v) for n, v in enumerate(given, 1)] if isinstance(given, list) else [("", given)]
        found += [Mark(entrant, key, judge, Decimal(value)) for judge, value in judged]
    return found


@pytest.mark.parametrize(("name", "case"), SCORES, ids=[case["case"] for _, case in SCORES])
def test_a_scheme_agrees_with_its_worked_case(name: str, case: dict[str, Any]) -> None:
    scheme, marks = shipped_scheme(name), marks_of(case["marks"])
    for mark in marks:
        scheme.aspect(mark.aspect).check(mark.value)
    score = score_entrant(scheme, "e", marks)
    expected = {key: Decimal(value) for key, value in case["parts"].items()}
    assert {key: round(score.parts[key], 2) for key in expected} == expected
    assert (score.total, score.complete) == (Decimal(case["total"]), True)
    if "passed" in case:
        assert score.passed is (case["passed"] == "true")


@pytest.mark.parametrize(("name", "case"), RANKINGS, ids=[case["case"] for _, case in RANKINGS])
def test_a_tie_chain_agrees_with_its_worked_case(name: str, case: dict[str, Any]) -> None:
    scheme = shipped_scheme(name)
    marks = [mark for entrant, values in case["entrants"].items() for mark in marks_of(values, entrant)]
    scores = score_all(scheme, marks)
    assert len({score.total for score in scores}) == 1
    if "undecided" in case:
        with pytest.raises(TiesForbidden) as refused:
            rank(scheme, scores)
        assert refused.value.values["entrants"] == ", ".join(case["undecided"])
        return
    rows = {s.entrant: s for s in rank(scheme, scores)}
    assert {entrant: str(row.rank) for entrant, row in rows.items()} == case["ranks"]
    assert {e: row.decided_by for e, row in rows.items() if row.decided_by} == case["decided"]


def scored(entrant: str, total: str, **parts: str) -> Score:
    return Score(entrant, Decimal(total), {key: Decimal(value) for key, value in parts.items()})


def chain(rank_by: str, keys: str, ties: str = "shared"):  # type: ignore[no-untyped-def]
    aspects = ", ".join(f"{{ key: {key}, range: [0, 100] }}" for key in keys.split())
    return load_scheme(
        f"scheme: t\nrank: {rank_by}\nties: {ties}\ncriteria: [{{ key: c, aspects: [{aspects}] }}]", file="t"
    )


def places(scheme, *scores: Score) -> list[tuple[str, int | None, str | None]]:  # type: ignore[no-untyped-def]
    return [(s.entrant, s.rank, s.decided_by) for s in rank(scheme, scores)]


def test_lamps_equal_totals_go_by_time_then_practical_then_theory() -> None:
    rows = [
        scored("a", "85", time="100", practical="85", theory="85"),
        scored("b", "85", time="100", practical="84", theory="87.33"),
        scored("c", "85", time="99", practical="80", theory="96.67"),
        scored("d", "85", time="100", practical="84", theory="87.33"),
    ]
    assert places(shipped_scheme("lamp-assembly"), *rows) == [
        ("c", 1, None), ("a", 2, "time"), ("b", 3, "practical"), ("d", 3, None)]  # fmt: skip


def test_electricians_go_by_practical_then_the_shorter_practical_time() -> None:
    scheme = chain("[total, practical, { by: time, better: lower }]", "practical time")
    rows = [scored("a", "80", practical="80", time="95"), scored("b", "80", practical="80", time="90")]
    assert places(scheme, *rows, scored("c", "80", practical="81", time="99")) == [
        ("c", 1, None), ("b", 2, "practical"), ("a", 3, "time")]  # fmt: skip


TEAM = """
scheme: team
title: { zh: 三人团体, en: Team of three }
rank:
  - total
  %s
  - { sum: ["M#.time"], better: lower, name: time }
criteria:
  - key: members
    sub_criteria:
      - key: M#
        aspects:
          - { key: M#.theory, range: [0, 100] }
          - { key: M#.practical, range: [0, 100] }
          - { key: M#.time, range: [0, 300], unit: min, use: note }
"""


def team(entrant: str, *members: tuple[int, int, int]) -> list[Mark]:
    keys = ("theory", "practical", "time")
    return [
        Mark(entrant, f"M{n}.{key}", "", Decimal(value))
        for n, member in enumerate(members, 1)
        for key, value in zip(keys, member, strict=True)
    ]


@pytest.mark.parametrize(
    ("chain", "first", "by"),
    [("", "b", "time"), ('- { sum: ["M#.practical"], name: practical }', "a", "practical")],
    ids=["lamps: the shorter time of the three", "electricians: the practical of the team, then the time"],
)
def test_a_team_is_the_sum_of_its_members_and_so_is_its_tie_chain(chain: str, first: str, by: str) -> None:
    scheme = load_scheme(TEAM % chain, file="team.yaml")
    marks = [
        *team("a", (80, 90, 100), (70, 80, 90), (60, 70, 80)),
        *team("b", (81, 89, 99), (70, 80, 90), (60, 70, 80)),
        *team("c", (81, 89, 99), (70, 80, 90), (60, 70, 80)),
    ]
    rows = {s.entrant: s for s in rank(scheme, score_all(scheme, marks))}
    assert {s.score.total for s in rows.values()} == {450}
    assert rows[first].rank == 1 and rows["b"].rank == rows["c"].rank
    assert by in {s.decided_by for s in rows.values()}


def test_everyone_tied_for_the_thirtieth_place_of_the_lift_contest_goes_through() -> None:
    scheme = shipped_scheme("elevator-maintenance")
    keys = ("theory", "practical", "defence")
    rows = rank(scheme, [scored(f"{n:02}", str(99 - min(n, 29)), **dict.fromkeys(keys, "80")) for n in range(34)])
    cut = scheme.stage().advance
    assert cut is not None and len(advancing(cut, rows)) == 34
    lower = [scored("99", "60", **dict.fromkeys(keys, "60"))]
    assert "99" not in advancing(cut, rank(scheme, [row.score for row in rows] + lower))


def test_module_after_module_can_decide() -> None:
    scheme = chain("[total, m1, m2, m3, m4]", "m1 m2 m3 m4")
    rows = [scored("a", "40", m1="10", m2="10", m3="10", m4="10"), scored("b", "40", m1="10", m2="10", m3="11", m4="9")]
    assert places(scheme, *rows) == [("b", 1, None), ("a", 2, "m3")]


def test_tiling_goes_by_laying_then_joints_then_preparation() -> None:
    scheme = chain("[total, laying, joints, preparation]", "laying joints preparation")
    rows = [
        scored("a", "9", laying="3", joints="2", preparation="4"),
        scored("b", "9", laying="3", joints="3", preparation="3"),
    ]
    assert places(scheme, *rows) == [("b", 1, None), ("a", 2, "joints")]


def test_where_ranks_must_not_be_shared_a_tie_is_an_error() -> None:
    with pytest.raises(TiesForbidden):
        rank(chain("[total]", "m1", "forbidden"), [scored("a", "9", m1="9"), scored("b", "9", m1="9")])


PAGE = (Path(rules.__file__).parent / "SCHEMES.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.splitlines()[0] for example in EXAMPLES])
def test_every_example_of_the_page_loads(example: str) -> None:
    assert load_scheme(example, file="SCHEMES.md")


ROWS = re.findall(r"^\| [^|]+ \| `((?:range|input|kind)[^`]*)`", PAGE, re.MULTILINE)


@pytest.mark.parametrize("fields", ROWS)
def test_every_row_of_the_table_of_aspects_loads(fields: str) -> None:
    assert load_scheme(f"scheme: t\ncriteria: [{{ key: c, aspects: [{{ key: m, {fields} }}] }}]", file="SCHEMES.md")
