"""Mark sheets as one PDF: a sheet of each seat for each entrant, by code and never by name."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from competition.paper_entry import words
from competition.paper_entry.blocks import LEFT, RANGE, RIGHT, TITLE, Block, blocks_of, pages_of
from competition.paper_entry.sheets import Sheet
from competition.papers.fonts import Weight
from competition.papers.page import INK, RED, SOFT, Pages, draw
from competition.papers.parts import small_print
from competition.papers.tongue import PaperLanguage, beside, filled, said
from competition.papers.words import PAGE, SAMPLE
from rules.values import Text

TOP, BOTTOM = 72.0, 252.0
"""Where the rows begin and must have ended."""
QR = 30.0


def print_sheets(sheets: Sequence[Sheet], judges: Mapping[UUID, str], language: PaperLanguage) -> bytes:
    """The sheets as a PDF; `judges` are the names of the seats' accounts. Raises what `draw` does."""
    title = f"{words.TITLE.zh} {sheets[0].form.plan.title.zh}" if sheets else words.TITLE.zh
    ready: dict[int, list[list[Block]]] = {}

    def write(pages: Pages) -> None:
        for sheet in sheets:
            form = sheet.form
            if id(form) not in ready:
                ready[id(form)] = list(pages_of(blocks_of(form, language), BOTTOM - TOP))
            _sheet(pages, sheet, judges.get(form.duty.seat.account, ""), language, ready[id(form)])

    return draw(write, title=title)


def _sheet(pages: Pages, sheet: Sheet, judge: str, language: PaperLanguage, divided: list[list[Block]]) -> None:
    for number, blocks in enumerate(divided, 1):
        _head(pages, sheet, judge, language)
        top = TOP
        for block in blocks:
            block.draw(pages, top)
            top += block.height
        _foot(pages, sheet, language, number, len(divided))
        pages.end_page()


def _head(pages: Pages, sheet: Sheet, judge: str, language: PaperLanguage) -> None:
    plan = sheet.form.plan
    qr_left = RIGHT - QR + 3
    pages.code(sheet.code, qr_left, 10, QR)
    pages.text(words.TITLE, sheet.code, RIGHT, 43, 6, colour=SOFT, anchor="right")
    width = qr_left - LEFT - 4
    pages.line(plan.competition, beside(plan.competition, language), LEFT, 16, 9, width, colour=SOFT)
    stage = [plan.scheme.stages[sheet.form.stage].title] if len(plan.scheme.stages) > 1 else []
    titles = [said(one, language) for one in (plan.title, *stage, words.TITLE)]
    pages.line(plan.title, " · ".join(one[0] for one in titles), LEFT, 24, 15, width, Weight.BOLD)
    if language == "both":
        pages.line(plan.title, " · ".join(one[-1] for one in titles), LEFT, 29, 9, width, colour=SOFT)
    if plan.sample:
        pages.text(SAMPLE, beside(SAMPLE, language), LEFT, 9, 8, colour=RED)
    _label(pages, words.ENTRANT, language, LEFT, 38)
    pages.line(words.ENTRANT, sheet.entrant.code, LEFT, 54, 42, 78, Weight.BOLD)
    _label(pages, words.SEAT, language, 100, 38)
    pages.line(words.SEAT, sheet.form.seat, 100, 49, 26, 40, Weight.BOLD)
    panel = beside(sheet.form.duty.panel.title, language)
    pages.line(words.PANEL, f"{panel} · {judge}" if judge else panel, 100, 55, 9, RIGHT - 100)
    pages.rule(LEFT, RIGHT, 60, 1.2, INK)
    for field, x in ((words.ASPECT, TITLE), (words.RANGE, RANGE), (words.MARK, RIGHT - 33)):
        _label(pages, field, language, x, 66)
    pages.rule(LEFT, RIGHT, 69)


def _foot(pages: Pages, sheet: Sheet, language: PaperLanguage, page: int, of: int) -> None:
    notes = list(said(words.HOW, language))
    if families := sheet.form.families:
        listed = ", ".join(aspect.key for aspect in families)
        notes += said(filled(words.FAMILIES, aspects=listed), language)
    small_print(pages, words.HOW, notes, LEFT, 258, 7.5, RIGHT - LEFT, 1.3)
    others = ((words.SIGNED_AT, 80.0, 45.0), (words.FIRST_CLERK, 128.0, 32.0), (words.SECOND_CLERK, 163.0, 32.0))
    for field, x, width in (*_signatures(sheet), *others):
        pages.rule(x, x + width, 280, 0.8, INK)
        _label(pages, field, language, x, 284)
    numbers = filled(PAGE, page=page, pages=of)
    said_where = f"{sheet.form.seat} · {sheet.entrant.code} · {beside(numbers, language)}"
    pages.text(PAGE, said_where, RIGHT, 291, 8, anchor="right")
    pages.text(words.TITLE, sheet.form.version, LEFT, 291, 8, colour=SOFT)


def _signatures(sheet: Sheet) -> Iterator[tuple[Text, float, float]]:
    """A line for each who signs, with its label, left end and width; the label says whose where there are several."""
    seats = sheet.form.signatories
    width = 65.0 / len(seats)
    for place, seat in enumerate(seats):
        label = filled(words.SIGNATURE_OF, seat=seat.key) if len(seats) > 1 else words.SIGNATURE
        yield label, LEFT + place * width, width - 3


def _label(pages: Pages, field: Text, language: PaperLanguage, x: float, y: float) -> None:
    pages.text(field, beside(field, language), x, y, 7.5, colour=SOFT)
