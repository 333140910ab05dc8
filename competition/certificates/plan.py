"""A template made ready for drawing: what is the same on every paper is fitted once, the rest when its facts are known.

`compose` is the one list of pages that preflight, drawing and preview all use.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from competition.certificates import words
from competition.certificates.continuation import continuation
from competition.certificates.layout import CertificateFacts, Colour, Line
from competition.certificates.marks_table import tables
from competition.certificates.placeholders import PLACEHOLDERS, Wording, taken_apart, values_of
from competition.certificates.template import Block, Template, builtin
from competition.papers.fonts import Weight
from competition.papers.lines import POINT, Fit, fitted
from competition.papers.tongue import PaperLanguage, beside, filled, said
from rules.values import Text

LABEL = 7.0
LEADING = 1.28
LEAST_BENEATH = 5.5
COLOURS = {"ink": Colour.INK, "soft": Colour.SOFT, "red": Colour.RED}


@dataclass(frozen=True, slots=True)
class Piece:
    """A block in one language of a paper: its text, and for a bilingual paper the English beneath."""

    block: Block
    language: PaperLanguage
    main: Wording
    beneath: Wording

    @property
    def fixed(self) -> bool:
        return self.main.fixed and self.beneath.fixed

    def lines(self, values: Mapping[str, Text]) -> Iterator[Line]:
        block = self.block
        text = self.main.filled(values)
        if not text:
            return
        fit = Fit(block.size, block.least, block.lines)
        tracking = block.tracking if text[0] >= "\u2e80" else block.tracking / 10
        size, pieces = fitted(text, block_weight(block), fit, block.width - tracking * POINT * (len(text) - 1))
        pitch = size * POINT * LEADING
        first = self._first(len(pieces), pitch)
        if block.labelled:
            label = beside(block.name, self.language)
            yield Line(block.name, label, block.x, block.y, LABEL, colour=Colour.SOFT, anchor=block.align)
        for n, piece in enumerate(pieces):
            y = first + n * pitch
            yield self._line(piece, y, size, block_weight(block), COLOURS[block.colour], tracking)
        if not self.beneath.lacks(values):
            last = first + (len(pieces) - 1) * pitch
            yield from self._beneath(self.beneath.filled(values), last, len(pieces))

    def _first(self, count: int, pitch: float) -> float:
        """The first baseline."""
        block = self.block
        if block.labelled:
            return block.y + (5.2 if count > 1 else 2.6 + block.size * POINT)
        return block.y - pitch * (count - 1) if block.rises else block.y

    def _beneath(self, text: str, last: float, count: int) -> Iterator[Line]:
        block = self.block
        fit = Fit(block.small, max(LEAST_BENEATH, block.small * 0.76))
        size, pieces = fitted(text, block_weight(block, bold=False), fit, block.width)
        top = last + block.gap
        if block.labelled and count > 1:
            top = max(block.y + 2.6 + block.size * POINT + block.gap, last + 3.6)
        for n, piece in enumerate(pieces):
            y = top + n * size * POINT * LEADING
            yield self._line(piece, y, size, block_weight(block, bold=False), Colour.SOFT, block.tracking / 10)

    def _line(self, text: str, y: float, size: float, weight: Weight, colour: Colour, tracking: float) -> Line:
        return Line(self.block.name, text, self.block.x, y, size, weight, colour, self.block.align, tracking)


@dataclass(frozen=True, slots=True)
class Plan:
    """`parts` in the order of reading: lines that stand already, and pieces that wait for the facts."""

    template: Template
    language: PaperLanguage
    parts: tuple[Piece | tuple[Line, ...], ...]

    def lines(self, facts: CertificateFacts) -> Iterator[Line]:
        """Every line of the page but those of its table."""
        values = values_of(facts)
        yield from self._notes(facts)
        for part in self.parts:
            yield from part.lines(values) if isinstance(part, Piece) else part
        if self.template.photo and facts.photo is None:
            yield from self._hint()

    def _notes(self, facts: CertificateFacts) -> Iterator[Line]:
        page = self.template.page
        if facts.sample:
            note = f"{words.SAMPLE.zh} {words.SAMPLE.en} · {words.SAMPLE_NOTE.zh} · {words.SAMPLE_NOTE.en}"
            yield _note(words.SAMPLE, note, page.width / 2, page.notes)
        if facts.development:
            note = f"{words.DEVELOPMENT.zh} · {words.DEVELOPMENT.en}"
            yield _note(words.DEVELOPMENT, note, page.width / 2, page.notes + 4.1)

    def _hint(self) -> Iterator[Line]:
        """An empty frame tells what is glued into it."""
        assert self.template.photo
        x, y = self.template.photo.middle, self.template.photo.top + self.template.photo.height / 2
        for n, text in enumerate(said(words.PHOTO, self.language)):
            yield Line(words.PHOTO, text, x, y + 4 * n, 8 - 1.5 * n, colour=Colour.SOFT, anchor="middle")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: its lines, and the template of what is drawn beneath them."""

    template: Template
    lines: list[Line]


