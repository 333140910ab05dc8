"""`jinji rank` and `jinji scheme check`: what comes out, in which form, and with which exit status."""

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from competition.cli import main

QUIZ = """
scheme: quiz
title: { zh: 知识竞赛, en: Quiz }
rank: [total, b]
criteria:
  - { key: a, title: { zh: 笔试, en: Paper }, aspects: [{ key: a1, range: [0, 10], step: 0.1 }] }
  - { key: b, title: { zh: 口试, en: Talk }, aspects: [{ key: b1, kind: panel, range: [0, 10], panel: { drop: 1 } }] }
"""
ROUNDS = """
scheme: rounds
stages:
  - { key: heat, title: { zh: 预赛, en: Heat }, criteria: [{ key: run, aspects: [{ key: m, range: [0, 9] }] }] }
  - { key: final, like: heat, title: { zh: 决赛, en: Final }, required: false }
"""
HEAD = ("entrant", "aspect", "judge", "value")
ROWS = [
    ("张三", "a1", "", "7.1"),
    ("张三", "b1", "J1", "8"),
    ("张三", "b1", "J2", "9"),
    ("张三", "b1", "J3", "5"),
    ("02", "a1", "", "9"),
    ("3", "a1", "", "7.5"),
    ("3", "b1", "J1", "7"),
    ("3", "b1", "J2", "7.6"),
    ("3", "b1", "J3", "9"),
]
CSV = """rank,entrant,total,tied,decided_by,a,b
1,张三,15.1,false,,7.1,8
2,3,15.1,false,b,7.5,7.6
3,02,9,false,total,9,
"""

Ask = Callable[..., Result]


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """`jinji` in a folder with the scheme and the marks; English unless told."""
    monkeypatch.chdir(tmp_path)
    Path("quiz.yaml").write_text(QUIZ, encoding="utf-8")
    Path("rounds.yaml").write_text(ROUNDS, encoding="utf-8")
    with open("marks.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEAD, *ROWS])  # CRLF, as spreadsheets write it

    def asked(*arguments: str, lang: str = "en") -> Result:
        return CliRunner().invoke(main, arguments, env={"JINJI_LANG": lang})

    return asked


def workbook(name: str, rows: Sequence[Sequence[object]]) -> str:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    book.save(name)
    return name


def test_csv_begins_with_the_fixed_columns(ask: Ask) -> None:
    result = ask("rank", "quiz.yaml", "marks.csv", "--format", "csv")
    assert (result.exit_code, result.stdout, result.stderr) == (0, CSV, "")


def test_a_table_is_what_comes_unless_told(ask: Ask) -> None:
    english, chinese = ask("rank", "quiz.yaml", "marks.csv"), ask("rank", "quiz.yaml", "marks.csv", lang="zh")
    assert english.stdout.splitlines()[0].split() == [
        "rank",
        "entrant",
        "total",
        "tied",
        "decided",
        "by",
        "Paper",
        "Talk",
    ]
    assert chinese.stdout.splitlines()[0].split() == ["名次", "参赛单元", "总分", "并列", "区分依据", "笔试", "口试"]
    assert english.stdout.splitlines()[2].split() == ["1", "张三", "15.1", "7.1", "8"]


def test_json_keeps_digits_as_text_and_says_what_is_missing(ask: Ask) -> None:
    rows = json.loads(ask("rank", "quiz.yaml", "marks.csv", "--format", "json").stdout)["standings"]
    assert rows[0]["total"] == "15.1" and rows[0]["complete"] is True
    assert rows[2] == {
        "rank": 3,
        "entrant": "02",
        "total": "9",
        "tied": False,
        "decidedBy": "total",
        "state": "competing",
        "complete": False,
        "passed": None,
        "award": None,
        "scaled": None,
        "chain": {"total": ["9"], "b": []},
        "parts": {"a": "9", "a1": "9"},
    }


def test_an_xlsx_with_numbers_or_with_text_says_the_same(ask: Ask) -> None:
    numbers = [(int(e) if e == "3" else e, key, judge or None, float(value)) for e, key, judge, value in ROWS]
    padded = [(*HEAD, None), *((*row, None) for row in numbers), (None,) * 5, ("", "", "", "")]
    for name in (workbook("numbers.xlsx", padded), workbook("text.xlsx", [HEAD, *ROWS])):
        assert ask("rank", "quiz.yaml", name, "--format", "csv").stdout == CSV


def test_a_byte_order_mark_blank_lines_and_trailing_commas_do_no_harm(ask: Ask) -> None:
    lines = [",".join(HEAD) + ",,", "", *(",".join(row) + ",," for row in ROWS), ",,,,,"]
    Path("excel.csv").write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    assert ask("rank", "quiz.yaml", "excel.csv", "--format", "csv").stdout == CSV


def test_a_rank_is_explained_down_to_the_marks(ask: Ask) -> None:
    text = ask("rank", "quiz.yaml", "marks.csv", "--explain", "3").stdout
    assert "J1 7 (dropped), J2 7.6, J3 9 (dropped)" in text
    assert text.splitlines()[-1] == "rank 2; parted from 张三 above by Talk: 8 against 7.6"
    assert "第2名" in ask("rank", "quiz.yaml", "marks.csv", "--explain", "3", lang="zh").stdout
    tree = json.loads(ask("rank", "quiz.yaml", "marks.csv", "--explain", "3", "--format", "json").stdout)
    assert (tree["part"], tree["value"]) == ("total", "15.1")


def test_one_stage_is_ranked_by_its_own_marks(ask: Ask) -> None:
    rows = "stage,entrant,aspect,judge,value\nheat,A,m,,9\nheat,B,m,,5\nfinal,A,m,,1\nfinal,B,m,,7\n"
    Path("rounds.csv").write_text(rows, encoding="utf-8")
    both, final = (
        ask("rank", "rounds.yaml", "rounds.csv", "--format", "csv", *more).stdout.splitlines()
        for more in ([], ["--stage", "final"])
    )
    assert both[1:] == ["1,B,12,false,,5,7", "2,A,10,false,total,9,1"]
    assert final == ["rank,entrant,total,tied,decided_by,final/run", "1,B,7,false,,7", "2,A,1,false,total,1"]
    heads = ask("rank", "rounds.yaml", "rounds.csv").stdout.splitlines()[0]
    assert "Heat · run" in heads and "Final · run" in heads


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("rank", "no-such", "marks.csv"), "there is no marking scheme no-such"),
        (("rank", "marks.csv", "marks.csv"), "marks.csv:"),
        (("rank", "quiz.yaml", "quiz.yaml"), "quiz.yaml:2: entrant: the column entrant is missing"),
        (("rank", "quiz.yaml", "marks.csv", "--stage", "semi"), "the scheme has no stage semi"),
        (("rank", "quiz.yaml", "marks.csv", "--explain", "99"), "99"),
        (("scheme", "check", "marks.csv"), "marks.csv:"),
    ],
)
def test_what_is_refused_ends_with_status_1_and_says_why(ask: Ask, arguments: Sequence[str], said: str) -> None:
    result = ask(*arguments)
    assert result.exit_code == 1 and result.stdout == "" and said in result.stderr


