"""The marks of a transcript as a table: in as much detail as the page has room for, in one column or two."""

from collections.abc import Iterator, Sequence
from itertools import islice

from competition.certificates import words
from competition.certificates.layout import Colour, Line, MarkRow
from competition.certificates.template import Box
from competition.papers.fonts import Weight
from competition.papers.lines import POINT, Fit, fitted
from competition.papers.tongue import PaperLanguage, said
from rules.values import Text

HEAD = 7.0
LEAST, MOST = 4.2, 8.4
"""Millimetres that a row takes."""
INDENT = 4.0
NUMBER = 17.0
GUTTER = 8.0


def shown(marks: Sequence[MarkRow], height: float) -> list[MarkRow]:
    """The rows down to the deepest level that still fits."""
    room = 2 * int((height - HEAD) / LEAST)
    for depth in (2, 1):
        rows = [row for row in marks if row.depth <= depth]
        if len(rows) <= room:
            return rows
    return list(islice((row for row in marks if row.depth == 0), room))


def table_lines(box: Box, marks: Sequence[MarkRow], language: PaperLanguage) -> Iterator[Line]:
    rows = shown(marks, box.height)
    columns = 1 if len(rows) * 5.6 <= box.height - HEAD else 2
    length = -(-len(rows) // columns) if rows else 0
    width = (box.width - GUTTER * (columns - 1)) / columns
    pitch = min(MOST, (box.height - HEAD) / max(length, 1))
    for column in range(columns if rows else 0):
        left = box.left + column * (width + GUTTER)
        yield from _head(left, box.top, width, language)
        for n, row in enumerate(rows[column * length : (column + 1) * length]):
            yield from _row(row, left, box.top + HEAD + n * pitch + pitch * 0.68, width, pitch, language)


def _head(left: float, top: float, width: float, language: PaperLanguage) -> Iterator[Line]:
    y, right = top + 3.4, left + width
    for text, x, anchor in (
        (words.ITEM, left, "left"),
        (words.SCORE, right - NUMBER, "right"),
        (words.MOST, right, "right"),
    ):
        yield Line(text, " ".join(said(text, language)), x, y, 7, colour=Colour.SOFT, anchor=anchor)  # type: ignore[arg-type]


def _row(row: MarkRow, left: float, y: float, width: float, pitch: float, language: PaperLanguage) -> Iterator[Line]:
    size = min(10.0 if row.depth == 0 else 9.0, pitch / POINT / 1.35)
    weight = Weight.BOLD if row.depth == 0 else Weight.REGULAR
    start = left + INDENT * row.depth
    yield from _title(row.title, start, y, left + width - 2 * NUMBER - start, size, weight, language)
    right = left + width
    yield Line(words.SCORE, row.score, right - NUMBER, y, size, weight, anchor="right")
    yield Line(words.MOST, row.most, right, y, size, colour=Colour.SOFT, anchor="right")


def _title(
    title: Text, x: float, y: float, width: float, size: float, weight: Weight, language: PaperLanguage
) -> Iterator[Line]:
    """On one line, however long: in a bilingual paper Chinese first and English smaller after it."""
    first, *second = said(title, language)
    share = 0.5 if second else 1.0
    fit, pieces = fitted(first, weight, Fit(size, 1, 1), width * share)
    line = Line(words.ITEM, "".join(pieces), x, y, fit, weight)
    yield line
    if second:
        after = x + line.width + 2
        fit, pieces = fitted(second[0], Weight.REGULAR, Fit(size * 0.8, 1, 1), x + width - after)
        yield Line(words.ITEM, "".join(pieces), after, y, fit, colour=Colour.SOFT)
