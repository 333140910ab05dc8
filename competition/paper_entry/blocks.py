"""The rows of a printed mark sheet, each with its height, and how they are divided into pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from competition.paper_entry import words
from competition.paper_entry.sheets import Form, boxes_of
from competition.papers.fonts import Weight
from competition.papers.lines import POINT, Fit, fitted, wrapped
from competition.papers.page import INK, SOFT, Pages
from competition.papers.tongue import PaperLanguage, beside, filled, said
from rules.scheme import Aspect
from rules.values import Text

LEFT, RIGHT = 15.0, 195.0
TITLE, TITLE_WIDTH = 30.0, 86.0
RANGE, RANGE_WIDTH = 119.0, 40.0
BOX, BOX_HEIGHT = 162.0, 9.0
ABREAST = 6
"""Boxes of a family beside one another."""


@dataclass(frozen=True, slots=True)
class Written:
    """A line of text, its baseline so far below the block's top."""

    field: Text
    text: str
    x: float
    below: float
    size: float
    weight: Weight = Weight.REGULAR
    colour: str = INK


@dataclass(frozen=True, slots=True)
class Block:
    """What is never torn apart. `boxes` are left, below, width, height; `heads` says that a row must follow."""

    height: float
    lines: tuple[Written, ...]
    boxes: tuple[tuple[float, float, float, float], ...] = ()
    heads: bool = False

    def draw(self, pages: Pages, top: float) -> None:
        for one in self.lines:
            pages.text(one.field, one.text, one.x, top + one.below, one.size, one.weight, one.colour)
        for left, below, width, height in self.boxes:
            pages.box(left, top + below, width, height)
        if not self.heads:
            pages.rule(LEFT, RIGHT, top + self.height)


@dataclass(slots=True)
class Column:
    """Lines that follow one another downwards at one place of a row."""

    x: float
    width: float
    at: float = 1.8
    lines: list[Written] = field(default_factory=list)

    def write(
        self, title: Text, text: str, size: float, weight: Weight = Weight.REGULAR, colour: str = INK, indent: float = 0
    ) -> None:
        for piece in wrapped(text, weight, size, self.width - indent):
            self.at += size * POINT * 1.25
            self.lines.append(Written(title, piece, self.x + indent, self.at, size, weight, colour))


def blocks_of(form: Form, language: PaperLanguage) -> list[Block]:
    """The form's rows: each sub-criterion's title and its aspects."""
    made: list[Block] = []
    for sub, aspects in form.parts:
        criterion = next(one for one in form.duty.stage.criteria if sub in one.sub_criteria)
        titles = [criterion.title] if sub.title == criterion.title else [criterion.title, sub.title]
        text = " · ".join(beside(title, language) for title in titles)
        head = Column(LEFT, RIGHT - LEFT, at=3.6)
        head.write(sub.title, text, 10, Weight.BOLD)
        made.append(Block(head.at + 1.6, tuple(head.lines), heads=True))
        for aspect in aspects:
            made += _family(aspect, language) if aspect.repeats else [_row(aspect, language)]
    return made


def pages_of(blocks: Sequence[Block], room: float) -> Iterator[list[Block]]:
    """The blocks in pages of that height; a head stands on the page of its first row."""
    page: list[Block] = []
    used = 0.0
    for place, block in enumerate(blocks):
        with_next = blocks[place + 1].height if block.heads and place + 1 < len(blocks) else 0.0
        if page and used + block.height + with_next > room:
            yield page
            page, used = [], 0.0
        page.append(block)
        used += block.height
    yield page


def _family(aspect: Aspect, language: PaperLanguage) -> Iterator[Block]:
    """What the family asks for, and below it a numbered box for each of its first members, in lines of six."""
    yield _asked(aspect, language)
    boxes = boxes_of(aspect)
    for at in range(0, len(boxes), ABREAST):
        yield _members(boxes[at : at + ABREAST], language)


