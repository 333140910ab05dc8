"""The marks of a transcript as a table: every row, in one column or two, and on further pages where they need them."""

from collections.abc import Iterator, Sequence

from competition.certificates import words
from competition.certificates.layout import Colour, Line, MarkRow
from competition.certificates.template import Align, Box
from competition.papers.fonts import Weight
from competition.papers.lines import POINT, Fit, fitted
from competition.papers.page import ALIKE
from competition.papers.tongue import PaperLanguage, said
from rules.values import Text

HEAD = 7.0
MOST = 8.4
LEAST = {"zh": 4.2, "en": 4.2, "both": 6.4}
"""Millimetres that a row takes, so that all of them go on one page; a bilingual one has the English on its own line."""
EASY = {"zh": 6.0, "en": 6.0, "both": 7.4}
"""What it takes where there are further pages anyway."""
READABLE = 5.0
"""Points; a table with anything smaller is given more room."""
TWO_LINES = 6.0
"""Height of a row in which a long title may take two lines."""
INDENT = 4.0
NUMBER = 17.0
GUTTER = 8.0


def tables(first: Box, further: Box, marks: Sequence[MarkRow], language: PaperLanguage) -> list[list[Line]]:
    """The lines of the table, page by page: all on the first if they can be read there, else on as many as it takes."""
    pages: list[list[Line]] = []
    for pages in _arrangements(first, further, marks, language):
        if all(line.size >= READABLE for lines in pages for line in lines):
            break
    return pages


def _arrangements(
    first: Box, further: Box, marks: Sequence[MarkRow], language: PaperLanguage
) -> Iterator[list[list[Line]]]:
    """The closest first; the last has the most room."""
    space = first.height - HEAD
    if len(marks) <= 2 * int(space / LEAST[language]):
        count = 1 if len(marks) * max(5.6, LEAST[language]) <= space else 2
        length = max(1, -(-len(marks) // count))
        columns = [marks[at : at + length] for at in range(0, len(marks), length)]
        yield [list(_table(first, columns, count, min(MOST, space / length), language))]
    for count in (2, 1):
        yield list(_dealt(first, further, marks, count, language))


def _dealt(
    first: Box, further: Box, marks: Sequence[MarkRow], count: int, language: PaperLanguage
) -> Iterator[list[Line]]:
    """Page after page in so many columns; those of the last page are of one length."""
    rest, box = list(marks), first
    while rest:
        room = max(1, int((box.height - HEAD) / EASY[language]))
        columns, length = [], min(room, -(-len(rest) // count))
        for _ in range(count):
            columns.append(rest[: (at := _cut(rest, length))])
            rest, length = rest[at:], room
        yield list(_table(box, columns, count, EASY[language], language))
        box = further


def _cut(rows: Sequence[MarkRow], at: int) -> int:
    """Where a column ends, at the latest at `at`: no title stands at its foot with its parts in the next."""
    while 1 < at < len(rows) and rows[at - 1].depth < rows[at].depth:
        at -= 1
    return at


def _table(
    box: Box, columns: Sequence[Sequence[MarkRow]], count: int, pitch: float, language: PaperLanguage
) -> Iterator[Line]:
    width = (box.width - GUTTER * (count - 1)) / count
    for column, rows in enumerate(columns):
        left = box.left + column * (width + GUTTER)
        if rows:
            yield from _head(left, box.top, width, language)
        for n, row in enumerate(rows):
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
    title, *english = (text.translate(ALIKE) for text in said(row.title, language))
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
