"""The standings of an event as a paper for a wall or a file, with the signed head of the ledger behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from competition.clock import local
from competition.live.messages import Column
from competition.marking.head_text import fingerprint, grouped, head_text
from competition.marking.signing import SignedHead
from competition.papers.figures import figure
from competition.papers.fonts import Weight
from competition.papers.lines import POINT, Fit, fitted, wrapped
from competition.papers.page import INK, RED, SOFT, Anchor, Pages, draw
from competition.papers.parts import heading, small_print
from competition.papers.tongue import PaperLanguage, beside, filled, said
from competition.papers.words import PAGE
from competition.standings import result_words as words
from competition.standings.schemas import DeskRow
from rules.values import Text

LEFT = 15.0
TOP = 50.0
FOOT = 15.0
"""Millimetres that the last line keeps from the lower edge."""
END = 74.0
"""Height of the signatures and the signed head, at the end of the last page."""
PORTRAIT_COLUMNS = 3
"""Criteria that fit beside the rest on an upright page."""


@dataclass(frozen=True, slots=True)
class Results:
    """What stands on the sheet. `at` is when row `head.seq` of the ledger was shown."""

    competition: Text
    event: Text
    stage: Text | None
    sample: bool
    ended: bool
    at: datetime | None
    columns: Sequence[Column]
    rows: Sequence[DeskRow]
    head: SignedHead


@dataclass(frozen=True, slots=True)
class Cell:
    title: Text
    left: float
    width: float
    anchor: Anchor = "left"

    @property
    def x(self) -> float:
        return self.left + {"left": 0.0, "middle": 0.5, "right": 1.0}[self.anchor] * self.width


def print_results(results: Results, language: PaperLanguage) -> bytes:
    """The sheet as a PDF. Raises what `draw` does."""
    landscape = len(results.columns) > PORTRAIT_COLUMNS
    title = f"{results.event.zh} {words.TITLE.zh}"
    return draw(lambda pages: _Sheet(pages, results, language).write(), title=title, landscape=landscape)


class _Sheet:
    def __init__(self, pages: Pages, results: Results, language: PaperLanguage) -> None:
        self.pages, self.results, self.language = pages, results, language
        self.right, self.bottom = pages.width - LEFT, pages.height - FOOT
        self.pitch = 9.6 if language == "both" else 7.6
        self.cells = self._cells()

    def write(self) -> None:
        room = self.bottom - 5 - TOP
        divided = self._divided(int(room / self.pitch), int((room - END) / self.pitch))
        for number, rows in enumerate(divided, 1):
            self._head()
            for place, row in enumerate(rows):
                self._row(row, TOP + place * self.pitch)
            if number == len(divided):
                self._end(self.bottom - END)
            self._foot(number, len(divided))
            self.pages.end_page()

    def _divided(self, most: int, last: int) -> list[list[DeskRow]]:
        """Rows by page; the last page leaves room for the signatures."""
        rows = list(self.results.rows)
        pages = []
        while len(rows) > last:
            take = min(most, max(len(rows) - last, (len(rows) + 1) // 2))
            pages.append(rows[:take])
            rows = rows[take:]
        return [*pages, rows]

    def _cells(self) -> list[Cell]:
        columns = [Cell(column.title, 0, 18, "right") for column in self.results.columns]
        fixed = [(words.RANK, 10.0), (words.CODE, 15.0), (words.ENTRANT, 0.0), (words.DELEGATION, 0.0)]
        total, note = Cell(words.TOTAL, 0, 18, "right"), Cell(words.NOTE, 0, 28)
        gap = 2.5
        used = 25 + total.width + note.width + sum(cell.width for cell in columns) + gap * (5 + len(columns))
        free = self.right - LEFT - used
        widths = {words.ENTRANT: 0.38 * free, words.DELEGATION: 0.62 * free}
        made: list[Cell] = []
        left = LEFT
        for cell in (*(Cell(title, 0, widths.get(title, width)) for title, width in fixed), *columns, total, note):
            made.append(Cell(cell.title, left, cell.width, cell.anchor))
            left += cell.width + gap
        return made

    def _head(self) -> None:
        pages, results, width = self.pages, self.results, self.right - LEFT
        titles = [one for one in (results.event, results.stage, words.TITLE) if one]
        heading(pages, results.competition, titles, self.language, left=LEFT, width=width, sample=results.sample)
        state = words.ENDED if results.ended else words.PROVISIONAL
        colour = INK if results.ended else RED
        pages.line(state, f"{beside(state, self.language)}　{self._as_of()}", LEFT, 36.5, 9, width, colour=colour)
        pages.rule(LEFT, self.right, 39, 1.2, INK)
        for cell in self.cells:
            lines = said(cell.title, self.language)
            if len(lines) == 1:
                lines = tuple(fitted(lines[0], Weight.REGULAR, Fit(7.5, 6.5), cell.width)[1])
            for place, text in enumerate(lines):
                y = 43 + place * 3 if len(lines) > 1 else 45
                pages.line(cell.title, text, cell.x, y, 7.5 - place, cell.width, colour=SOFT, anchor=cell.anchor)
        pages.rule(LEFT, self.right, TOP - 1.5)

    def _row(self, row: DeskRow, top: float) -> None:
        pages, shown = self.pages, row.row
        first, second = (top + 3.9, top + 7.3) if self.language == "both" else (top + 4.4, top + 4.4)
        rank, code, entrant, delegation, *columns, total, note = self.cells
        self._cell(rank, "–" if shown.rank is None else str(shown.rank), first, 11, Weight.BOLD)
        self._cell(code, row.code, first, 9.5)
        self._cell(entrant, shown.name or "", first, 10.5, Weight.BOLD)
        for place, text in enumerate(said(shown.delegation, self.language) if shown.delegation else ()):
            self._cell(delegation, text, (first, second)[place], 9 if place == 0 else 6.5)
        for cell, column in zip(columns, self.results.columns, strict=True):
            value = shown.parts.get(column.key)
            self._cell(cell, figure(value), first, 9.5)
        self._cell(total, figure(shown.total), first, 10.5, Weight.BOLD)
        for place, text in enumerate(self._note(row)):
            self._cell(note, text, (first, second)[place], 8 if place == 0 else 6.5)
        pages.rule(LEFT, self.right, top + self.pitch - 1.5)

    def _cell(self, cell: Cell, text: str, y: float, size: float, weight: Weight = Weight.REGULAR) -> None:
        self.pages.line(cell.title, text, cell.x, y, size, cell.width, weight, anchor=cell.anchor)

    def _note(self, row: DeskRow) -> tuple[str, ...]:
        """Whether tied, what decided, what is missing; by language."""
        shown = row.row
        parts = [words.TIED] if shown.tied else []
        if shown.decided_by:
            parts.append(shown.decided_by)
        if not shown.complete:
            marked = {"marked": shown.marked, "expected": shown.expected}
            parts.append(words.UNFINISHED if shown.expected is None else filled(words.MISSING, **marked))
        both = Text(" · ".join(one.zh for one in parts), " · ".join(one.en for one in parts))
        return said(both, self.language) if parts else ()

    def _end(self, top: float) -> None:
        pages, head = self.pages, self.results.head
        third = (self.right - LEFT) / 3
        for place, field in enumerate((words.CHIEF, words.SUPERVISOR, words.DATE)):
            left = LEFT + place * third
            pages.rule(left, left + third - 8, top + 13, 0.8, INK)
            pages.text(field, beside(field, self.language), left, top + 17.2, 8, colour=SOFT)
        pages.rule(LEFT, self.right, top + 22)
        size = 46.0
        pages.code(head_text(head), self.right - size + 3, top + 22, size)
        width = self.right - LEFT - size
        y = top + 28
        pages.text(words.HEAD, beside(words.HEAD, self.language), LEFT, y, 9, Weight.BOLD)
        said_of = (
            (words.ROW, f"{head.seq}　{head.day}"),
            (words.HASH, grouped(head.hash) or "–"),
            (words.SIGNATURE, grouped(head.signature)),
            (words.KEY, grouped(fingerprint(head.key))),
        )
        for field, text in said_of:
            y += 5
            pages.line(field, beside(field, self.language), LEFT, y, 6.5, 32, colour=SOFT)
            for piece in wrapped(text, Weight.REGULAR, 6.3, width - 34):
                pages.text(field, piece, LEFT + 34, y, 6.3)
                y += 6.5 * POINT * 1.3
            y -= 6.5 * POINT * 1.3
        small_print(pages, words.HOW, said(words.HOW, self.language), LEFT, y + 5.5, 7, width, 1.35)

    def _foot(self, page: int, of: int) -> None:
        numbers = filled(PAGE, page=page, pages=of)
        y = self.pages.height - 8
        self.pages.text(PAGE, beside(numbers, self.language), self.right, y, 8, anchor="right")
        head = self.results.head
        self.pages.text(words.ROW, f"{head.seq} · {grouped(head.hash[:16])}", LEFT, y, 7, colour=SOFT)

    def _as_of(self) -> str:
        at, seq = self.results.at, self.results.head.seq
        return beside(filled(words.AS_OF, seq=seq, at="–" if at is None else local(at)), self.language)
