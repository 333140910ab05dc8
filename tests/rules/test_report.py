"""Standings and explanations as text and data."""

import json
from decimal import Decimal

import pytest

from rules.explain import explain, explain_data, explain_rank
from rules.marks_file import read_marks
from rules.ranking import rank
from rules.report import columns, criteria_of, standings_csv, standings_json, standings_table, width
from rules.scheme import load_scheme, shipped_scheme, shipped_schemes
from rules.scheme_tree import scheme_tree
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


def test_the_tree_of_a_scheme_shows_weights_pass_marks_and_arithmetic() -> None:
    tree = scheme_tree(CNC).splitlines()
    assert "  theory 理论 30% / 100 ≥ 60" in tree and "    safety 安全文明生产（扣分）：可缺" in tree
    assert "      A5 铰孔直径 ⌀20H7：0…50 mm，步长 0.001；在公差内得满分 ≤ 10" in tree


def test_the_tree_ends_with_total_ranking_and_the_first_marks_to_enter() -> None:
    assert scheme_tree(CNC, "en").splitlines()[-6:] == [
        "total: rounded to 2 places, half up; at least 0",
        "ranked by: total → practical → theory → then ties",
        "marks begin like this:",
        "  entrant,aspect,judge,value",
        "  07,T1,,100",
        "  07,A1,,200",
    ]


@pytest.mark.parametrize("name", shipped_schemes())
def test_every_shipped_scheme_can_be_shown_in_both_languages(name: str) -> None:
    scheme = shipped_scheme(name)
    example = scheme_tree(scheme).split("打分文件示例：\n")[1].replace("\n  ", "\n").strip()
    assert read_marks(example, file="example", scheme=scheme) and scheme_tree(scheme, "en")


def test_the_table_shows_links_of_the_chain_that_no_column_has() -> None:
    scheme = load_scheme(
        "scheme: s\nrank: [{ sum: [x, y], as: placings, name: places }]\n"
        "criteria: [{ key: x, aspects: [{ key: x1 }] }, { key: y, aspects: [{ key: y1 }] }]",
        file="s.yaml",
    )
    marks = [Mark(e, k, "", Decimal(v)) for e, k, v in (("A", "x1", 9), ("A", "y1", 1), ("B", "x1", 8), ("B", "y1", 5))]
    table = standings_table(scheme, rank(scheme, score_all(scheme, marks)), "en").splitlines()
    assert table[0].split()[-3:] == ["x", "y", "places"] and table[2].split()[-3:] == ["9", "1", "3"]


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


def test_an_explanation_says_why_there_is_no_score_yet() -> None:
    scheme = load_scheme(
        "scheme: s\ncriteria: [{ key: c, aspects: [{ key: m, panel: { drop: 1 } }, { key: d, use: multiply }] }]",
        file="s.yaml",
    )
    one = explain(tally_of(scheme, "e", [Mark("e", "m", "J1", Decimal(7))]).total(), "en")
    assert "no score: fewer than 3 marks" in one and "no score: d is missing" in one
    assert "打分不足 3 个，暂无得分" in explain(tally_of(scheme, "e", [Mark("e", "m", "J1", Decimal(7))]).total())


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
