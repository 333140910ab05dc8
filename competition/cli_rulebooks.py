"""The commands about rulebooks, none of which needs a server: `jinji promote` and `jinji rules show|check|diff`."""

from datetime import date, datetime
from pathlib import Path
from typing import Literal

import click

from competition.clock import today
from competition.errors import NotFound
from competition.language import language, say
from competition.spreadsheets import table_text
from rules.analysis import Finding, analyse
from rules.analysis_report import differences_json, differences_text, findings_json, findings_text
from rules.cases import WorkedCase, case_findings, read_cases, shipped_cases
from rules.difference import differences
from rules.errors import Refusal
from rules.promotion import propose
from rules.promotion_report import decisions_csv, decisions_json, decisions_table, explained
from rules.result_files import read_event, read_holders, read_results, read_standings
from rules.rulebook import Rulebook, load_rulebook, shipped_rulebook, shipped_rulebooks
from rules.rulebook_page import page_in
from rules.situation import Contest
from rules.values import Text

Format = Literal["table", "csv", "json"]
existing = click.Path(exists=True, dir_okay=False, path_type=Path)
day_option = click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day of the decision; else today.")


def rulebook_named(given: str) -> Rulebook:
    """The rulebook in the file or folder of that name, else the shipped one; raises its refusals."""
    file = _file(given)
    return load_rulebook(table_text(file), file=str(file)) if file else shipped_rulebook(given)


def cases_beside(given: str, book: Rulebook) -> list[WorkedCase]:
    """The worked cases of a rulebook so named: the file `cases.yaml` in its folder, where there is one."""
    file = _file(given)
    if file is None:
        return shipped_cases(book)
    cases = file.with_name("cases.yaml")
    return read_cases(table_text(cases), file=str(cases), rulebook=book) if cases.is_file() else []


def _file(given: str) -> Path | None:
    file = Path(given) / "clauses.yaml" if Path(given).is_dir() else Path(given)
    return file if file.is_file() else None


@click.command("promote")
@click.argument("rulebook")
@click.option("--event", type=existing, required=True, help="YAML: tier, team_size, entrants and what else is asked.")
@click.option("--standings", type=existing, required=True, help="CSV or XLSX: rank,entrant and total,award,passed …")
@click.option("--holders", type=existing, required=True, help="CSV or XLSX: entrant,holder,name,group,level …")
@day_option
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@click.option("--explain", "holder", help="Say why this holder is decided so, condition by condition.")
def promote(
    rulebook: str, event: Path, standings: Path, holders: Path, day: datetime | None, form: Format, holder: str | None
) -> None:
    """Decide who is promoted to which skill level, by RULEBOOK, without a server.

    RULEBOOK is the id of a shipped rulebook, in any case, or a file.
    """
    book = rulebook_named(rulebook)
    placed = read_standings(table_text(standings), file=str(standings))
    people = read_holders(table_text(holders), file=str(holders), ladder=book.ladder)
    ranked = sum(1 for row in placed if row.rank is not None)
    contest = read_event(table_text(event), file=str(event), ladder=book.ladder, entrants=ranked)
    on = day.date() if day else book.nearest_day(today())
    _say_of_what(book, on)
    decisions = propose(book, contest, placed, people, on)
    if holder is not None:
        chosen = [(d, p) for d in decisions for p in people if (d.entrant, d.holder) == (p.entrant, p.holder)]
        chosen = [(d, p) for d, p in chosen if holder in (p.holder, p.name)]
        if not chosen:
            raise NotFound(Text("持证人", "holder"), holder)
        if form == "json":
            click.echo(decisions_json(book, on, [d for d, _ in chosen]), nl=False)
        else:
            click.echo("\n".join(explained(book, d, p, language()) for d, p in chosen), nl=False)
    elif form == "csv":
        click.echo(decisions_csv(decisions, placed, people, language()), nl=False)
    elif form == "json":
        click.echo(decisions_json(book, on, decisions), nl=False)
    else:
        click.echo(decisions_table(book, decisions, people, language()), nl=False)


def _say_of_what(book: Rulebook, on: date) -> None:
    """What about rulebook and day may come as a surprise."""
    if on != today():
        say(f"按 {on} 裁定", f"decided as of {on}")
    if book.successor:
        say(
            f"{book.id} 之后另有 {book.successor}；此处按所选的 {book.id} 裁定",
            f"{book.id} has been followed by {book.successor}; decided by {book.id}, as asked",
        )


@click.group("rules")
def rules_group() -> None:
    """Rulebooks: the notices that grant skill levels, as data."""


@rules_group.command("show")
@click.argument("rulebook", required=False)
def show(rulebook: str | None) -> None:
    """Print RULEBOOK as a page: its clauses, conditions, sources and silences. Without RULEBOOK, list those shipped."""
    if rulebook is not None:
        click.echo(page_in(rulebook_named(rulebook), language()), nl=False)
        return
    for id in shipped_rulebooks():
        book = shipped_rulebook(id)
        grades = "".join(sorted({source.grade for source in book.sources}))
        click.echo(f"{id}  {grades}  {book.title.zh if language() == 'zh' else book.title.en}")


@rules_group.command("check")
@click.argument("rulebooks", nargs=-1, metavar="[ID|FILE]...")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def check(rulebooks: tuple[str, ...], form: str) -> None:
    """Look for conflicts, gaps, dead clauses, inversions, holes in time; run the worked cases beside the clauses.

    Without ID or FILE, all shipped rulebooks are checked. Exit status 1 where anything is found.
    """
    found: list[tuple[Rulebook, list[Finding]]] = []
    refused = False
    for given in rulebooks or shipped_rulebooks():
        try:
            book = rulebook_named(given)
            found.append((book, [*analyse(book), *case_findings(book, cases_beside(given, book))]))
        except Refusal as refusal:
            said = refusal.both()
            say(said.zh, said.en)
            refused = True
    if form == "json":
        click.echo(findings_json(found), nl=False)
    else:
        click.echo("".join(findings_text(book, findings, language()) for book, findings in found), nl=False)
    if refused or any(findings for _, findings in found):
        raise SystemExit(1)


@rules_group.command("diff")
@click.argument("before")
@click.argument("after")
@click.option("--results", type=existing, required=True, help="YAML with event, standings, holders; or one CSV.")
@click.option("--event", type=existing, help="The event, where the results are CSV.")
@day_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def diff(before: str, after: str, results: Path, event: Path | None, day: datetime | None, form: str) -> None:
    """Who of a finished event would be decided otherwise under AFTER than under BEFORE, and why.

    BEFORE and AFTER are ids of shipped rulebooks or files, such as a draft.
    """
    old, new = rulebook_named(before), rulebook_named(after)
    contest: Contest | None = None
    if event is not None:
        contest = read_event(table_text(event), file=str(event), ladder=old.ladder, entrants=0)
    elif results.suffix.lower() in (".csv", ".xlsx"):
        raise click.UsageError("--event is needed where --results is a table")
    read = read_results(table_text(results), file=str(results), ladder=old.ladder, event=contest)
    changes = differences(old, new, read, day.date() if day else None)
    if form == "json":
        click.echo(differences_json(old, new, changes), nl=False)
    else:
        click.echo(differences_text(old, new, changes, language()), nl=False)