def compose(facts: CertificateFacts) -> list[Sheet]:
    """Every line that will be printed, page by page. A transcript takes as many pages as its marks need."""
    template = template_of(facts)
    lines = list(planned(template, facts.language).lines(facts))
    if template.table is None:
        return [Sheet(template, lines)]
    after = continuation(template)
    assert after.table
    first, *further = tables(template.table, after.table, facts.marks, facts.language)
    sheets = [Sheet(template, lines + first)]
    sheets += [Sheet(after, [*planned(after, facts.language).lines(facts), *rest]) for rest in further]
    if further:
        for n, sheet in enumerate(sheets, 1):
            sheet.lines.append(_numbered(template, n, len(sheets), facts.language))
    return sheets


def _numbered(template: Template, n: int, count: int, language: PaperLanguage) -> Line:
    """On the lowest line of the safe area."""
    text, page = beside(filled(words.PAGE, n=n, count=count), language), template.page
    foot = page.height - page.safe - 0.8
    return Line(words.PAGE, text, page.width / 2, foot, 7, colour=Colour.SOFT, anchor="middle")


def template_of(facts: CertificateFacts) -> Template:
    return facts.template or builtin(facts.kind)


@lru_cache(maxsize=64)
def planned(template: Template, language: PaperLanguage) -> Plan:
    """Raises `NotAPlaceholder`; a template that was checked has none of those."""
    parts: list[Piece | tuple[Line, ...]] = []
    for block in template.blocks:
        piece = _piece(block, template, language)
        parts.append(tuple(piece.lines({})) if piece.fixed else piece)
    return Plan(template, language, tuple(parts))


def block_weight(block: Block, bold: bool | None = None) -> Weight:
    heavy = block.bold if bold is None else bold
    if block.face == "sans":
        return Weight.SANS_BOLD if heavy else Weight.SANS
    return Weight.BOLD if heavy else Weight.REGULAR


def _piece(block: Block, template: Template, language: PaperLanguage) -> Piece:
    known = PLACEHOLDERS[template.kind]
    nothing = Wording(())
    if language == "both" and block.both:
        return Piece(block, language, taken_apart(block.both, "zh", known), nothing)
    chinese, english = taken_apart(block.zh, "zh", known), taken_apart(block.en, "en", known)
    if block.under:
        english = taken_apart(block.under, "en", known)
    if language == "en":
        return Piece(block, language, taken_apart(block.en or block.zh, "en", known), nothing)
    return Piece(block, language, chinese, english if language == "both" else nothing)


def _note(field: Text, text: str, x: float, y: float) -> Line:
    return Line(field, text, x, y, 8, colour=Colour.RED, anchor="middle", tracking=0.3)
