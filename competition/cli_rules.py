"""The commands that need no server: `jinji rank` and `jinji scheme check`."""

import json
from pathlib import Path
from typing import Literal

import click

from competition.errors import NotFound
from competition.language import language
from competition.spreadsheets import table_text
from rules.explain import explain, explain_data, explain_rank
from rules.marks_file import read_marks
from rules.ranking import rank
from rules.report import standings_csv, standings_json, standings_table
from rules.scheme import Scheme, load_scheme, shipped_scheme
from rules.scheme_tree import scheme_tree
from rules.scoring import score_all, tally_of
from rules.values import Mark, Standing, Text

Format = Literal["table", "csv", "json"]


def scheme_named(given: str) -> Scheme:
    """The scheme in the file of that name, else the shipped one. Raises `SchemeRefused`, `SchemeUnknown`."""
    file = Path(given)
    return load_scheme(table_text(file), file=given) if file.is_file() else shipped_scheme(given)


@click.command("rank")
@click.argument("scheme")
@click.argument("marks", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--stage", help="Rank by this stage's marks alone.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@click.option("--explain", "entrant", help="Say how this entrant's score and rank come about.")
def rank_command(scheme: str, marks: Path, stage: str | None, form: Format, entrant: str | None) -> None:
    """Rank MARKS by SCHEME, without a server.

    SCHEME is a file or the name of a shipped scheme; MARKS is CSV or XLSX with entrant,aspect,judge,value and, where
    the scheme has stages, stage.
    """
    used = scheme_named(scheme)
    given = read_marks(table_text(marks), file=str(marks), scheme=used)
    if stage is not None:
        wanted = used.stage(stage).key
        given = [mark for mark in given if used.stage(mark.stage).key == wanted]
        used = used.only(wanted)
    standings = rank(used, score_all(used, given))
    if entrant is not None:
        click.echo(_explained(used, given, standings, entrant, form), nl=False)
    elif form == "csv":
        click.echo(standings_csv(used, standings), nl=False)
    elif form == "json":
        click.echo(standings_json(used, standings), nl=False)
    else:
        click.echo(standings_table(used, standings, language()), nl=False)


def _explained(scheme: Scheme, marks: list[Mark], standings: list[Standing], entrant: str, form: Format) -> str:
    if all(standing.entrant != entrant for standing in standings):
        raise NotFound(Text("参赛单元", "entrant"), entrant)
    tree = tally_of(scheme, entrant, (mark for mark in marks if mark.entrant == entrant)).total()
    if form == "json":
        return json.dumps(explain_data(tree), ensure_ascii=False, indent=1) + "\n"
    return explain(tree, language()) + explain_rank(scheme, standings, entrant, language()) + "\n"


@click.group("scheme")
def scheme_group() -> None:
    """Marking schemes."""


@scheme_group.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def scheme_check(file: Path) -> None:
    """Validate the marking scheme in FILE and print its tree."""
    click.echo(scheme_tree(load_scheme(table_text(file), file=str(file)), language()), nl=False)
