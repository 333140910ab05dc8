"""A finished event from files: the event as YAML, standings and holders as CSV, or all of it in one file.

    event       tier, team_size, track, exam_standard, entrants, entered, merged_with_selection, selection
    standings   rank,entrant and optional total,award,passed,theory,practical
    holders     entrant,holder,name,group,level,held_since,promoted_this_year,honours (began_year_with)

Other columns are left aside, so that what `jinji rank --format csv` writes can be read. One file (`read_results`) is
a YAML file whose fields `event`, `standings`, `holders` hold the same, the tables as blocks of text; or one CSV with
the columns of both tables, the event given apart.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from rules.errors import FileRefused
from rules.levels import Ladder
from rules.placed import Notes, Place, Scalar, Table, Value, parse
from rules.reading import Fields
from rules.result_words import CellRefused, contest_of, person_of, placed_of
from rules.situation import Candidate, Contest, Placed

T = TypeVar("T")


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
    return _settled(Notes(file), lambda notes: _standings(text, notes, 0))


def read_holders(text: str, *, file: str, ladder: Ladder) -> tuple[Candidate, ...]:
    """The holders of a CSV file, each member of an entrant once; raises ResultsRefused."""
    return _settled(Notes(file), lambda notes: _holders(text, notes, 0, ladder))


def read_results(text: str, *, file: str, ladder: Ladder, event: Contest | None = None) -> Results:
    """A finished event from one file; for a CSV file the event is given. Raises ResultsRefused."""
    notes = Notes(file)
    results = None
    if event is not None:
        placed = {row.entrant: row for row in _standings(text, notes, 0, once=False)}
        rows = tuple(placed.values())
        contest = replace(event, entrants=event.entrants or _ranked(rows))
        results = Results(contest, rows, _holders(text, notes, 0, ladder))
    elif (table := parse(text, notes)) is not None:
        results = _all(Fields(table, "", notes), notes, ladder)
    if results is None or notes.problems:
        raise ResultsRefused(file, notes.problems)
    return results


def _all(fields: Fields, notes: Notes, ladder: Ladder) -> Results:
    placed = _standings(*_block(fields, "standings", notes))
    candidates = _holders(*_block(fields, "holders", notes), ladder)
    inner = fields.inside("event")
    if inner is None:
        fields.missing("event")
        inner = Fields(Table({}, fields.table.place), "event", notes)
    contest = _event(inner.table, notes, ladder, _ranked(placed), "event")
    fields.close()
    return Results(contest, placed, candidates)


def _block(fields: Fields, name: str, notes: Notes) -> tuple[str, Notes, int]:
    """A table kept as a block of text, its notes, and the line it stands under."""
    value = fields.get(name)
    if not isinstance(value, Scalar):
        fields.missing(name)
        return "", notes, 0
    return value.value, notes, value.place.line


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


def _standings(text: str, notes: Notes, above: int, once: bool = True) -> tuple[Placed, ...]:
    seen: dict[str, int] = {}
    found = []
    for line, cells in _rows(text, notes, above, ("rank", "entrant")):
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


def _holders(text: str, notes: Notes, above: int, ladder: Ladder) -> tuple[Candidate, ...]:
    seen: dict[tuple[str, str], int] = {}
    found = []
    for line, cells in _rows(text, notes, above, ("entrant", "holder")):
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


def _rows(text: str, notes: Notes, above: int, needed: tuple[str, ...]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The rows of a CSV text, by column, with their lines; `above` lines of the file stand before it."""
    if "\ufffd" in text or "\0" in text:
        notes.add("wrong_encoding", None, "-", "文件不是 UTF-8 编码", "the file is not UTF-8; save it as UTF-8 CSV")
        return
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        head = [name.strip() for name in next(reader, [])]
        for name in needed:
            if name not in head:
                notes.add(
                    "missing_column",
                    Place(notes.file, above + 1),
                    name,
                    f"缺少列 {name}；首行应写明各列，至少有 {','.join(needed)}",
                    f"the column {name} is missing; the first line names the columns, at least {','.join(needed)}",
                )
        if not set(needed) <= set(head):
            return
        for row in reader:
            if any(cell.strip() for cell in row):
                line = above + reader.line_num
                cells = [cell.strip() for cell in row] + [""] * (len(head) - len(row))
                found = dict(zip(head, cells, strict=False))
                if empty := [name for name in needed if name != "rank" and not found[name]]:
                    notes.add(
                        "missing_field", Place(notes.file, line), empty[0], f"{empty[0]} 为空", f"{empty[0]} is empty"
                    )
                yield line, found
    except csv.Error as fault:
        at = Place(notes.file, above + (reader.line_num or 1))
        notes.add("not_csv", at, "-", f"不是有效的 CSV（{fault}）", f"this is not valid CSV ({fault})")
