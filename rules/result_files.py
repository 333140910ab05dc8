"""A finished event from files: the event as YAML, standings and holders as CSV, or all of it in one file.

    event       tier, team_size, track, exam_standard, entrants, entered, merged_with_selection, selection
    standings   rank,entrant and optional total,award,passed,theory,practical
    holders     entrant,holder,name,group,level,held_since,promoted_this_year,honours (began_year_with)

Other columns are left aside, so that what `jinji rank --format csv` writes can be read. One file (`read_results`) is
a YAML or JSON file whose fields `event`, `standings`, `holders` hold the same, the tables as blocks of text or as
lists; or one CSV with the columns of both tables, the event given apart.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from rules.errors import FileRefused
from rules.levels import Ladder
from rules.placed import Notes, Place, Scalar, Table, Value, parse
from rules.reading import Fields
from rules.result_rows import Rows, csv_rows, kept_rows
from rules.result_words import CellRefused, contest_of, person_of, placed_of
from rules.situation import Candidate, Contest, Placed

T = TypeVar("T")
STANDINGS, HOLDERS = ("rank", "entrant"), ("entrant", "holder")


class ResultsRefused(FileRefused):
    """A file of results that cannot be used, with every fault found in it."""

    code = "rules.results_refused"


@dataclass(frozen=True, slots=True)
class Results:
    """A finished event."""

    contest: Contest
    placed: tuple[Placed, ...]
    candidates: tuple[Candidate, ...]


def read_event(text: str, *, file: str, ladder: Ladder, entrants: int) -> Contest:
    """The event of a YAML file, with so many entrants where it does not say; raises ResultsRefused."""
    notes = Notes(file)
    table = parse(text, notes)
    contest = _event(table, notes, ladder, entrants, "") if table else None
    if contest is None or notes.problems:
        raise ResultsRefused(file, notes.problems)
    return contest


def read_standings(text: str, *, file: str) -> tuple[Placed, ...]:
    """The standings of a CSV file, each entrant once; raises ResultsRefused."""
    return _settled(Notes(file), lambda notes: _standings(csv_rows(text, notes, STANDINGS), notes))


def read_holders(text: str, *, file: str, ladder: Ladder) -> tuple[Candidate, ...]:
    """The holders of a CSV file, each member of an entrant once; raises ResultsRefused."""
    return _settled(Notes(file), lambda notes: _holders(csv_rows(text, notes, HOLDERS), notes, ladder))


def read_results(text: str, *, file: str, ladder: Ladder, event: Contest | None = None) -> Results:
    """A finished event from one file; for a CSV file the event is given. Raises ResultsRefused."""
    notes = Notes(file)
    results = None
    if event is not None:
        placed = {row.entrant: row for row in _standings(csv_rows(text, notes, STANDINGS), notes, once=False)}
        rows = tuple(placed.values())
        contest = replace(event, entrants=event.entrants or _ranked(rows))
        results = Results(contest, rows, _holders(csv_rows(text, notes, HOLDERS), notes, ladder))
    elif (table := parse(text, notes)) is not None:
        results = _all(Fields(table, "", notes), notes, ladder)
    if results is None or notes.problems:
        raise ResultsRefused(file, notes.problems)
    return results


def _all(fields: Fields, notes: Notes, ladder: Ladder) -> Results:
    placed = _standings(kept_rows(fields, "standings", STANDINGS), notes)
    candidates = _holders(kept_rows(fields, "holders", HOLDERS), notes, ladder)
    inner = fields.inside("event")
    if inner is None:
        fields.missing("event")
        inner = Fields(Table({}, fields.table.place), "event", notes)
    contest = _event(inner.table, notes, ladder, _ranked(placed), "event")
    fields.close()
    return Results(contest, placed, candidates)


def _settled(notes: Notes, read: Callable[[Notes], tuple[T, ...]]) -> tuple[T, ...]:
    found = read(notes)
    if notes.problems:
        raise ResultsRefused(notes.file, notes.problems)
    return found


def _ranked(placed: tuple[Placed, ...]) -> int:
    return sum(1 for row in placed if row.rank is not None)


def _event(table: Table, notes: Notes, ladder: Ladder, entrants: int, path: str) -> Contest:
    entries = {name: _plainer(value) for name, value in table.entries.items() if not _empty(value)}
    return contest_of(Fields(Table(entries, table.place), path, notes), ladder, entrants)


def _empty(value: Value) -> bool:
    return isinstance(value, Scalar) and value.value in ("", "~", "null", "Null", "NULL")


def _plainer(value: Value) -> Value:
    """Yes and no as YAML also writes them."""
    if isinstance(value, Scalar) and value.value.lower() in WORDS:
        return Scalar(WORDS[value.value.lower()], value.place)
    return value


WORDS = {"true": "true", "yes": "true", "是": "true", "false": "false", "no": "false", "否": "false"}


def _standings(rows: Rows, notes: Notes, once: bool = True) -> tuple[Placed, ...]:
    seen: dict[str, int] = {}
    found = []
    for line, cells in rows:
        entrant = cells["entrant"]
        if once and seen.setdefault(entrant, line) != line:
            notes.add(
                "entrant_twice",
                Place(notes.file, line),
                "entrant",
                f"参赛单元 {entrant} 在第 {seen[entrant]} 行已有名次；请只保留一行",
                f"entrant {entrant} already has a rank in line {seen[entrant]}; keep one of the lines",
            )
        try:
            found.append(placed_of(cells, entrant))
        except CellRefused as refused:
            notes.add("wrong_value", Place(notes.file, line), refused.column, refused.zh, refused.en)
    return tuple(found)


def _holders(rows: Rows, notes: Notes, ladder: Ladder) -> tuple[Candidate, ...]:
    seen: dict[tuple[str, str], int] = {}
    found = []
    for line, cells in rows:
        entrant, holder = cells["entrant"], cells["holder"]
        if seen.setdefault((entrant, holder), line) != line:
            notes.add(
                "holder_twice",
                Place(notes.file, line),
                "holder",
                f"持证人 {holder} 在第 {seen[entrant, holder]} 行已列出；请只保留一行",
                f"holder {holder} is already there in line {seen[entrant, holder]}; keep one of the lines",
            )
        try:
            found.append(person_of(cells, holder, ladder, entrant))
        except CellRefused as refused:
            notes.add("wrong_value", Place(notes.file, line), refused.column, refused.zh, refused.en)
    return tuple(found)
