"""Rulebooks from YAML: dated values, settings, and refusals that name file, line and field."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.promotion import Candidate, Contest, Decision, Placed, RulebookNotInForce, propose
from rules.rulebook import (
    FOLDER,
    ClauseUnknown,
    Rulebook,
    RulebookRefused,
    load_rulebook,
    rulebook_from,
    shipped_rulebook,
)
from rules.rulebook_page import page_in

HEAD = """rulebook: T
edition: "1"
title: 试
authority: 试
since: 2020-01-01
sources:
  - { key: one, text: 一号文, grade: A, where: here, checked_on: 2026-01-01 }
  - { key: two, text: 二号文, grade: B, where: there, checked_on: 2026-01-01 }
"""


def book(*clauses: str, more: str = "") -> Rulebook:
    lines = [f'  - {{ number: "{n}", text: 试, source: one, {clause} }}\n' for n, clause in enumerate(clauses, 1)]
    return load_rulebook(f"{HEAD}{more}clauses:\n{''.join(lines)}", file="t.yaml")


def decide(
    used: Rulebook,
    rank: int,
    level: str | None = "L3",
    on: date = date(2026, 5, 1),
    entrants: int = 20,
    **person: object,
) -> Decision:
    candidate = Candidate("01", "h", "王磊", "worker", level, **person)  # type: ignore[arg-type]
    contest = Contest("prov_1", 1, entrants, entered=30)
    return propose(used, contest, [Placed("01", rank)], [candidate], on)[0]


DATED = (
    "when: { rank: { 2020-01-01: [1, 3], 2022-06-01: { value: [1, 5], source: two }, 2025-01-01: end } }, "
    "effect: { set_to: { 2020-01-01: L3, 2024-01-01: L2 } }"
)


@pytest.mark.parametrize(
    ("on", "rank", "level"),
    [
        (date(2020, 1, 1), 3, "L3"),
        (date(2022, 5, 31), 4, None),
        (date(2022, 6, 1), 5, "L3"),
        (date(2023, 12, 31), 5, "L3"),
        (date(2024, 1, 1), 5, "L2"),
        (date(2024, 12, 31), 1, "L2"),
    ],
)
def test_a_value_counts_from_its_day_until_the_next(on: date, rank: int, level: str | None) -> None:
    assert decide(book(DATED), rank, "L4", on).level == level


def test_a_clause_ends_with_its_value() -> None:
    with pytest.raises(RulebookNotInForce):
        decide(book(DATED), 1, "L4", date(2025, 1, 1))


def test_a_value_carries_its_own_source() -> None:
    dated = book(DATED)
    assert [dated.clause("1", day).source.key for day in (date(2021, 1, 1), date(2023, 1, 1))] == ["one", "two"]
    assert len(dated.clauses) == 3
    assert rulebook_from(dated.document()) == dated
    with pytest.raises(ClauseUnknown):
        dated.clause("1", date(2019, 1, 1))


def test_exactly_one_version_of_each_clause_is_in_force_each_month_of_its_life() -> None:
    dated = book(DATED)
    for month in range(60):
        day = date(2020 + month // 12, month % 12 + 1, 1)
        assert sum(clause.in_force(day) for clause in dated.clauses) == 1


SHARE = "when: { top: { share: 1/3 } }, effect: { set_to: L2 }"


@pytest.mark.parametrize(
    ("settings", "last"),
    [
        ("", 6),
        ("rounding: ceiling", 7),
        ("denominator: entered", 10),
        ("rounding: ceiling, denominator: entered", 10),
    ],
)
def test_what_the_text_leaves_open_is_a_setting(settings: str, last: int) -> None:
    used = book(SHARE, more=f"settings: {{ {settings} }}\n" if settings else "")
    assert [decide(used, rank).outcome for rank in (last, last + 1)] == ["promote", "none"]


def test_settings_are_shown_with_their_defaults() -> None:
    shown = page_in(book(SHARE, more="settings: { rounding: ceiling }\n"), "zh")
    assert "比例的取整：向上取整（本规则指定）" in shown and "同年两次成绩：先取得者有效（默认）" in shown


YEAR = ["when: { rank: [1, 5] }, effect: { set_to_or_step: L3 }", "effect: { per_year: 1 }"]


def test_of_two_results_in_a_year_the_first_counts_unless_the_better_is_chosen() -> None:
    again = {"promoted_this_year": True, "began_year_with": "L3"}
    first = decide(book(*YEAR), 1, "L4", **again)
    assert (first.outcome, first.level, first.blocks[0].clause) == ("blocked", "L3", "2")
    better = book(*YEAR, more="settings: { second_result: better }\n")
    assert (decide(better, 1, "L4", **again).outcome, decide(better, 1, "L4", **again).level) == ("promote", "L2")
    worse = decide(better, 1, "L2", **again)
    assert (worse.outcome, worse.blocks[0].kind) == ("none", "already_held")
    unknown = decide(better, 1, "L4", promoted_this_year=True)
    assert unknown.outcome == "blocked"


def test_a_block_says_what_would_have_come_otherwise() -> None:
    gated = book(YEAR[0], "when: { entrants_at_least: 30 }, effect: { gate: true }")
    decision = decide(gated, 1, "L4")
    assert [(b.kind, b.clause, b.level, b.granting) for b in decision.blocks] == [("gate", "2", "L3", "1")]
    assert decision.summary.zh == (
        "第1名，原为四级/中级工，未获晋升：第2条要求参赛单元不少于30个（少10个）；否则依据第1条可至三级/高级工"
    )
    assert "otherwise clause 1 leads to Level 3" in decision.summary.en


@pytest.mark.parametrize(
    ("fault", "field"),
    [
        ("effect: { set_to: L9 }", "clauses[1].effect.set_to"),
        ("effect: { raise_by: { levels: 1, cap: 特级技师 } }", "clauses[1].effect.raise_by.cap"),
        ("when: { rank: [5, 1] }", "clauses[1].when.rank"),
        ("when: { rank: [1, 2, 3] }", "clauses[1].when.rank"),
        ("when: { top: { share: 0.3 } }", "clauses[1].when.top.share"),
        ("when: { top: { share: 3/2 } }", "clauses[1].when.top.share"),
        ("when: { award_at_least: 铁牌 }", "clauses[1].when.award_at_least"),
        ("for: { tier: galactic }", "clauses[1].for.tier"),
        ("for: { group: 队长 }", "clauses[1].for.group"),
        ("for: { team_size: many }", "clauses[1].for.team_size"),
        ("for: { rank: [1, 2] }", "clauses[1].for.rank"),
        ("unless: ['7']", "clauses"),
        ("when: { rank: { 2020-02-30: [1, 2] } }", "clauses[1]"),
        ("effect: { certificate: { ladder: professional, level: L1 } }", "clauses[1].effect.certificate.level"),
        ("approval: whoever", "clauses[1].approval"),
    ],
)
def test_a_fault_is_refused_with_its_line_and_field_in_both_languages(fault: str, field: str) -> None:
    with pytest.raises(RulebookRefused) as refused:
        book(fault)
    problem = next(p for p in refused.value.problems if p.field == field)
    assert problem.line in (9, 10) and problem.zh and problem.en and problem.file == "t.yaml"


def test_a_ladder_that_goes_higher_is_still_capped_for_contests() -> None:
    eight = "ladder: eight\n"
    assert decide(book("when: { rank: [1, 1] }, effect: { set_to_or_step: L1 }", more=eight), 1, "L1").outcome == "none"
    with pytest.raises(RulebookRefused) as refused:
        book("effect: { set_to: 特级技师 }", more=eight)
    assert "最高为一级/高级技师" in refused.value.text("zh")


@pytest.mark.parametrize(
    ("held", "outcome", "level"), [("LA", "promote", "L3"), ("LS", "none", None), ("LC", "none", None)]
)
def test_apprentices_and_those_above_the_contests_have_their_place(held: str, outcome: str, level: str | None) -> None:
    decision = decide(book(YEAR[0]), 1, held)
    assert (decision.outcome, decision.level) == (outcome, level)
    assert level or decision.summary.zh.endswith("未获晋升：竞赛晋升最高至一级/高级技师")


def test_two_versions_of_a_clause_at_one_time_are_refused() -> None:
    with pytest.raises(RulebookRefused) as refused:
        load_rulebook(f"{HEAD}clauses:\n{chr(10).join(['  - { number: a, text: 试, source: one }'] * 2)}", file="t")
    assert "第a条在同一时期有两个版本" in refused.value.text("zh")


def test_a_grade_d_source_is_no_source() -> None:
    with pytest.raises(RulebookRefused):
        load_rulebook(
            HEAD.replace("grade: B", "grade: D") + "clauses: [{ number: a, text: 试, source: one }]", file="t"
        )


def test_a_pinned_edition_outlives_a_change_of_the_shipped_one() -> None:
    pinned = shipped_rulebook("RS-TJ-2021").document()
    again = rulebook_from(pinned)
    assert again.digest == shipped_rulebook("rs-tj-2021").digest and again.successor == "RS-TJ-2024"


def shipped_text(id: str) -> str:
    return (FOLDER / id / "clauses.yaml").read_text(encoding="utf-8")


bits = st.sampled_from(
    ["{", "}", "[", "]", ":", "- ", "2020-01-01: ", "end", "value", "L2", "99999", "-1", "1/0", "for:"]
)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_spoiled_rulebook_is_read_or_refused(data: st.DataObject) -> None:
    text = shipped_text(data.draw(st.sampled_from(["RS-NAT-COMP-2023", "RS-SH-2024", "RS-GD-2022"])))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(bits) + text[at + data.draw(st.integers(0, 12)) :]
    try:
        load_rulebook(text, file="x.yaml")
    except RulebookRefused as refused:
        assert refused.problems and all(p.line >= 1 and p.zh and p.en for p in refused.problems)
