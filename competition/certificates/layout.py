"""What stands on a paper: the facts that go in, and lines with their places that come out.

Millimetres from the upper left corner of the trimmed page; `y` of a line is its baseline. Sizes in points. Where each
thing stands is said by a template (`template`), which `plan` works out for the facts.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from competition.certificates.template import Align, Kind, Template
from competition.papers.fonts import Weight, chain
from competition.papers.lines import POINT
from competition.papers.tongue import PaperLanguage
from rules.values import Text


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A row of a transcript: `depth` 0 is a criterion, 1 a sub-criterion, 2 an aspect. Numbers as they are printed."""

    title: Text
    depth: Literal[0, 1, 2]
    score: str
    most: str


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
    level: Text | None
    issuer: Text
    competition: Text
    clause: Text | None
    issued_on: date
    verify_url: str
    sample: bool
    development: bool = False
    """Signed with a key that the program made for itself, which proves nothing about an issuer."""
    code: str = ""
    """The signed record that follows the address in the QR code."""
    photo: bytes | None = None
    kind: Kind = "promotion"
    language: PaperLanguage = "both"
    event: Text | None = None
    award: Text | None = None
    total: str = ""
    rank: str = ""
    entrants: str = ""
    """How many were ranked."""
    marks: tuple[MarkRow, ...] = ()
    template: Template | None = None
    """The one that the paper was issued with; the built-in one of its kind where there is none."""
    seal: bytes | None = None
    """The image that the template's seal names."""


class Colour(StrEnum):
    """Ink is plain black: an office printer sets anything lighter in dots, and the strokes fray."""

    INK = "#000000"
    SOFT = "#4c4640"
    RED = "#aa2a22"


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
    anchor: Align = "left"
    tracking: float = 0

    @property
    def width(self) -> float:
        return chain(self.weight).width(self.text, self.size, self.tracking) * POINT

    @property
    def left(self) -> float:
        if self.anchor == "left":
            return self.x
        return self.x - (self.width / 2 if self.anchor == "middle" else self.width)
