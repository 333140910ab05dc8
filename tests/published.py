"""Published results to compare with: the eight events of the 2017 world championships in figure skating."""

import csv
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from rules.marks_file import read_marks
from rules.scheme import Scheme, shipped_scheme
from rules.values import Mark

SKATING = Path(__file__).parent / "rules" / "data" / "skating-worlds-2017"
EVENTS = sorted(folder.name for folder in SKATING.iterdir() if folder.is_dir())

Places = dict[str, tuple[Decimal, int]]


def recorded(event: str) -> tuple[Scheme, Sequence[Mark]]:
    """The event's scheme and every judge's mark."""
    scheme = shipped_scheme(f"skating-2017-{event}")
    file = SKATING / event / "marks.csv"
    return scheme, read_marks(file.read_text(encoding="utf-8"), file=file.name, scheme=scheme)


def published(event: str) -> Places:
    """Total and rank of each entrant, as published."""
    return dict(_places((SKATING / event / "published.csv").read_text(encoding="utf-8")))


def exported(text: str) -> Places:
    """Total and rank of each entrant in standings that the server exported."""
    return dict(_places(text.removeprefix("\ufeff")))


def _places(text: str) -> Iterator[tuple[str, tuple[Decimal, int]]]:
    for row in csv.DictReader(io.StringIO(text)):
        yield row["entrant"], (Decimal(row["total"]), int(row["rank"]))
