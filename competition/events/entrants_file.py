"""Entrants from the table in which they signed up: one row a person, columns named in Chinese or in English."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TypeVar

from msgspec.structs import replace

from competition.events.schemas import EntrantSetUp, MemberSetUp
from competition.registry.queries import DOCUMENT_TYPES
from rules.errors import FileRefused
from rules.levels import LevelUnknown, ladder
from rules.placed import Notes, Place
from rules.result_rows import csv_rows
from rules.terms import TermUnknown, term
from rules.values import Text

T = TypeVar("T")
COLUMNS = {
    "name": "姓名",
    "document_number": "证件号码",
    "document_type": "证件类型",
    "romanised": "拼音",
    "organisation": "单位",
    "organisation_en": "单位英文名",
    "group": "组别",
    "level": "原等级",
    "level_since": "持有自",
    "honours": "已获荣誉",
    "code": "加密号",
    "team": "队名",
}


class EntrantsRefused(FileRefused):
    """A table of entrants that cannot be used, with every fault found in it."""

    code = "events.entrants_refused"


def read_entrants(text: str, *, file: str) -> list[EntrantSetUp]:
    """The entrants of a CSV text in its order; rows of one team are one entrant.

    Raises `EntrantsRefused` with every fault and its line. A column that is not known is one: a level under a misspelt
    name would be lost, and with it who is promoted.
    """
    notes = Notes(file)
    needed = ("姓名", "证件号码") if "姓名" in text.partition("\n")[0] else ("name", "document_number")
    found: dict[str, EntrantSetUp] = {}
    rows = list(csv_rows(text, notes, needed))
    if rows:
        _check_columns(rows[0][1], notes)
    for line, cells in rows:
        one = _entrant(_Row(cells, Place(file, line), notes))
        key = f"team {one.name}" if (cells.get("team") or cells.get("队名")) else f"line {line}"
        before = found.get(key)
        found[key] = replace(before, members=before.members + one.members) if before else one
    if notes.problems:
        raise EntrantsRefused(file, notes.problems)
    return list(found.values())


def _check_columns(columns: Iterable[str], notes: Notes) -> None:
    for column in columns:
        if column and column not in (*COLUMNS, *COLUMNS.values()):
            notes.add(
                "unknown_column",
                None,
                column,
                f"未知的列；可用 {'、'.join(COLUMNS.values())}，其余的列请删去",
                f"unknown column; known are {', '.join(COLUMNS)}; take others out",
            )


class _Row:
    def __init__(self, cells: Mapping[str, str], place: Place, notes: Notes) -> None:
        self._cells, self._place, self._notes = cells, place, notes

    def text(self, column: str) -> str:
        return self._cells.get(column) or self._cells.get(COLUMNS[column]) or ""

    def fault(self, column: str, zh: str, en: str) -> None:
        self._notes.add("wrong_value", self._place, column if column in self._cells else COLUMNS[column], zh, en)

    def read(self, column: str, reader: Callable[[str], T]) -> T | None:
        """The cell as `reader` has it; none where it is empty, and where it cannot be read, which is noted."""
        word = self.text(column)
        if not word:
            return None
        try:
            return reader(word)
        except (TermUnknown, LevelUnknown) as unknown:
            said = unknown.both()
            self.fault(column, said.zh, said.en)
        except ValueError:
            self.fault(column, f"“{word}”不是日期；请写成 2019-05-15", f"{word} is no date; write 2019-05-15")
        return None


def _entrant(row: _Row) -> EntrantSetUp:
    organisation = row.text("organisation")
    return EntrantSetUp(
        name=row.text("team") or row.text("name"),
        code=row.text("code"),
        members=[_member(row)],
        group=row.read("group", lambda word: term("group", word)) or "worker",
        organisation=Text(organisation, row.text("organisation_en") or organisation) if organisation else None,
    )


def _member(row: _Row) -> MemberSetUp:
    level, since = row.read("level", ladder().code), row.read("level_since", date.fromisoformat)
    if level and not row.text("level_since"):
        row.fault("level_since", "有原等级时须填取得日期", "a level held needs the day it was obtained")
    honours = row.text("honours").replace("；", ";").replace("、", ";")
    return MemberSetUp(
        name=row.text("name"),
        document_number=row.text("document_number"),
        document_type=_document_type(row),
        romanised=row.text("romanised") or None,
        level=level,
        level_since=since if level else None,
        honours=[word.strip() for word in honours.split(";") if word.strip()],
    )


def _document_type(row: _Row) -> str:
    written = row.text("document_type") or "resident_id"
    for key, name in DOCUMENT_TYPES.items():
        if written.casefold() in (key, name.zh, name.en.casefold()):
            return key
    known = "、".join(name.zh for name in DOCUMENT_TYPES.values())
    row.fault(
        "document_type",
        f"未知的证件类型“{written}”，可用：{known}",
        f"unknown document type {written}; known are {', '.join(DOCUMENT_TYPES)}",
    )
    return written
