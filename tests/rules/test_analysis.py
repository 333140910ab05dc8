"""The analysis: clean for what ships, and every planted fault is found, by its kind and its clauses."""

from dataclasses import replace
from datetime import date

import pytest

from rules.analysis import analyse
from rules.analysis_report import KINDS, findings_json, findings_text
from rules.effects import SetTo
from rules.levels import ladder
from rules.rulebook import Rulebook, load_rulebook, shipped_rulebook, shipped_rulebooks

HEAD = """
rulebook: T
edition: "1"
title: 试
authority: 试
since: 2020-01-01
awards: [{ zh: 金牌, en: gold }, { zh: 银牌, en: silver }]
sources: [{ key: s, text: 试, grade: A, where: here, checked_on: 2026-01-01 }]
"""


def book(*clauses: str, more: str = "") -> Rulebook:
    lines = [f'  - {{ number: "{n}", text: 试, source: s, {clause} }}\n' for n, clause in enumerate(clauses, 1)]
    return load_rulebook(f"{HEAD}{more}clauses:\n{''.join(lines)}", file="t.yaml")


def found(book: Rulebook) -> set[tuple[str, tuple[str, ...]]]:
    return {(finding.kind, finding.clauses) for finding in analyse(book)}


@pytest.mark.parametrize("id", shipped_rulebooks())
def test_a_shipped_rulebook_is_clean_or_explains_what_its_text_contains(id: str) -> None:
    assert analyse(shipped_rulebook(id)) == []


TOP = "when: { rank: [1, 5] }, effect: { set_to_or_step: L2 }"
NEXT = "when: { rank: [6, 20] }, effect: { set_to_or_step: L3 }"
GOLD = "when: { rank: [1, 1] }, effect: { award: 金牌 }"
FAULTS = {
    "gap between bands": (["when: { rank: [1, 5] }, effect: { set_to: L2 }", NEXT.replace("6,", "7,")], "gap", "12"),
    "gap between awards": ([GOLD, "when: { rank: [3, 4] }, effect: { award: 银牌 }"], "gap", "12"),
    "overlapping bands": ([TOP, NEXT.replace("6,", "5,")], "conflict", "12"),
    "overlapping groups": (
        [f"for: {{ group: [worker, teacher] }}, {TOP}", "for: { group: teacher }, " + TOP.replace("L2", "L3")],
        "conflict",
        "12",
    ),
    "a clause behind another": (
        [TOP, "unless: ['1'], when: { rank: [2, 4] }, effect: { set_to: L3 }"],
        "dead",
        "2",
    ),
    "a clause that asks the impossible": (
        [TOP, "when: { rank: [1, 9], level_below: L4, level_at_least: L3 }, effect: { set_to: L2 }"],
        "dead",
        "2",
    ),
    "a cap that cannot bind": ([TOP, "for: { group: student }, effect: { cap: L1 }"], "dead", "2"),
    "inverted bands": ([TOP.replace("L2", "L3"), NEXT.replace("L3", "L2")], "inverted", "12"),
    "a title lost by winning": (
        [TOP, "when: { rank: [2, 5] }, effect: { nominate: 能手 }"],
        "inverted",
        "2",
    ),
    "less money for the better rank": (
        [
            "when: { rank: [1, 1] }, effect: { incentive: { money: 100 } }",
            "when: { rank: [2, 2] }, effect: { incentive: { money: 200 } }",
        ],
        "inverted",
        "12",
    ),
    "a level held that falls between": (
        [
            "when: { rank: [1, 5], level_below: L4 }, effect: { set_to: L3 }",
            "when: { rank: [1, 5], level_is: L3 }, effect: { set_to: L2 }",
        ],
        "level_gap",
        "12",
    ),
    "everybody is promoted": (["effect: { raise_by: { levels: 1, cap: L2 } }"], "unconditional", "1"),
    "a hole between versions": (
        [
            "when: { rank: { 2020-01-01: [1, 5], 2022-01-01: end, 2023-01-01: [1, 3] } }, effect: { set_to: L2 }",
            NEXT,
        ],
        "version_hole",
        "1",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(fault: str) -> None:
    clauses, kind, numbers = FAULTS[fault]
    assert (kind, tuple(numbers)) in found(book(*clauses))


def test_a_level_that_no_contest_grants_is_found_where_the_loader_did_not_see_it() -> None:
    eight = replace(book(TOP), ladder=ladder("eight"))
    above = replace(eight, clauses=(replace(eight.clauses[0], effect=SetTo("LS")),))
    assert ("above_ladder", ("1",)) in found(above)


def test_two_versions_on_one_day_are_found_where_the_loader_did_not_see_them() -> None:
    one = book(TOP)
    twice = replace(one, clauses=(one.clauses[0], replace(one.clauses[0], since=date(2021, 1, 1))))
    assert ("version_overlap", ("1",)) in found(twice)


def test_a_clause_about_a_tier_the_book_does_not_speak_of_is_found() -> None:
    assert ("not_spoken_of", ("1",)) in found(book(f"for: {{ tier: city_1 }}, {TOP}", more="speaks_of: [prov_1]\n"))


def test_a_book_that_says_the_higher_wins_has_no_conflict() -> None:
    more = "settings: { overlap: highest }\n"
    assert found(book(TOP, NEXT.replace("6,", "5,"), more=more)) == set()


EXPLAINED = "explained: [{ finding: inverted, clauses: ['1', '2'], reason: 原文如此 }]\n"


def test_a_declared_exception_silences_exactly_its_finding() -> None:
    inverted = [TOP.replace("L2", "L3"), NEXT.replace("L3", "L2")]
    assert found(book(*inverted, more=EXPLAINED)) == set()
    assert ("gap", ("1", "2")) in found(book(inverted[0], inverted[1].replace("6,", "7,"), more=EXPLAINED))


def test_an_exception_that_explains_nothing_is_itself_found() -> None:
    assert found(book(TOP, NEXT, more=EXPLAINED)) == {("stale", ("1", "2"))}


def test_a_finding_names_a_smallest_example() -> None:
    gap = next(f for f in analyse(book(*FAULTS["gap between bands"][0])) if f.kind == "gap")
    assert gap.example is not None and gap.example.zh == "专项赛，职工，第6名，原无等级"


def test_findings_are_told_in_both_languages_and_as_data() -> None:
    faulty = book(TOP, NEXT.replace("6,", "5,"))
    findings = analyse(faulty)
    assert "条款冲突" in findings_text(faulty, findings, "zh") and "conflict" in findings_text(faulty, findings, "en")
    assert '"conflict"' in findings_json([(faulty, findings)])
    assert findings_text(faulty, [], "en") == "T 1: clean\n"
    assert {finding.kind for finding in findings} <= KINDS.keys()
