"""Two editions on the same results: who is decided otherwise."""

import json

import pytest
import yaml

from rules.analysis_report import differences_json, differences_text
from rules.difference import Change, differences
from rules.levels import ladder
from rules.result_files import Results, ResultsRefused, read_results
from rules.rulebook import load_rulebook, rulebook_from, shipped_rulebook

OLD, NEW = shipped_rulebook("RS-TJ-2021"), shipped_rulebook("RS-TJ-2024")


def results(event: str) -> Results:
    """Twenty ranked workers and twenty students, who hold every level in turn."""
    levels = ["", "L5", "L4", "L3", "L2", "L1"]
    rows = [(f"{group[0]}{rank:02d}", rank, group) for group in ("worker", "student") for rank in range(1, 21)]
    people = [f"{key},{key}h,{group},{levels[rank % 6]}" for key, rank, group in rows]
    lines = [
        f"event: {{ {event}, entrants: 20 }}",
        "standings: |",
        *(f"  {line}" for line in ["rank,entrant", *(f"{rank},{key}" for key, rank, _ in rows)]),
        "holders: |",
        *(f"  {line}" for line in ["entrant,holder,group,level", *people]),
    ]
    return read_results("\n".join(lines), file="r.yaml", ladder=ladder())


def changes(event: str) -> list[Change]:
    return differences(OLD, NEW, results(event))


def test_nothing_changed_in_the_contests_that_both_editions_cover_but_the_new_title() -> None:
    assert {(c.what, c.candidate.entrant) for c in changes("tier: prov_1")} == {(("honours",), "w01")}
    assert changes("tier: prov_2") == changes("tier: district") == []


def test_enterprise_and_school_contests_are_new_for_the_best_30_percent() -> None:
    for event in ("tier: enterprise", "tier: school"):
        decided = {(c.candidate.entrant, c.before.outcome, c.after.outcome, c.after.level) for c in changes(event)}
        assert decided == {
            ("w01", "none", "promote", "L4"),
            ("w02", "none", "promote", "L3"),
            ("w06", "none", "promote", "L4"),
            ("s01", "none", "promote", "L4"),
            ("s06", "none", "promote", "L4"),
        }


def test_comprehensive_contests_are_new() -> None:
    ranks = {c.candidate.entrant for c in changes("tier: prov_comp") if c.after.outcome == "promote"}
    assert {"w01", "w04", "w10", "s01", "s08"} <= ranks and not ranks & {"w11", "s11", "w05"}


def test_an_edition_does_not_differ_from_itself() -> None:
    assert differences(NEW, NEW, results("tier: enterprise")) == []


def test_a_draft_is_compared_like_an_edition() -> None:
    draft = NEW.document()
    draft["clauses"][0]["when"]["rank"] = ["1", "8"]  # type: ignore[index]
    changed = differences(NEW, rulebook_from(draft), results("tier: prov_1"))
    assert {c.candidate.entrant for c in changed} == {"w09", "w10"}
    assert changed[0].after.summary.zh == "第9名，原为三级/高级工，未获晋升：第1条要求名次在第1至8名之间（差1名）"


def test_a_difference_is_told_in_both_languages_and_as_data() -> None:
    found = changes("tier: enterprise")
    assert "5 人结果不同" in differences_text(OLD, NEW, found, "zh")
    assert "5 decided otherwise" in differences_text(OLD, NEW, found, "en")
    data = json.loads(differences_json(OLD, NEW, found))
    assert data["changes"][1]["after"]["clause"] == "3" and len(data["changes"]) == 5
    assert load_rulebook(json.dumps(NEW.document(), ensure_ascii=False), file="x").digest == NEW.digest


LISTS = """
event: { tier: enterprise, entrants: 20, merged_with_selection: no, track: null }
standings:
  - { rank: 6, entrant: a, total: 80 }
  - { rank: null, entrant: b }
holders:
  - { entrant: a, holder: a1, group: worker, level: L4, honours: [甲, 乙] }
  - { entrant: b, holder: b1, group: worker, level: null }
"""


def test_results_may_be_lists_or_json() -> None:
    read = read_results(LISTS, file="r.yaml", ladder=ladder())
    assert [c.candidate.holder for c in differences(OLD, NEW, read)] == ["a1"]
    assert read.candidates[0].honours == {"甲", "乙"} and read.placed[1].rank is None
    json_text = json.dumps(yaml.safe_load(LISTS), ensure_ascii=False, indent=1)
    assert read_results(json_text, file="r.json", ladder=ladder()) == read


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (LISTS.replace("entrant: b, ", "", 1), "holders[2].entrant"),
        (LISTS.replace("total: 80", "total: much"), "total"),
        (LISTS.replace("tier: enterprise", "tier: village"), "event.tier"),
        (LISTS.replace("standings:", "standing:"), "standings"),
        (LISTS.replace("entrant: b }", "entrant: a }", 1), "entrant"),
        (LISTS.replace("level: L4", "level: { a: b }"), "holders[1].level"),
        ("event: {}\nstandings: |\n  rank\nholders: |\n  entrant,holder\n", "entrant"),
    ],
)
def test_a_fault_in_results_is_named(text: str, field: str) -> None:
    with pytest.raises(ResultsRefused) as refused:
        read_results(text, file="r.yaml", ladder=ladder())
    assert field in [problem.field for problem in refused.value.problems]
