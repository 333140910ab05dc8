"""The commands that talk to a server, as far as they go without one."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import openpyxl
import pytest
from click.testing import CliRunner

from competition.cli import main
from competition.errors import Unfit
from competition.events.entrants_file import EntrantsRefused
from competition.events.errors import SetUpRefused
from competition.events.set_up_file import read_set_up
from rules.values import Text
from tests.situations import SCHEME, a_set_up


def written(folder: Path, **changes: Any) -> Path:
    """The file of a set-up whose event is changed so."""
    asked = msgspec.to_builtins(a_set_up())
    asked["events"][0].update(changes)
    file = folder / "大赛.yaml"
    file.write_bytes(msgspec.yaml.encode(asked))
    return file


def test_a_scheme_may_be_a_file_beside_the_set_up(tmp_path: Path) -> None:
    """Its text goes to the server; the name of a shipped scheme stays a name."""
    (tmp_path / "small.yaml").write_text(SCHEME, encoding="utf-8")
    assert read_set_up(written(tmp_path, scheme="small.yaml")).events[0].scheme == SCHEME
    assert read_set_up(written(tmp_path, scheme="cnc-milling")).events[0].scheme == "cnc-milling"


def test_entrants_may_be_a_table_beside_the_set_up(tmp_path: Path) -> None:
    """A row a person, in a workbook whose days are days; a team's rows are one entrant."""
    book = openpyxl.Workbook()
    for row in (
        ["姓名", "证件号码", "单位", "组别", "原等级", "持有自", "队名"],
        ["张伟民", "000000190001010001", "东浦电气集团", "职工", "高级工", date(2015, 1, 15), None],
        ["李喆", "000000190001010002", "申江造船厂", "学生组", None, None, "申江一队"],
        ["王堃", "000000190001010003", "申江造船厂", "学生组", "L4", "2019-05-15", "申江一队"],
    ):
        book.active.append(row)
    book.save(tmp_path / "选手.xlsx")
    alone, team = read_set_up(written(tmp_path, entrants="选手.xlsx")).events[0].entrants
    assert (alone.name, alone.group, alone.organisation) == ("张伟民", "worker", Text("东浦电气集团", "东浦电气集团"))
    assert [(one.level, str(one.level_since)) for one in alone.members] == [("L3", "2015-01-15")]
    assert (team.name, team.group) == ("申江一队", "student")
    assert [(one.name, one.level) for one in team.members] == [("李喆", None), ("王堃", "L4")]


def test_every_fault_of_a_table_of_entrants_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "name,document_number,level,level_since,remark\n甲,1,L9,\n乙,,L3,May 2019\n丙,3,L3,\n"
    )
    with pytest.raises(EntrantsRefused) as refusal:
        read_set_up(written(tmp_path, entrants="a.csv"))
    assert [(one.line, one.field) for one in refusal.value.problems] == [
        (1, "remark"), (2, "level"), (3, "document_number"), (3, "level_since"), (4, "level_since"),
    ]  # fmt: skip
    with pytest.raises(SetUpRefused, match=r"b\.csv"):
        read_set_up(written(tmp_path, entrants="b.csv"))


def test_a_document_number_that_a_workbook_keeps_as_a_number_is_refused(tmp_path: Path) -> None:
    """Its last digits are lost there, and nobody would see it."""
    book = openpyxl.Workbook()
    book.active.append(["姓名", "证件号码"])
    book.active.append(["张伟民", 310101199001011234])
    book.save(tmp_path / "选手.xlsx")
    with pytest.raises(Unfit, match="文本格式"):
        read_set_up(written(tmp_path, entrants="选手.xlsx"))


def test_a_command_looks_for_the_server_where_the_environment_says(tmp_path: Path) -> None:
    """JINJI_PORT is where `jinji serve` listens, and so where the other commands look."""
    file = tmp_path / "marks.csv"
    file.write_text("entrant,aspect,judge,value\nA,T1,,88\n", encoding="utf-8")
    asked = CliRunner().invoke(
        main, ["import-marks", str(UUID(int=1)), str(file), "--password", "x"], env={"JINJI_PORT": "9"}
    )
    assert asked.exit_code == 1


def test_a_file_that_is_no_set_up_is_refused_in_the_terminals_language(tmp_path: Path) -> None:
    """Named by its file, with what is wrong in it, and exit status 1."""
    file = tmp_path / "大赛.yaml"
    file.write_text("title: { zh: 大赛, en: Competition }\n", encoding="utf-8")
    asked = CliRunner().invoke(main, ["set-up", str(file)], env={"JINJI_LANG": "zh"})
    assert asked.exit_code == 1
    assert "大赛.yaml" in asked.output and "organiser" in asked.output and "[events.set_up_refused]" in asked.output
