"""Ski jumping and the olympiad: every total and rank as published."""

from decimal import Decimal

import pytest

from rules.ranking import rank
from rules.scheme import Scheme, load_scheme, shipped_scheme
from rules.scoring import score_all
from rules.values import Mark
from tests.rules.recorded import DATA, marks_of, published

LISTS = sorted(path.name for path in (DATA / "ski-jumping").iterdir() if path.is_dir())


@pytest.mark.parametrize("event", LISTS)
def test_every_list_of_ski_jumping(event: str) -> None:
    scheme, rows = shipped_scheme("ski-jumping"), published("ski-jumping", event)
    standings = {s.entrant: s for s in rank(scheme, score_all(scheme, marks_of("ski-jumping", event, scheme)))}
    assert len(standings) == len(rows)
    for row in rows:
        found = standings[row["entrant"]]
        rounds = [str(found.score.parts[key] + Decimal("0.0")) if key in found.score.parts else "" for key in "12"]
        assert (rounds, found.score.total, found.rank) == (
            [row["round1"], row["round2"]], Decimal(row["total"]), int(row["rank"]))  # fmt: skip


WRONG = {
    "no compensation for wind": "override: { wind: { use: note } }",
    "no compensation for the gate": "override: { gate: { use: note } }",
    "one jump counts": "total: { combine: { best: 1 } }",
    "mean of the jumps": "total: { combine: mean }",
    "style left out": "override: { style: { use: note } }",
}


def broken(scheme: Scheme) -> int:
    wrong = 0
    for event in LISTS:
        standings = {s.entrant: s for s in rank(scheme, score_all(scheme, marks_of("ski-jumping", event, scheme)))}
        for row in published("ski-jumping", event):
            found = standings[row["entrant"]]
            wrong += (found.score.total, found.rank) != (Decimal(row["total"]), int(row["rank"]))
    return wrong


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_rule_breaks_published_rows_of_ski_jumping(change: str) -> None:
    wrong = load_scheme(f"scheme: wrong\nextends: ski-jumping\n{change}", file="wrong.yaml")
    assert broken(shipped_scheme("ski-jumping")) == 0 and broken(wrong) > 100


def test_a_second_jump_that_is_missing_is_not_a_zero() -> None:
    """Every real list holds only who jumped twice or only who jumped once, so one real second jump is withheld.

    Nobody's two jumps came to less than the best first jump, so no rank would betray a zero; what decided does.
    """
    scheme = shipped_scheme("ski-jumping")
    by_total = load_scheme("scheme: wrong\nextends: ski-jumping\nrank: [total]", file="wrong.yaml")
    event = "2021JP3039RL"
    rows = published("ski-jumping", event)
    leader = max(rows, key=lambda row: Decimal(row["round1"]))["entrant"]
    marks = [m for m in marks_of("ski-jumping", event, scheme) if (m.entrant, m.stage) != (leader, "2")]
    right, wrong = ({s.entrant: s for s in rank(by, score_all(by, marks))} for by in (scheme, by_total))
    assert (right[leader].rank, right[leader].decided_by) == (len(rows), "stages")
    assert wrong[leader].decided_by == "total"
    assert "2" not in right[leader].score.parts


def olympiad_marks() -> list[Mark]:
    problems = [f"p{n}" for n in range(1, 7)]
    return [
        Mark(row["contestant"], p, "", Decimal(row[p]))
        for row in published("imo-2024", "", "results.csv")
        for p in problems
    ]


def test_every_rank_of_the_olympiad() -> None:
    scheme = shipped_scheme("olympiad")
    standings = {s.entrant: s for s in rank(scheme, score_all(scheme, olympiad_marks()))}
    rows = published("imo-2024", "", "results.csv")
    assert len(rows) == len(standings) == 609
    for row in rows:
        found = standings[row["contestant"]]
        assert (found.score.total, found.rank) == (Decimal(row["total"]), int(row["individual_rank"]))
    assert sum(s.tied for s in standings.values()) == 604


def test_one_stage_can_be_ranked_alone() -> None:
    event = next(event for event in LISTS if any(row["round2"] for row in published("ski-jumping", event)))
    first = shipped_scheme("ski-jumping").only("1")
    marks = [m for m in marks_of("ski-jumping", event, shipped_scheme("ski-jumping")) if m.stage == "1"]
    totals = {s.entrant: s.score.total for s in rank(first, score_all(first, marks))}
    assert totals == {row["entrant"]: Decimal(row["round1"]) for row in published("ski-jumping", event)}