def _members(aspects: Sequence[Aspect], language: PaperLanguage) -> Block:
    lines: list[Written] = []
    boxes: list[tuple[float, float, float, float]] = []
    pitch = (RIGHT - TITLE + 2) / ABREAST
    for place, aspect in enumerate(aspects):
        left = TITLE + place * pitch
        size = fitted(aspect.key, Weight.REGULAR, Fit(8, 4, 1), pitch - 2)[0]
        lines.append(Written(aspect.title, aspect.key, left, 3.6, size, colour=SOFT))
        if aspect.input == "yes_no":
            ticked, answers = _ticks(aspect, left, pitch / 2, 5.6, language)
            boxes += ticked
            lines += answers
        else:
            boxes.append((left, 4.8, pitch - 2, BOX_HEIGHT - 1))
    return Block(BOX_HEIGHT + 5.6, tuple(lines), tuple(boxes))


def _ticks(
    aspect: Aspect, left: float, apart: float, below: float, language: PaperLanguage
) -> tuple[tuple[tuple[float, float, float, float], ...], tuple[Written, ...]]:
    """The two boxes of an answer, and their words."""
    ticks = tuple((left + place * apart, below, 4.4, 4.4) for place in range(2))
    answers = tuple(
        Written(aspect.title, said(word, language)[0], x + 5.6, below + 3.6, 9)
        for word, (x, *_) in zip((words.YES, words.NO), ticks, strict=True)
    )
    return ticks, answers


def _asked(aspect: Aspect, language: PaperLanguage) -> Block:
    """Key, title and range: the row without a box."""
    key = Column(LEFT, TITLE - LEFT - 1)
    key.write(aspect.title, aspect.key, fitted(aspect.key, Weight.REGULAR, Fit(9, 4, 1), key.width)[0], colour=SOFT)
    title = Column(TITLE, TITLE_WIDTH)
    for place, text in enumerate(said(aspect.title, language)):
        title.write(aspect.title, text, 10.5 if place == 0 else 8, colour=INK if place == 0 else SOFT)
    for grade, one in enumerate(aspect.descriptors):
        for place, text in enumerate(said(one, language)):
            title.write(aspect.title, f"{grade}  {text}" if place == 0 else text, 8 if place == 0 else 7, colour=SOFT)
    if aspect.reason_required:
        title.at += 2
        title.write(words.REASON, f"{beside(words.REASON, language)} ____________________________", 8)
    span = Column(RANGE, RANGE_WIDTH)
    for text in _range(aspect, language):
        span.write(aspect.title, text, 9)
    return Block(max(key.at, title.at, span.at) + 1.8, (*key.lines, *title.lines, *span.lines), heads=aspect.repeats)


def _row(aspect: Aspect, language: PaperLanguage) -> Block:
    asked = _asked(aspect, language)
    height = max(asked.height, BOX_HEIGHT + 3.4)
    if aspect.input != "yes_no":
        return Block(height, asked.lines, ((BOX, 1.7, RIGHT - BOX, BOX_HEIGHT),))
    ticks, answers = _ticks(aspect, BOX + 1, 17, 4.0, language)
    return Block(height, (*asked.lines, *answers), ticks)


def _range(aspect: Aspect, language: PaperLanguage) -> list[str]:
    """What may be entered, in the aspect's own terms."""
    lines = [] if aspect.required else [beside(words.OPTIONAL, language)]
    if aspect.input == "yes_no":
        return [f"{beside(words.YES, language)} / {beside(words.NO, language)}", *lines]
    if aspect.choices:
        return [" / ".join(map(str, aspect.choices)), *lines]
    unit = f" {aspect.unit}" if aspect.unit else ""
    match aspect.minimum, aspect.maximum:
        case None, None:
            span = unit.strip()
        case low, None:
            span = f"≥ {low}{unit}"
        case None, high:
            span = f"≤ {high}{unit}"
        case low, high:
            span = f"{low} – {high}{unit}"
    if aspect.input == "count":
        span = f"{beside(words.TIMES, language)} {span}"
    step = filled(words.STEP, step=aspect.step)
    return [span, *([beside(step, language)] if aspect.step is not None else []), *lines]
