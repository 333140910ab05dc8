"""Promotion decisions: the worked cases of every shipped rulebook, and what a decision tells."""

from datetime import date
from decimal import Decimal

import pytest

from rules.cases import WorkedCase, shipped_cases
from rules.effects import Informs
from rules.promotion import Candidate, Contest, Placed, RulebookNotInForce, propose
from rules.rulebook import (
    FOLDER,
    Rulebook,
    RulebookRefused,
    load_rulebook,
    rulebook_from,
    shipped_rulebook,
    shipped_rulebooks,
)
from rules.rulebook_page import page

BOOK = shipped_rulebook("rs-nat1-2021")
DAY = date(2026, 5, 1)
CASES = [(id, case) for id in shipped_rulebooks() for case in shipped_cases(shipped_rulebook(id))]


@pytest.mark.parametrize(("id", "case"), CASES, ids=[f"{id} {case.name}" for id, case in CASES])
def test_the_rulebook_agrees_with_its_worked_case(id: str, case: WorkedCase) -> None:
    assert case.differences(shipped_rulebook(id)) == []


@pytest.mark.parametrize("id", shipped_rulebooks())
def test_every_clause_that_brings_something_has_a_granting_and_a_refusing_case(id: str) -> None:
    book = shipped_rulebook(id)
    applied = [d.applied for case in shipped_cases(book) for _, d in case.decisions(book)]
    for clause in book.clauses:
        if not isinstance(clause.effect, Informs):
            assert any(clause.number in numbers for numbers in applied), f"clause {clause.number} is never granted"
            assert any(clause.number not in numbers for numbers in applied), f"clause {clause.number} is never refused"


@pytest.mark.parametrize("id", shipped_rulebooks())
def test_a_pinned_document_gives_back_the_same_rulebook(id: str) -> None:
    book = shipped_rulebook(id)
    again = rulebook_from(book.document())
    assert (again, again.digest) == (book, book.digest)


def placed(rank: int | None, entrant: str = "07", total: str | None = None) -> Placed:
    return Placed(entrant, rank, Decimal(total) if total else None)


def decide(rank: int | None, level: str | None, book: Rulebook = BOOK):  # type: ignore[no-untyped-def]
    return propose(book, Contest("nat_1", 1, 24), [placed(rank)], [Candidate("07", "h", "王磊", "worker", level)], DAY)[
        0
    ]


def test_a_decision_reads_as_an_official_would_write_it() -> None:
    assert decide(3, "L3").summary.zh == "第3名，原为三级/高级工，依据第3条晋升二级/技师"
    assert (
        decide(3, "L3").summary.en
        == "rank 3, held Level 3 / Senior Worker, promoted to Level 2 / Technician by clause 3"
    )


def test_a_refusal_says_how_near_it_was() -> None:
    rows = [placed(20, "01", "71.50"), placed(21, "07", "71.25")]
    decision = propose(BOOK, Contest("nat_1", 1, 24), rows, [Candidate("07", "h", "王磊", "worker", "L3")], DAY)[0]
    assert decision.outcome == "none" and decision.clause is None
    near = decision.reasons[0]
    assert (near.clause, near.met, near.value) == ("6", False, "21")
    assert near.near is not None and near.near.zh == "差1名，与第20名相差0.25分"


def test_every_condition_is_reported_with_its_value() -> None:
    reasons = decide(5, "L2").reasons
    assert [(r.clause, r.value, r.met) for r in reasons[:2]] == [("4", "5", True), ("4", "L2", True)]
    assert {r.clause for r in reasons} == {"2", "3", "4", "5", "6", "7"}


def test_who_is_not_ranked_gets_nothing_and_comes_last() -> None:
    people = [Candidate("08", "a", "李", "worker", None), Candidate("07", "b", "王", "worker", None)]
    decisions = propose(BOOK, Contest("nat_1", 1, 24), [placed(None, "08"), placed(2, "07")], people, DAY)
    assert [(d.entrant, d.outcome) for d in decisions] == [("07", "promote"), ("08", "none")]


def test_members_of_a_team_are_decided_by_their_own_levels() -> None:
    team = [Candidate("07", "a", "李", "worker", "L2"), Candidate("07", "b", "王", "worker", "L4")]
    decisions = propose(BOOK, Contest("nat_1", 2, 24), [placed(1)], team, DAY)
    assert [d.level for d in decisions] == ["L1", "L2"]


