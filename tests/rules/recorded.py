"""Real results beside the tests: read once, compared to the digit."""

import csv
from functools import cache
from pathlib import Path

from rules.marks_file import read_marks
from rules.scheme import Scheme, shipped_scheme
from rules.values import Mark

DATA = Path(__file__).parent / "data"
SKATING = tuple(sorted(path.name for path in (DATA / "skating-worlds-2017").iterdir() if path.is_dir()))

EMPTY_SEAT = ("2012-ladies-free-skating", "2016-pairs-short-program")


def published(folder: str, event: str, name: str = "published.csv") -> list[dict[str, str]]:
    with (DATA / folder / event / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def marks_of(folder: str, event: str, scheme: Scheme, name: str = "marks.csv") -> list[Mark]:
    return read_marks((DATA / folder / event / name).read_text(encoding="utf-8"), file=name, scheme=scheme)


@cache
def skating(event: str) -> tuple[Scheme, list[Mark], list[dict[str, str]]]:
    """Scheme, marks and published rows of an event of the championships, or of one with an empty seat."""
    folder = "skating-empty-seat" if event in EMPTY_SEAT else "skating-worlds-2017"
    scheme = shipped_scheme(f"skating-2017-{event.lstrip('0123456789-')}")
    return scheme, marks_of(folder, event, scheme), published(folder, event)
