"""No threshold of a shipped rulebook can be changed by one without a worked case failing."""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

from rules.cases import shipped_cases
from rules.levels import ladder
from rules.placed import Items, Notes, Place, Scalar, Table, Value, parse
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


def read(table: Table) -> Rulebook | None:
    notes = Notes("mutant")
    book = RulebookReader(notes, {}).read(Fields(table, "", notes))
    return None if notes.problems else book


def mutated(whole: Table, awards: list[str]) -> Iterator[tuple[str, Rulebook | None]]:
    clauses: Any = whole.entries["clauses"]
    place = Place("mutant", 1)
    for n, clause in enumerate(clauses.items):
        for part in ("for", "when", "effect"):
            if part in clause.entries:
                for said, other in mutants(clause.entries[part], awards, part):
                    new = Table({**clause.entries, part: other}, place)
                    items = Items((*clauses.items[:n], new, *clauses.items[n + 1 :]), place)
                    yield (
                        f"{clause.entries['number'].value} {said}",
                        read(Table({**whole.entries, "clauses": items}, place)),
                    )


@pytest.mark.parametrize("id", shipped_rulebooks())
def test_a_threshold_changed_by_one_makes_a_case_fail(id: str) -> None:
    book, cases = shipped_rulebook(id), shipped_cases(shipped_rulebook(id))
    whole = parse((FOLDER / id / "clauses.yaml").read_text(encoding="utf-8"), Notes(id))
    assert whole is not None
    survivors = [
        said
        for said, mutant in mutated(whole, [award.name.zh for award in book.awards])
        if mutant is not None and not any(case.differences(mutant) for case in cases)
    ]
    assert survivors == []
