"""Standings and explanations as text and data."""

import json
from decimal import Decimal

from rules.explain import explain, explain_data, explain_rank
from rules.ranking import rank
from rules.report import columns, criteria_of, scheme_tree, standings_csv, standings_json, standings_table, width
from rules.scheme import shipped_scheme
from rules.scoring import score_all, tally_of
from rules.values import Mark, State
from tests.rules.recorded import skating

CNC = shipped_scheme("cnc-milling")
MARKS = [
    *(Mark("07", "T1", "", Decimal("81.5")) for _ in range(1)),
    *(Mark("07", "B4", f"J{n}", Decimal(v)) for n, v in enumerate((1, 2, 2, 3, 2), 1)),
    Mark("07", "S1", "", Decimal(1)),
    Mark("12", "T1", "", Decimal(40)),
]
STANDINGS = rank(CNC, score_all(CNC, MARKS))


def test_csv_begins_with_the_fixed_columns_and_has_one_for_each_criterion() -> None:
    assert standings_csv(CNC, STANDINGS).splitlines() == [
        "rank,entrant,total,tied,decided_by,theory,practical",
        "1,07,27.72,false,,81.5,4.67",
        "2,12,12.00,false,total,40,",
    ]


def test_json_keeps_every_digit_as_text() -> None:
    data = json.loads(standings_json(CNC, STANDINGS))
    assert data["digest"] == CNC.digest
    assert data["standings"][0]["parts"]["B4"] == "6.67" and data["standings"][1]["passed"] is False


def test_the_table_lines_up_wide_characters_and_names_who_is_not_ranked() -> None:
    scheme, marks, _ = skating("pairs-free-skating")
    rows = rank(scheme, score_all(scheme, marks), {"01": State.DISQUALIFIED})
    table = standings_table(scheme, rows, "zh")
    assert "取消资格" in table and "disqualified" in standings_table(scheme, rows, "en")
    assert width("数控A") == 5
    assert columns([["数控", "x"], ["a", "y"]]).splitlines()[2] == "a     y"


def test_the_tree_of_a_scheme_shows_weights_and_pass_marks() -> None:
    tree = scheme_tree(CNC)
    assert "  theory 理论 30% / 100 ≥ 60" in tree.splitlines() and "      B4 零件整体做工" in tree.splitlines()


def test_an_explanation_shows_marks_dropped_marks_and_every_step() -> None:
    text = explain(tally_of(CNC, "07", MARKS).total(), "zh").splitlines()
    start = text.index("      B4 零件整体做工: 6.67")
    assert text[start + 1 : start + 5] == [
        "        J1 1（去掉）, J2 2, J3 2, J4 3（去掉）, J5 2",
        "        裁判组合成 平均 → 2",
        "        换算为分值 按比例 → 6.666667…",
        "        修约 2 位小数，四舍五入 → 6.67",
    ]
    assert "    权重 30% → 24.45" in text and "      A1 外形长度 80±0.03: 未评分" in text


def test_an_explanation_as_data_says_what_each_level_takes() -> None:
    data = explain_data(tally_of(CNC, "07", MARKS).total())
    stage = data["children"][0]  # type: ignore[index]
    assert [child["taken"] for child in stage["children"]] == ["24.45", "3.269"]
    assert data["steps"][-1] == {"what": "round", "detail": "2 half_up", "value": "27.72"}  # type: ignore[index]


def test_the_rank_is_explained_by_what_decided_it() -> None:
    assert explain_rank(CNC, STANDINGS, "12", "en") == "rank 2; parted from 07 above by total: 27.72 against 12.00"
    assert explain_rank(CNC, STANDINGS, "07") == "第1名" and explain_rank(CNC, STANDINGS, "99") == ""


def test_who_is_tied_is_named() -> None:
    tied = [Mark(entrant, "T1", "", Decimal(50)) for entrant in "ab"]
    assert explain_rank(CNC, rank(CNC, score_all(CNC, tied)), "b", "en") == "rank 1, tied with a"


def test_with_several_stages_every_head_names_its_stage() -> None:
    jumps = shipped_scheme("ski-jumping")
    assert [node.title.zh for _, node in criteria_of(jumps)] == ["第一跳·得分", "第二跳·得分"]
    head = standings_table(jumps, [], "en").splitlines()[0]
    assert "First round · Points" in head and "Second round · Points" in head
    assert standings_csv(jumps, []) == "rank,entrant,total,tied,decided_by,1/jump,2/jump\n"