def test_marks_that_do_not_fit_are_refused_together_with_their_lines(ask: Ask) -> None:
    Path("bad.csv").write_text("entrant,aspect,judge,value\nA,a1,,11\nA,b1,,5\nA,zz,,1\n", encoding="utf-8")
    result = ask("rank", "quiz.yaml", "bad.csv", lang="zh")
    assert result.exit_code == 1 and result.stdout == ""
    assert [f"bad.csv:{n}" in result.stderr for n in (2, 3, 4)] == [True] * 3 and "超出范围" in result.stderr


@pytest.mark.parametrize(("name", "content"), [("gbk.csv", "entrant,数控\n".encode("gb18030")), ("x.xlsx", b"PK")])
def test_a_file_of_another_kind_is_refused(ask: Ask, name: str, content: bytes) -> None:
    Path(name).write_bytes(content)
    assert ask("rank", "quiz.yaml", name).exit_code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("rank", "quiz.yaml"),
        ("rank", "quiz.yaml", "nowhere.csv"),
        ("rank", "quiz.yaml", "marks.csv", "--format", "pdf"),
        ("rank", "quiz.yaml", "marks.csv", "--nonsense"),
        ("scheme", "check"),
        ("scheme", "chek", "quiz.yaml"),
    ],
)
def test_wrong_usage_ends_with_status_2(ask: Ask, arguments: Sequence[str]) -> None:
    assert ask(*arguments).exit_code == 2


def test_a_scheme_that_is_sound_is_shown_as_a_tree(ask: Ask) -> None:
    english, chinese = ask("scheme", "check", "quiz.yaml"), ask("scheme", "check", "quiz.yaml", lang="zh")
    assert english.exit_code == 0 and "a Paper" in english.stdout and "b 口试" in chinese.stdout


def test_a_scheme_that_is_not_names_file_line_and_field(ask: Ask) -> None:
    Path("wrong.yaml").write_text(QUIZ.replace("kind: panel", "kind: pannel"), encoding="utf-8")
    result = ask("scheme", "check", "wrong.yaml")
    assert result.exit_code == 1
    assert "wrong.yaml:7: criteria[2].aspects[1].kind: should be one of: measurement, judgement" in result.stderr


def test_line_100_is_called_by_its_number(ask: Ask) -> None:
    """The terminal must not make a picture of it."""
    rows = [f"E{n},a1,,{999 if n == 99 else 1}" for n in range(1, 120)]
    Path("long.csv").write_text("\n".join(["entrant,aspect,judge,value", *rows]) + "\n", encoding="utf-8")
    result = ask("rank", "quiz.yaml", "long.csv")
    assert result.exit_code == 1 and "long.csv:100:" in result.stderr


def test_the_table_names_who_has_not_all_marks(ask: Ask) -> None:
    Path("one.csv").write_text("entrant,aspect,judge,value\n07,a1,,1\n", encoding="utf-8")
    assert ask("rank", "quiz.yaml", "one.csv").stdout.splitlines()[-1].endswith("for 1: 07")
