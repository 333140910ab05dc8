"""The commands about rulebooks, none of which needs a server: `jinji promote` and `jinji rules show|check|diff`."""

from datetime import datetime
from pathlib import Path
from typing import Literal

import click

from competition.clock import today
from competition.errors import NotFound
from competition.language import language, say
from competition.spreadsheets import table_text
from rules.analysis import analyse
from rules.analysis_report import differences_json, differences_text, findings_json, findings_text
from rules.difference import differences
from rules.errors import Refusal
from rules.promotion import propose
from rules.promotion_report import decisions_csv, decisions_json, decisions_table, explained
from rules.result_files import read_event, read_holders, read_results, read_standings
from rules.rulebook import Rulebook, load_rulebook, shipped_rulebook, shipped_rulebooks
from rules.rulebook_page import page_in
from rules.situation import Contest

Format = Literal["table", "csv", "json"]
existing = click.Path(exists=True, dir_okay=False, path_type=Path)
day_option = click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day of the decision; else today.")


def rulebook_named(given: str) -> Rulebook:
    """The rulebook in the file or folder of that name, else the shipped one; raises its refusals."""
    file = Path(given)
    if file.is_dir() and (file / "clauses.yaml").is_file():
        file = file / "clauses.yaml"
    return load_rulebook(table_text(file), file=str(file)) if file.is_file() else shipped_rulebook(given)


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
    _say_followed(book)
    decisions = propose(book, contest, placed, people, on)
    if holder is not None:
        chosen = [(d, p) for d in decisions for p in people if (d.entrant, d.holder) == (p.entrant, p.holder)]
        chosen = [(d, p) for d, p in chosen if holder in (p.holder, p.name)]
        if not chosen:
            raise NotFound(what="持证人 holder", key=holder)
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


def _say_followed(book: Rulebook) -> None:
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
    """Look for conflicts, gaps, dead clauses, inversions and holes in time. Exit status 1 where there are any.

    Without ID or FILE, all shipped rulebooks are checked.
    """
    books, refused = [], 0
    for given in rulebooks or shipped_rulebooks():
        try:
            books.append(rulebook_named(given))
        except Refusal as refusal:
            say(refusal.text("zh"), refusal.text("en"))
            refused += 1
    found = [(book, analyse(book)) for book in books]
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


COMMANDS = [promote, rules_group]
