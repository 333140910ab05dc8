"""Rulebooks: loading them from YAML, and those that ship with the product.

One folder a rulebook below `rulebooks/`: `clauses.yaml` (what is computed), `README.md` (what the text
says and where it is silent), `cases.yaml` (worked cases), `CHANGES.md`. A competition keeps the
`document` of the edition it opened with, so an old final can be decided again under the old rule.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from rules.errors import FileRefused, Refusal
from rules.placed import Items, Notes, Place, Scalar, Table, Value, parse, plain
from rules.reading import Fields
from rules.rulebook_model import Clause, ClauseUnknown, Rulebook, Source
from rules.rulebook_reading import RulebookReader

__all__ = [
    "Clause",
    "ClauseUnknown",
    "Rulebook",
    "RulebookRefused",
    "RulebookUnknown",
    "Source",
    "load_rulebook",
    "rulebook_from",
    "shipped_rulebook",
    "shipped_rulebooks",
]

FOLDER = Path(__file__).parent / "rulebooks"


class RulebookRefused(FileRefused):
    """A rulebook that cannot be used, with every fault found in it."""

    code = "rules.rulebook_refused"


class RulebookUnknown(Refusal, LookupError):
    code = "rules.rulebook_unknown"
    zh = "没有名为 {id} 的规则；可用：{known}"
    en = "there is no rulebook {id}; known are: {known}"


def load_rulebook(text: str, *, file: str) -> Rulebook:
    """The rulebook that a YAML text describes; raises RulebookRefused with every fault and its line."""
    notes = Notes(file)
    return _book(parse(text, notes), notes)


def _book(table: Table | None, notes: Notes) -> Rulebook:
    if table is not None:
        book = RulebookReader(notes, plain(table)).read(Fields(table, "", notes))
        if not notes.problems:
            return book
    raise RulebookRefused(notes.file, notes.problems)


def rulebook_from(document: Mapping[str, object]) -> Rulebook:
    """The rulebook that `Rulebook.document` wrote, with the same digest; raises RulebookRefused."""
    notes = Notes(str(document.get("rulebook", "document")))
    table = _placed(document, Place(notes.file, 1))
    assert isinstance(table, Table)
    return _book(table, notes)


def _placed(value: object, place: Place) -> Value:
    """What `plain` was made from, as far as it is known: every value stands in the first line."""
    match value:
        case Mapping():
            return Table({str(name): _placed(entry, place) for name, entry in value.items()}, place)
        case list() | tuple():
            return Items(tuple(_placed(item, place) for item in value), place)
    return Scalar(str(value), place)


def shipped_rulebooks() -> tuple[str, ...]:
    return tuple(sorted(path.parent.name for path in FOLDER.glob("*/clauses.yaml")))


def shipped_rulebook(id: str) -> Rulebook:
    """The shipped rulebook of that id, in any case; raises RulebookUnknown."""
    for name in shipped_rulebooks():
        if name.casefold() == id.casefold():
            return _shipped(name)
    raise RulebookUnknown(id=id, known=", ".join(shipped_rulebooks()))


@cache
def _shipped(name: str) -> Rulebook:
    return load_rulebook((FOLDER / name / "clauses.yaml").read_text(encoding="utf-8"), file=f"{name}/clauses.yaml")
