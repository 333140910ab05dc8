"""The commands that talk to a server, as far as they go without one."""

from pathlib import Path

from click.testing import CliRunner

from competition.cli import main
from competition.cli_server import _with_schemes
from tests.situations import SCHEME, a_set_up


def test_a_scheme_may_be_a_file_beside_the_set_up(tmp_path: Path) -> None:
    """Its text goes to the server; the name of a shipped scheme stays a name."""
    (tmp_path / "small.yaml").write_text(SCHEME, encoding="utf-8")
    asked = a_set_up(scheme="small.yaml")
    assert _with_schemes(asked, tmp_path).events[0].scheme == SCHEME
    assert _with_schemes(a_set_up(scheme="cnc-milling"), tmp_path).events[0].scheme == "cnc-milling"


def test_a_command_looks_for_the_server_where_the_environment_says(tmp_path: Path) -> None:
    """JINJI_PORT is where `jinji serve` listens, and so where the other commands look."""
    file = tmp_path / "marks.csv"
    file.write_text("entrant,aspect,judge,value\nA,T1,,88\n", encoding="utf-8")
    asked = CliRunner().invoke(main, ["import-marks", "any", str(file), "--password", "x"], env={"JINJI_PORT": "9"})
    assert asked.exit_code == 1


def test_a_file_that_is_no_set_up_is_refused_in_the_terminals_language(tmp_path: Path) -> None:
    """Named by its file, with what is wrong in it, and exit status 1."""
    file = tmp_path / "大赛.yaml"
    file.write_text("title: { zh: 大赛, en: Competition }\n", encoding="utf-8")
    asked = CliRunner().invoke(main, ["set-up", str(file)], env={"JINJI_LANG": "zh"})
    assert asked.exit_code == 1
    assert "大赛.yaml" in asked.output and "organiser" in asked.output and "[events.set_up_refused]" in asked.output
