"""The record of a draw as a paper: for the wall, to be signed, and to be repeated by anybody."""

from competition.clock import local
from competition.draws import words
from competition.draws.schemas import DrawRecord, LotView
from competition.papers.fonts import Weight
from competition.papers.page import INK, SOFT, Pages, draw
from competition.papers.parts import heading, small_print
from competition.papers.tongue import PaperLanguage, beside, filled, said
from competition.papers.words import PAGE
from rules.values import Text

LEFT, RIGHT = 15.0, 195.0
TOP, PITCH = 88.0, 7.2
ROWS = 22
"""Lines a page, so that the signatures have room under them."""
COLUMNS = ((words.LINE, 15.0, 10.0), (words.ENTRANT, 27.0, 58.0), (words.DELEGATION, 87.0, 62.0))
NUMBERS = ((words.BEFORE, 151.0, 16.0), (words.AFTER, 171.0, 24.0))


def print_draw(record: DrawRecord, language: PaperLanguage) -> bytes:
    """The record as a PDF. Raises what `draw` of papers does."""
    divided = [record.draw.lots[at : at + ROWS] for at in range(0, len(record.draw.lots), ROWS)]

    def write(pages: Pages) -> None:
        for number, lots in enumerate(divided, 1):
            _head(pages, record, language)
            for place, lot in enumerate(lots):
                _line(pages, lot, TOP + place * PITCH, language)
            _foot(pages, filled(PAGE, page=number, pages=len(divided)), language)
            pages.end_page()

    return draw(write, title=f"{record.event.zh} {words.TITLE.zh}")


def _head(pages: Pages, record: DrawRecord, language: PaperLanguage) -> None:
    made, width = record.draw, RIGHT - LEFT
    titles = (record.event, words.TITLE)
    heading(pages, record.competition, titles, language, left=LEFT, width=width, sample=record.sample)
    number = beside(filled(words.ROUND, number=made.number), language)
    pages.line(words.ROUND, number, LEFT, 37, 10, width, Weight.BOLD)
    facts = (
        (words.SEALED, f"{local(made.sealed.at)} · {made.sealed.by}"),
        (words.COMMITMENT, made.sealed.commitment),
        (words.WORD, made.word),
        (words.DRAWN, f"{local(made.at)} · {made.by}"),
        (words.SEED, made.seed),
        (words.DIGEST, made.digest),
        *([(words.REASON, made.reason)] if made.reason else []),
    )
    for place, (field, text) in enumerate(facts):
        y = 43 + place * 5
        pages.line(field, beside(field, language), LEFT, y, 8, 62, colour=SOFT)
        pages.line(field, text, 79, y, 9, RIGHT - 79)
    for field, x, column in (*COLUMNS, *NUMBERS):
        pages.line(field, beside(field, language), x, TOP - 7, 8, column, colour=SOFT)
    pages.rule(LEFT, RIGHT, TOP - 5, 1.2, INK)


def _line(pages: Pages, lot: LotView, y: float, language: PaperLanguage) -> None:
    delegation = said(lot.delegation, language)[0] if lot.delegation else ""
    for (field, x, width), text in zip(COLUMNS, (str(lot.line), lot.name, delegation), strict=True):
        pages.line(field, text, x, y, 10, width)
    for (field, x, width), text, weight in zip(
        NUMBERS, (lot.before, lot.after), (Weight.REGULAR, Weight.BOLD), strict=True
    ):
        pages.line(field, text, x, y, 11, width, weight)
    pages.rule(LEFT, RIGHT, y + 2.3)


def _foot(pages: Pages, numbers: Text, language: PaperLanguage) -> None:
    third = (RIGHT - LEFT) / len(words.SIGNATURES)
    for place, field in enumerate(words.SIGNATURES):
        left = LEFT + place * third
        pages.rule(left, left + third - 8, 257, 0.8, INK)
        pages.text(field, beside(field, language), left, 261, 8, colour=SOFT)
    small_print(pages, words.HOW, said(words.HOW, language), LEFT, 268, 7, RIGHT - LEFT, 1.35)
    pages.text(PAGE, beside(numbers, language), RIGHT, 291, 8, anchor="right")