def test_nothing_is_decided_before_the_rulebook_begins() -> None:
    with pytest.raises(RulebookNotInForce) as refused:
        propose(BOOK, Contest("nat_1", 1, 24), [placed(1)], [], date(2020, 1, 1))
    assert "2020-01-01" in refused.value.text("zh")


LIMITED = """
rulebook: T
edition: "1"
title: 试
authority: 试
since: 2020-01-01
sources: [{ key: s, text: 试, grade: A, where: here, checked_on: 2026-01-01 }]
clauses:
  - { number: "1", text: 甲, source: s, when: { rank: [1, 2] }, effect: { set_to: L3 } }
  - { number: "2", text: 乙, source: s, when: { rank: [3, 9] }, effect: { raise_by: { levels: 1, cap: L2 } } }
  - { number: "3", text: 丙, source: s, effect: { per_year: 1 } }
  - { number: "4", text: 丁, source: s, effect: { displaces: [老将] } }
"""


def test_one_promotion_a_year_blocks_the_second() -> None:
    book = load_rulebook(LIMITED, file="t.yaml")
    again = Candidate("07", "h", "王", "worker", "L4", promoted_this_year=True)
    decision = propose(book, Contest("prov_1", 1, 9), [placed(1)], [again], DAY)[0]
    assert (decision.outcome, decision.level, decision.clause) == ("blocked", "L3", "1")


def test_holders_of_earlier_honours_are_skipped_and_those_below_move_up() -> None:
    book = load_rulebook(LIMITED, file="t.yaml")
    old = Candidate("01", "o", "赵", "worker", "L4", honours=frozenset({"老将"}))
    new = Candidate("03", "n", "钱", "worker", "L4")
    decisions = propose(book, Contest("prov_1", 1, 9), [placed(1, "01"), placed(3, "03")], [old, new], DAY)
    assert [(d.outcome, d.clause) for d in decisions] == [("none", None), ("promote", "1")]
    assert decisions[1].summary.zh.startswith("第3名（奖励名次第2名），")


@pytest.mark.parametrize(("held", "gets"), [(None, "L5"), ("L4", "L3"), ("L3", "L2"), ("L2", None), ("L1", None)])
def test_a_raise_is_one_step_and_stops_at_its_cap(held: str | None, gets: str | None) -> None:
    assert decide(5, held, load_rulebook(LIMITED, file="t.yaml")).level == gets


def test_a_faulty_rulebook_names_every_fault_and_its_line() -> None:
    text = (
        LIMITED.replace("grade: A", "grade: D")
        .replace("set_to: L3", "set_to: L9")
        .replace("rank: [3, 9]", "rank: [9, 3]")
    )
    with pytest.raises(RulebookRefused) as refused:
        load_rulebook(text, file="t.yaml")
    assert [(p.line, p.field) for p in refused.value.problems] == [
        (7, "sources[1].grade"), (9, "clauses[1].effect.set_to"), (10, "clauses[2].when.rank")]  # fmt: skip


@pytest.mark.parametrize("id", shipped_rulebooks())
def test_the_page_beside_a_rulebook_says_what_its_clauses_say(id: str) -> None:
    assert (FOLDER / id / "README.md").read_text(encoding="utf-8") == page(shipped_rulebook(id))
    assert str(shipped_rulebook(id).since) in (FOLDER / id / "CHANGES.md").read_text(encoding="utf-8")


READ = """RS-NAT-COMP-2020 RS-NAT-COMP-2023 RS-NAT1-2021 RS-NAT2 RS-NAT-PRINT-2012 RS-NAT-JG-2012 RS-ZXB-2006 RS-TJ-2021
RS-TJ-2024 RS-HA-2023 RS-HA-DIS-2022 RS-SD-2016 RS-SD-2017 RS-SD-2022 RS-SD-FILING-2015 RS-ZJ-2016 RS-SX-2020 RS-SX-2023
RS-HLJ RS-HI RS-HN-2022 RS-SC-2024 RS-CQ-2010 RS-GD-2022 RS-SH-2024 RS-SH-CM-2025 RS-WS-SH-2017 RS-WS-JS-2017
RS-ZJG-2009 RS-ZQ-2016 RS-LN-2022 RS-WH-2023 RS-MIN-ENTRANTS"""


def test_every_rule_set_whose_text_was_read_ships_with_its_grade_and_its_successor() -> None:
    assert set(READ.split()) <= set(shipped_rulebooks())
    for book in map(shipped_rulebook, shipped_rulebooks()):
        assert {source.grade for source in book.sources} <= {"A", "B", "C"}
        assert book.successor is None or book.successor in shipped_rulebooks()
        assert book.silent, "no text says everything"
