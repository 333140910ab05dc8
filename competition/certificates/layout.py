"""Where each thing stands on the paper. Pure: facts in, lines with their places out.

A4 **landscape**: the paper hangs beside 奖状 and 学位证书, which are landscape, and its width lets name,
occupation and level each stand on one line with air around them. Portrait was considered and
refused: eight bilingual fields in a narrow column become a form.

One axis for what identifies (photo, QR, number: the left rail), one for what is said (name, sentence,
occupation, level), and the lower right left alone for the seal, which is stamped over issuer and date.

Millimetres from the upper left corner; `y` of a line is its baseline. Sizes in points.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from competition.papers.fonts import Weight, chain
from competition.papers.lines import POINT, Fit, fitted
from rules.values import Text

WIDTH, HEIGHT = 297.0, 210.0


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """All that is printed, as it was on the day of issue; equal facts give the same file, byte for byte."""

    number: str
    holder_name: str
    holder_name_romanised: str | None
    document_type: Text
    document_number: str
    occupation: Text
    direction: Text | None
    level: Text
    issuer: Text
    competition: Text
    clause: Text
    issued_on: date
    verify_url: str
    sample: bool
    development: bool = False
    """Signed with a key that the program made for itself, which proves nothing about an issuer."""
    code: str = ""
    """The signed record that follows the address in the QR code."""
    photo: bytes | None = None


class Colour(StrEnum):
    """Ink is plain black: an office printer sets anything lighter in dots, and the strokes fray."""

    INK = "#000000"
    SOFT = "#4c4640"
    RED = "#aa2a22"


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    top: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.left + self.width / 2

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text. `field` says to a person which field it belongs to."""

    field: Text
    text: str
    x: float
    y: float
    size: float
    weight: Weight = Weight.REGULAR
    colour: Colour = Colour.INK
    anchor: Literal["left", "middle", "right"] = "left"
    tracking: float = 0

    @property
    def width(self) -> float:
        return chain(self.weight).width(self.text, self.size, self.tracking) * POINT

    @property
    def left(self) -> float:
        return self.x - {"left": 0.0, "middle": 0.5, "right": 1.0}[self.anchor] * self.width


BORDER = Box(9.5, 9.5, WIDTH - 19, HEIGHT - 19)
PHOTO = Box(37, 66.5, 25, 35)
"""One inch in the Chinese reckoning: a photo may also be glued in."""
QR = Box(35.5, 141.5, 28, 28)
"""A third of a millimetre a module with a signed record in it, which office printers and phones still manage."""
SEAL = Box(207, 149.5, 40, 40)
"""Kept free of everything but issuer and date; a seal's image would be drawn here."""
RULES = ((80.0, 261.0, 109.6),)
"""Hairlines: from x, to x, at y."""
ORNAMENT = (WIDTH / 2, 57.5)

MAIN = Box(80, 66.5, 181, 0)
RAIL = PHOTO.middle
COLUMN = 100.0
"""Where the second column of fields begins past the start of the first."""

TITLE = Text("职业技能等级证书", "Certificate of Vocational Skill Level")
NAME = Text("姓名", "Name")
NUMBER = Text("证书编号", "Certificate No.")
DOCUMENT = Text("证件类型及号码", "Identity document")
OCCUPATION = Text("职业名称", "Occupation")
DIRECTION = Text("工种/职业方向", "Specialisation")
LEVEL = Text("职业技能等级", "Skill level")
ISSUER = Text("评价机构名称", "Issued by")
ISSUED_ON = Text("发证日期", "Date of issue")
BASIS = Text("竞赛及晋升依据", "Competition and clause")
VERIFY = Text("查询网址", "Verify at")
BODY = Text(
    "参加职业技能竞赛，经考核评定，达到下列职业（工种）相应技能等级要求，准予晋升，特发此证。",
    "The holder, assessed in a skills competition, meets the requirements of the occupation and skill level "
    "below and is promoted to it.",
)
PHOTO_HINT = Text("照片", "Photo")
SAMPLE = Text("样本", "SAMPLE")
SAMPLE_NOTE = Text("示例数据，不作任何凭证", "demonstration data, not a credential")
DEVELOPMENT = Text("开发密钥签署，不具效力", "Signed with a development key: not a credential")
NO_DIRECTION = "--"

MONTHS = "January February March April May June July August September October November December".split()


def compose(facts: CertificateFacts) -> list[Line]:
    """Every line that will be printed; the one list that both the preflight and the drawing use."""
    return [*_heading(facts), *_person(facts), *_fields(facts), *_rail(facts), *_basis(facts), *_issue(facts)]


def _heading(facts: CertificateFacts) -> Iterator[Line]:
    middle = WIDTH / 2
    yield Line(TITLE, TITLE.zh, middle, 42.5, 35, Weight.BOLD, anchor="middle", tracking=7)
    yield Line(TITLE, TITLE.en, middle, 51, 11, colour=Colour.SOFT, anchor="middle", tracking=0.7)
    if facts.sample:
        note = f"{SAMPLE.zh} {SAMPLE.en} · {SAMPLE_NOTE.zh} · {SAMPLE_NOTE.en}"
        yield Line(SAMPLE, note, middle, 24.5, 8, colour=Colour.RED, anchor="middle", tracking=0.3)
    if facts.development:
        note = f"{DEVELOPMENT.zh} · {DEVELOPMENT.en}"
        yield Line(DEVELOPMENT, note, middle, 28.6, 8, colour=Colour.RED, anchor="middle", tracking=0.3)


