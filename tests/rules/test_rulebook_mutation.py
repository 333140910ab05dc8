"""No threshold of a shipped rulebook can be changed by one without a worked case failing."""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from rules.cases import shipped_cases
from rules.levels import ladder
from rules.placed import Items, Notes, Scalar, Table, Value, parse
from rules.reading import Fields
from rules.rulebook import FOLDER, Rulebook, shipped_rulebook, shipped_rulebooks
from rules.rulebook_reading import RulebookReader

LEVELS = [level.code for level in ladder().levels]
GRADES = [level.code for level in ladder("professional").levels]
NUMBER = re.compile(r"\d+(\.\d+)?")


def changed(word: str, awards: list[str]) -> list[str]:
    """The word with its threshold changed by one, both ways; nothing where it holds no threshold."""
    for scale in (LEVELS, GRADES, awards):
        if word in scale:
            at = scale.index(word)
            return [scale[n] for n in (at - 1, at + 1) if 0 <= n < len(scale)]
    if NUMBER.fullmatch(word):
        step = Fraction(1, 10 ** len(word.partition(".")[2]))
        return [str(float(Fraction(word) + by)).removesuffix(".0") for by in (step, -step)]
    if re.fullmatch(r"\d+%", word):
        return [f"{int(word[:-1]) + by}%" for by in (1, -1)]
    if re.fullmatch(r"\d+/\d+", word):
        n, d = map(int, word.split("/"))
        return [f"{n + 1}/{d}", f"{n - 1}/{d}", f"{n}/{d + 1}", f"{n}/{d - 1}"]
    if re.fullmatch(r"\d+\+", word):
        return [f"{int(word[:-1]) + by}+" for by in (1, -1)]
    return []


def mutants(value: Value, awards: list[str], path: str = "") -> Iterator[tuple[str, Value]]:
    """Every table that differs from this one in one threshold."""
    match value:
        case Scalar(word, place):
            for other in changed(word, awards):
                yield f"{path}: {word} -> {other}", Scalar(other, place)
        case Items(items, place):
            for n, item in enumerate(items):
                for said, other in mutants(item, awards, path):
                    yield said, Items((*items[:n], other, *items[n + 1 :]), place)
        case Table(entries, place):
            for name, entry in entries.items():
                if name not in ("zh", "en"):
                    for said, other in mutants(entry, awards, f"{path}.{name}"):
                        yield said, Table({**entries, name: other}, place)


def mutated(id: str) -> Iterator[tuple[str, Rulebook]]:
    """The rulebook with one threshold changed, for every threshold; what the loader refuses is left out."""
    notes = Notes(id)
    whole = parse((FOLDER / id / "clauses.yaml").read_text(encoding="utf-8"), notes)
    assert whole is not None
    reader = RulebookReader(notes, {})
    book = reader.read(Fields(whole, "", notes))
    awards = [award.name.zh for award in book.awards]
    clauses: Any = whole.entries["clauses"]
    assert len(clauses.items) == len(book.clauses)
    for n, clause in enumerate(clauses.items):
        for part in ("for", "when", "effect"):
            if part in clause.entries:
                for said, other in mutants(clause.entries[part], awards, part):
                    reader.notes = Notes(id)
                    table = Table({**clause.entries, part: other}, clause.place)
                    read = tuple(reader.versions(Fields(table, "", reader.notes)))
                    if not reader.notes.problems:
                        changed = (*book.clauses[:n], *read, *book.clauses[n + 1 :])
                        yield f"{clause.entries['number'].value} {said}", replace(book, clauses=changed)


@pytest.mark.parametrize("id", shipped_rulebooks())
def test_a_threshold_changed_by_one_makes_a_case_fail(id: str) -> None:
    cases = shipped_cases(shipped_rulebook(id))
    survivors = [said for said, mutant in mutated(id) if not any(case.differences(mutant) for case in cases)]
    assert survivors == []
