"""`jinji promote` and `jinji rules`, from files to text; the worked vectors 1 to 26 through the command line."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from competition.cli import main

HOLDERS = "entrant,holder,name,group,level,held_since,promoted_this_year,honours"
STANDINGS = "rank,entrant,total,award,passed,theory,practical"


def run(*arguments: str, language: str = "zh") -> Result:
    return CliRunner().invoke(main, arguments, env={"JINJI_LANG": language, "COLUMNS": "300"})


def write(folder: Path, event: str, standings: list[str], holders: list[str]) -> list[str]:
    (folder / "event.yaml").write_text(event.replace(", ", "\n") + "\n", encoding="utf-8")
    (folder / "standings.csv").write_text("\n".join([STANDINGS, *standings]) + "\n", encoding="utf-8")
    (folder / "holders.csv").write_text("\n".join([HOLDERS, *holders]) + "\n", encoding="utf-8-sig")
    files = [f"{folder}/event.yaml", f"{folder}/standings.csv", f"{folder}/holders.csv"]
    return ["--event", files[0], "--standings", files[1], "--holders", files[2]]


def promoted(folder: Path, book: str, event: str, standing: str, holder: str, *more: str) -> dict[str, str]:
    files = write(folder, event, [standing], [holder])
    result = run("promote", book, *files, "--format", "csv", *more)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("entrant,holder,decision,level,titles,clause,reason,")
    return next(csv.DictReader(io.StringIO(result.stdout)))


L3 = "01,h1,王磊,worker,L3,2020-01-01,false,"
VECTORS = [
    (1, "RS-NAT1-2021", "tier: nat_1", "5,01", L3, "promote", "L2", "全国技术能手"),
    (2, "rs-nat1-2021", "tier: nat_1", "5,01", L3.replace("L3", "L2"), "promote", "L1", "全国技术能手"),
    (3, "RS-NAT1-2021", "tier: nat_1", "6,01", L3, "promote", "L2", ""),
    (4, "RS-NAT1-2021", "tier: nat_1", "20,01", L3.replace("L3", "L4"), "promote", "L3", ""),
    (5, "RS-NAT1-2021", "tier: nat_1", "20,01", L3.replace("L3", "L2"), "none", "", ""),
    (6, "RS-NAT1-2021", "tier: nat_1", "21,01", L3, "none", "", ""),
    (7, "RS-ZXB-2006", "tier: nat_1", "8,01", L3.replace("L3", "L4"), "promote", "L3", ""),
    (8, "RS-ZXB-2006", "tier: nat_1", "8,01", L3.replace("L3", "L2"), "none", "", ""),
    (9, "RS-HA-2023", "tier: prov_1, team_size: 2", "3,01", L3, "promote", "L2", "河南省技术能手"),
    (9, "RS-HA-2023", "tier: prov_1, team_size: 2", "3,01", "01,h1,王,student,L4,,,", "promote", "L2", ""),
    (10, "RS-HA-2023", "tier: prov_1, team_size: 2", "4,01", "01,h1,王,worker,L4,,,", "promote", "L3", ""),
    (10, "RS-HA-2023", "tier: prov_1, team_size: 2", "10,01", "01,h1,王,worker,L4,,,", "promote", "L3", ""),
    (10, "RS-HA-2023", "tier: prov_1, team_size: 2", "11,01", "01,h1,王,worker,L4,,,", "none", "", ""),
    (11, "RS-HA-2023", "tier: prov_2, team_size: 3", "1,01", "01,h1,王,student,L4,,,", "promote", "L2", ""),
    (11, "RS-HA-2023", "tier: prov_2, team_size: 3", "2,01", "01,h1,王,worker,L4,,,", "promote", "L3", ""),
    (11, "RS-HA-2023", "tier: prov_2, team_size: 3", "5,01", "01,h1,王,worker,L4,,,", "promote", "L3", ""),
    (11, "RS-HA-2023", "tier: prov_2, team_size: 3", "6,01", "01,h1,王,worker,L4,,,", "none", "", ""),
    (12, "RS-TJ-2024", "tier: enterprise, entrants: 20", "6,01", "01,h1,王,worker,L4,,,", "promote", "L3", ""),
    (13, "RS-TJ-2024", "tier: enterprise, entrants: 20", "7,01", "01,h1,王,worker,L4,,,", "none", "", ""),
    (14, "RS-TJ-2024", "tier: enterprise, entrants: 20", "6,01", "01,h1,王,worker,L4,,true,", "blocked", "L3", ""),
    (15, "RS-TJ-2021", "tier: enterprise, entrants: 20", "1,01", "01,h1,王,worker,L4,,,", "none", "", ""),
    (16, "RS-NAT-COMP-2020", "tier: nat_comp, entrants: 30", "15,01", "01,h1,王,worker,,,,", "promote", "L2", ""),
    (17, "RS-NAT-COMP-2020", "tier: nat_comp, entrants: 30", "16,01", "01,h1,王,worker,,,,", "none", "", ""),
    (
        18,
        "RS-NAT-COMP-2023",
        "tier: nat_comp, track: 专业技术类, entrants: 30",
        "6,01,,银牌",
        L3,
        "none",
        "",
        "高级专业技术等级证书",
    ),
    (19, "RS-SH-2024", "tier: special, entrants: 41", "20,01", L3, "promote", "L2", ""),
    (19, "RS-SH-2024", "tier: special, entrants: 41", "21,01", L3, "none", "", ""),
    (20, "RS-SH-2024", "tier: special, entrants: 41", "1,01", L3.replace("L3", "L2"), "none", "", ""),
    (21, "RS-SH-2024", "tier: special, entrants: 41", "1,01", "01,h1,王,worker,L3,2026-01-01,,", "none", "", ""),
    (23, "RS-HLJ", "tier: prov_1, exam_standard: L2", "3,01", "01,h1,王,worker,,,,", "promote", "L1", ""),
    (
        24,
        "RS-MIN-ENTRANTS",
        "tier: prov_1, entrants: 29, merged_with_selection: true",
        "1,01",
        L3,
        "none",
        "",
        "",
    ),
    (25, "RS-SD-2017", "tier: prov_1", "1,01,120,,,61,59", L3, "none", "", "山东省技术能手"),
    (26, "RS-NAT-PRINT-2012", "tier: nat_2", "6,01", "01,h1,王,student,L4,,,", "none", "", ""),
]


@pytest.mark.parametrize(
    ("book", "event", "standing", "holder", "decision", "level", "titles"),
    [vector[1:] for vector in VECTORS],
    ids=[f"{n} {book} {standing}" for n, book, _, standing, *_ in VECTORS],
)
def test_a_vector_of_the_notices(
    tmp_path: Path, book: str, event: str, standing: str, holder: str, decision: str, level: str, titles: str
) -> None:
    row = promoted(tmp_path, book, event, standing, holder, "--on", "2026-12-01")
    assert (row["decision"], row["level"], row["titles"]) == (decision, level, titles)


def test_vector_22_those_below_a_displaced_winner_move_up(tmp_path: Path) -> None:
    holders = ["01,h1,赵,worker,L2,,,全国技术能手", *(f"0{n},h{n},钱,worker,L3,,," for n in (2, 3, 4))]
    files = write(tmp_path, "tier: prov_comp", [f"{n},0{n}" for n in (1, 2, 3, 4)], holders)
    rows = list(csv.DictReader(io.StringIO(run("promote", "RS-SX-2023", *files, "--format", "csv").stdout)))
    assert [(row["rank"], row["reward_rank"]) for row in rows] == [("1", ""), ("2", "1"), ("3", "2"), ("4", "3")]
    assert "奖励名次第1名" in rows[1]["reason"]


def test_awards_and_prize_certificates_are_shown(tmp_path: Path) -> None:
    row = promoted(tmp_path, "RS-NAT-COMP-2020", "tier: nat_comp, entrants: 30", "15,01", "01,h1,王,worker,,,,")
    assert row["award"] == "优胜奖" and row["clause"] == "5" and "优胜奖" in row["reason"]
    row = promoted(tmp_path, "RS-NAT-PRINT-2012", "tier: nat_2", "6,01", "01,h1,王,student,L4,,,")
    assert row["award"] == "二等奖"


FILES = (
    "tier: nat_1, track:, exam_standard: 三级/高级工",
    ["20,01,71.50", "21,02,71.25"],
    [L3, "02,h2,李,worker,L3,,,"],
)


def test_a_table_for_people_and_an_explanation(tmp_path: Path) -> None:
    files = write(tmp_path, *FILES)
    table = run("promote", "RS-NAT1-2021", *files).stdout
    assert "差1名，与第20名相差0.25分" in table and "二级/技师" in table
    told = run("promote", "RS-NAT1-2021", *files, "--explain", "h2", language="en").stdout
    assert "✗ rank from 6 to 20: rank 21 — 1 place short, 0.25 marks behind rank 20" in told
    assert run("promote", "RS-NAT1-2021", *files, "--explain", "李").stdout.startswith("李 (02 · h2)  不晋升")
    assert run("promote", "RS-NAT1-2021", *files, "--explain", "nobody").exit_code == 1


def test_json_carries_every_reason(tmp_path: Path) -> None:
    files = write(tmp_path, *FILES)
    data = json.loads(run("promote", "RS-NAT1-2021", *files, "--format", "json", "--on", "2026-05-01").stdout)
    missed = data["decisions"][1]["reasons"][0]
    assert (data["on"], missed["clause"], missed["places"], missed["marks"]) == ("2026-05-01", "6", 1, "0.25")
    assert data["decisions"][0]["clauseText"]["zh"].startswith("第6至20名")


def test_a_contest_of_another_tier_is_decided_and_told_of(tmp_path: Path) -> None:
    files = write(tmp_path, "tier: city_1", ["5,01"], [L3])
    assert "第3条" in run("promote", "RS-NAT1-2021", *files).stdout
    told = run("promote", "RS-NAT1-2021", *files, "--explain", "h1").stdout
    assert "本规则所述赛事为国家级一类: 市级一类：规则未述及，按所选规则适用" in told


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(["promote"], 2), (["promote", "RS-TJ-2024", "--event", "none.yaml"], 2), (["rules", "check", "RS-NONE"], 1)],
)
def test_wrong_usage_is_2_and_a_refusal_1(arguments: list[str], status: int) -> None:
    assert run(*arguments).exit_code == status


def test_every_fault_of_a_file_is_named_with_its_line(tmp_path: Path) -> None:
    files = write(tmp_path, "tier: nat_1", ["1,01", "x,02", "3,01"], [L3, "02,h2,李,captain,L9,,,"])
    refused = run("promote", "RS-NAT1-2021", *files)
    assert refused.exit_code == 1 and refused.stdout == ""
    assert "standings.csv:3: rank" in refused.stderr and "standings.csv:4: entrant" in refused.stderr
    files = write(tmp_path, "tier: nat_9", ["1,01"], ["02,h2,李,captain,L3,,,"])
    assert "holders.csv:2: group" in run("promote", "RS-NAT1-2021", *files).stderr
    files = write(tmp_path, "tier: nat_9", ["1,01"], [L3])
    assert "event.yaml:1: tier" in run("promote", "RS-NAT1-2021", *files).stderr


def test_a_day_before_the_rulebook_is_refused(tmp_path: Path) -> None:
    files = write(tmp_path, "tier: nat_1", ["1,01"], [L3])
    assert run("promote", "RS-NAT1-2021", *files, "--on", "2020-01-01").exit_code == 1


def test_all_shipped_rulebooks_are_clean() -> None:
    checked = run("rules", "check")
    assert checked.exit_code == 0 and "RS-TJ-2024 2024: 未发现问题" in checked.stdout


def test_a_draft_with_a_gap_is_found_and_one_that_cannot_be_read_refused(tmp_path: Path) -> None:
    text = run("rules", "show", "RS-NAT1-2021")
    assert "第6至20名" in text.stdout
    shipped = Path("rules/rulebooks/RS-NAT1-2021/clauses.yaml")
    draft = tmp_path / "draft.yaml"
    draft.write_text(shipped.read_text(encoding="utf-8").replace("[6, 20]", "[7, 20]"), encoding="utf-8")
    found = run("rules", "check", str(draft))
    assert found.exit_code == 1 and "名次落空" in found.stdout
    draft.write_text(draft.read_text(encoding="utf-8").replace("set_to: L2", "set_to: L0"), encoding="utf-8")
    refused = run("rules", "check", str(draft), language="en")
    assert refused.exit_code == 1 and "clauses[3].effect.set_to" in refused.stderr


def test_a_draft_that_decides_its_worked_cases_otherwise_is_found(tmp_path: Path) -> None:
    for name in ("clauses.yaml", "cases.yaml"):
        text = Path("rules/rulebooks/RS-TJ-2024", name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("rank: [1, 6]", "rank: [1, 7]"), encoding="utf-8")
    found = run("rules", "check", str(tmp_path))
    assert found.exit_code == 1 and "案例“区级竞赛”第" in found.stdout and "结果应为“不晋升”" in found.stdout


def test_tianjin_2021_and_2024_differ_in_enterprise_contests(tmp_path: Path) -> None:
    files = write(tmp_path, "tier: enterprise, entrants: 20", [], [])
    table = tmp_path / "results.csv"
    table.write_text("rank,entrant,holder,name,group,level\n6,01,h1,王磊,worker,L4\n7,02,h2,李岩,worker,L4\n", "utf-8")
    told = run("rules", "diff", "rs-tj-2021", "rs-tj-2024", "--results", str(table), *files[:2])
    assert "1 人结果不同" in told.stdout and "依据第3条晋升三级/高级工" in told.stdout
    assert run("rules", "diff", "rs-tj-2021", "rs-tj-2024", "--results", str(table)).exit_code == 2


def test_the_shipped_rulebooks_are_listed() -> None:
    assert "RS-SH-2024  C  上海市专项职业技能大赛" in run("rules", "show").stdout
