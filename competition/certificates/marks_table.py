"""The marks of a transcript as a table: in as much detail as the page has room for, in one column or two."""

from collections.abc import Iterator, Sequence
from itertools import islice

from competition.certificates import words
from competition.certificates.layout import Colour, Line, MarkRow
from competition.certificates.template import Align, Box
from competition.papers.fonts import Weight
from competition.papers.lines import POINT, Fit, fitted
from competition.papers.tongue import PaperLanguage, said
from rules.values import Text

HEAD = 7.0
MOST = 8.4
LEAST = {"zh": 4.2, "en": 4.2, "both": 6.4}
"""Millimetres that a row takes; a bilingual one has the English on a line of its own."""
TWO_LINES = 6.0
"""Height of a row in which a long title may take two lines."""
INDENT = 4.0
NUMBER = 17.0
GUTTER = 8.0


def shown(marks: Sequence[MarkRow], height: float, language: PaperLanguage) -> list[MarkRow]:
    """The rows down to the deepest level that still fits."""
    room = 2 * int((height - HEAD) / LEAST[language])
    for depth in (2, 1):
        rows = [row for row in marks if row.depth <= depth]
        if len(rows) <= room:
            return rows
    return list(islice((row for row in marks if row.depth == 0), room))


def table_lines(box: Box, marks: Sequence[MarkRow], language: PaperLanguage) -> Iterator[Line]:
    rows = shown(marks, box.height, language)
    columns = 1 if len(rows) * max(5.6, LEAST[language]) <= box.height - HEAD else 2
    length = max(1, -(-len(rows) // columns))
    width = (box.width - GUTTER * (columns - 1)) / columns
    pitch = min(MOST, (box.height - HEAD) / length)
    for column in range(columns if rows else 0):
        left = box.left + column * (width + GUTTER)
        yield from _head(left, box.top, width, language)
        for n, row in enumerate(rows[column * length : (column + 1) * length]):
            yield from _row(row, left, box.top + HEAD + n * pitch, width, pitch, language)


def _head(left: float, top: float, width: float, language: PaperLanguage) -> Iterator[Line]:
    heads: tuple[tuple[Text, float, Align], ...] = (
        (words.ITEM, left, "left"),
        (words.SCORE, left + width - NUMBER, "right"),
        (words.MOST, left + width, "right"),
    )
    for text, x, anchor in heads:
        yield Line(text, " ".join(said(text, language)), x, top + 3.4, 7, colour=Colour.SOFT, anchor=anchor)


def _row(row: MarkRow, left: float, top: float, width: float, pitch: float, language: PaperLanguage) -> Iterator[Line]:
    weight = Weight.BOLD if row.depth == 0 else Weight.REGULAR
    size = min(10.0 if row.depth == 0 else 9.0, pitch / POINT / (2.35 if language == "both" else 1.35))
    start, right = left + INDENT * row.depth, left + width
    room = right - 2 * NUMBER + 3 - start
    title, *english = said(row.title, language)
    fit, pieces = fitted(title, weight, Fit(size, 6.5, 2 if pitch >= TWO_LINES and not english else 1), room)
    height = fit * POINT * (len(pieces) - 1) * 1.15
    y = top + (pitch * 0.42 if english else pitch * 0.68 - height / 2)
    for n, piece in enumerate(pieces):
        yield Line(words.ITEM, piece, start, y + n * fit * POINT * 1.15, fit, weight)
    for text in english:
        fit, pieces = fitted(text, Weight.REGULAR, Fit(size * 0.75, 3, 1), room)
        yield Line(words.ITEM, "".join(pieces), start, y + size * POINT * 0.92, fit, colour=Colour.SOFT)
    level = top + (pitch * 0.42 if english else pitch * 0.68)
    yield Line(words.SCORE, row.score, right - NUMBER, level, size, weight, anchor="right")
    yield Line(words.MOST, row.most, right, level, size, colour=Colour.SOFT, anchor="right")