def _person(facts: CertificateFacts) -> Iterator[Line]:
    x, width = MAIN.left, MAIN.width
    yield _label(NAME, x, 68.6)
    fit = Fit(29, 14)
    many = fitted(facts.holder_name, Weight.BOLD, fit, width)[1][1:]
    yield from _block(NAME, facts.holder_name, x, 81.8 if many else 80.4, width, fit, Weight.BOLD, rises=True)
    if facts.holder_name_romanised:
        yield from _block(NAME, facts.holder_name_romanised, x, 86.7, width, Fit(11, 8, 1), colour=Colour.SOFT)
    yield from _block(BODY, BODY.zh, x, 97.6, width, Fit(12, 9))
    yield from _block(BODY, BODY.en, x, 103.2, width, Fit(8.5, 7), colour=Colour.SOFT)


def _fields(facts: CertificateFacts) -> Iterator[Line]:
    first, second = MAIN.left, MAIN.left + COLUMN
    wide, narrow = COLUMN - 6, MAIN.right - second
    yield from _field(OCCUPATION, facts.occupation, first, 116, wide, 18, Weight.BOLD)
    yield from _field(LEVEL, facts.level, second, 116, narrow, 18, Weight.BOLD, Colour.RED)
    direction = facts.direction if facts.direction and facts.direction.zh else Text(NO_DIRECTION, "")
    yield from _field(DIRECTION, direction, first, 137, wide, 11)
    document = Text(f"{facts.document_type.zh}　{facts.document_number}", facts.document_type.en)
    yield from _field(DOCUMENT, document, second, 137, narrow, 11)


def _field(
    field: Text,
    value: Text,
    x: float,
    y: float,
    width: float,
    size: float,
    weight: Weight = Weight.REGULAR,
    colour: Colour = Colour.INK,
) -> Iterator[Line]:
    """A label, the value beneath in Chinese, and smaller beneath that in English."""
    yield _label(field, x, y)
    baseline, beneath = y + 2.6 + size * POINT, y + 6 + size * (POINT + 0.11)
    many = fitted(value.zh, weight, fit := Fit(size, 10), width)[1][1:]
    chinese = list(_block(field, value.zh, x, y + 5.2 if many else baseline, width, fit, weight, colour))
    yield from chinese
    beneath = max(beneath, *(line.y + 3.6 for line in chinese))
    yield from _block(field, value.en, x, beneath, width, Fit(8.5, 6.5), colour=Colour.SOFT)


def _label(field: Text, x: float, y: float, anchor: Literal["left", "middle", "right"] = "left") -> Line:
    return Line(field, f"{field.zh}  {field.en}", x, y, 7, colour=Colour.SOFT, anchor=anchor)


def _rail(facts: CertificateFacts) -> Iterator[Line]:
    if facts.photo is None:
        yield Line(PHOTO_HINT, PHOTO_HINT.zh, RAIL, PHOTO.top + 17, 8, colour=Colour.SOFT, anchor="middle")
        yield Line(PHOTO_HINT, PHOTO_HINT.en, RAIL, PHOTO.top + 21, 6.5, colour=Colour.SOFT, anchor="middle")
    yield from _block(NUMBER, facts.number, RAIL, QR.bottom + 5.2, 40, Fit(9, 5, 1), anchor="middle")
    yield _label(NUMBER, RAIL, QR.bottom + 9.0, "middle")


def _basis(facts: CertificateFacts) -> Iterator[Line]:
    x, width = MAIN.left, 108.0
    chinese = f"依据　{facts.competition.zh}　{facts.clause.zh}"
    english = f"Under {facts.competition.en}, {facts.clause.en}"
    address = f"{VERIFY.zh}  {VERIFY.en}  {facts.verify_url}"
    yield from _block(BASIS, chinese, x, 162.2, width, Fit(7.5, 6.5), rises=True)
    yield from _block(BASIS, english, x, 166.4, width, Fit(6.5, 5.5), colour=Colour.SOFT)
    yield from _block(VERIFY, address, x, 174.7, width, Fit(7, 5.5), colour=Colour.SOFT)


def _issue(facts: CertificateFacts) -> Iterator[Line]:
    day, x, width = facts.issued_on, SEAL.middle, 66.0
    chinese, english = f"{day.year}年{day.month}月{day.day}日", f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    yield from _block(ISSUER, facts.issuer.zh, x, 162.2, width, Fit(13, 10), anchor="middle", rises=True)
    yield from _block(ISSUER, facts.issuer.en, x, 166.4, width, Fit(8, 6), colour=Colour.SOFT, anchor="middle")
    yield Line(ISSUED_ON, chinese, x, 174.7, 11, anchor="middle")
    yield Line(ISSUED_ON, english, x, 178.5, 8, colour=Colour.SOFT, anchor="middle")


def _block(
    field: Text,
    text: str,
    x: float,
    y: float,
    width: float,
    fit: Fit,
    weight: Weight = Weight.REGULAR,
    colour: Colour = Colour.INK,
    anchor: Literal["left", "middle"] = "left",
    rises: bool = False,
) -> Iterator[Line]:
    """The text at `y`: its first line there and more beneath, or, when it rises, its last and more above."""
    size, pieces = fitted(text, weight, fit, width)
    pitch = size * POINT * 1.28
    top = y - pitch * (len(pieces) - 1) if rises else y
    for n, piece in enumerate(pieces):
        yield Line(field, piece, x, top + n * pitch, size, weight, colour, anchor)
