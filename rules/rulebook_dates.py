"""Values with a history: which days a clause's values change, and the clause as it reads from each day.

Instead of a value there may stand its history, a group whose fields are days:

    when: { rank: { 2021-12-10: [1, 10], 2024-10-25: { value: [1, 8], source: notice-2024 }, 2026-01-01: end } }

`end` says that from that day on the clause no longer holds. A value's own source is the source of the clause
while that value is in force.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rules.placed import Notes, Scalar, Table, Value

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
END = "end"
PARTS = ("for", "when", "effect")


@dataclass(frozen=True, slots=True)
class Version:
    """A clause as it reads from `since` (None: from the clause's own first day) until the day before `until`."""

    table: Table
    since: date | None
    until: date | None


def versions(clause: Table, notes: Notes, path: str) -> list[Version]:
    """The clause's versions in order; one that is just the clause where nothing in it has a history."""
    dated = [clause.entries[part] for part in PARTS if part in clause.entries]
    days = sorted({day for part in dated for day in _days(part, notes, path)})
    if not days:
        return [Version(clause, None, None)]
    found = []
    for since, until in zip(days, [*days[1:], None], strict=True):
        resolved = _Resolver(since).table(clause)
        if resolved is not None:
            found.append(Version(resolved, since, until))
    return found


def _is_history(value: Value) -> bool:
    return isinstance(value, Table) and bool(value.entries) and all(DAY.fullmatch(name) for name in value.entries)


def _days(value: Value, notes: Notes, path: str) -> set[date]:
    days: set[date] = set()
    for history in _histories(value):
        for name, entry in history.entries.items():
            try:
                days.add(date.fromisoformat(name))
            except ValueError:
                notes.add("wrong_value", entry.place, path, f"没有 {name} 这一天", f"there is no day {name}")
    return days


def _histories(value: Value) -> Iterator[Table]:
    if isinstance(value, Table):
        if _is_history(value):
            yield value
        else:
            for entry in value.entries.values():
                yield from _histories(entry)


class _Resolver:
    """Puts in place of every history the value it has on a day."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.source: Scalar | None = None
        self.ended = False

    def table(self, clause: Table) -> Table | None:
        parts = {part: self.value(clause.entries[part]) for part in PARTS if part in clause.entries}
        if self.ended:
            return None
        source = {"source": self.source} if self.source is not None else {}
        return Table({**clause.entries, **parts, **source}, clause.place)

    def value(self, value: Value) -> Value:
        if not isinstance(value, Table):
            return value
        if not _is_history(value):
            entries = {name: self.value(entry) for name, entry in value.entries.items()}
            return Table(entries, value.place)
        held = [name for name in value.entries if name <= self.on.isoformat()]
        if not held:
            self.ended = True
            return value
        return self.dated(value.entries[max(held)])

    def dated(self, entry: Value) -> Value:
        if isinstance(entry, Scalar) and entry.value == END:
            self.ended = True
        if isinstance(entry, Table) and "value" in entry.entries:
            source = entry.entries.get("source")
            self.source = source if isinstance(source, Scalar) else self.source
            return entry.entries["value"]
        return entry
