"""What a paper looks like, as data: page, frame, blocks of text with placeholders, photo, seal, code, table of marks.

One template serves a kind of paper in all three languages. A block has its text in Chinese and in English; a paper in
one language has that one, a bilingual paper the Chinese text and smaller beneath it the English one. The built-in
templates are the files of `templates/`; an organiser's own are stored beside them (`template_store`).

Millimetres from the upper left corner of the trimmed page, sizes in points.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from competition.papers.tongue import PaperLanguage
from competition.wire import Wire
from rules.values import Text

Kind = Literal["promotion", "award", "transcript"]
KINDS: tuple[Kind, ...] = ("promotion", "award", "transcript")
LANGUAGES: tuple[PaperLanguage, ...] = ("zh", "en", "both")
Align = Literal["left", "middle", "right"]
Ink = Literal["ink", "soft", "red"]
FOLDER = Path(__file__).with_name("templates")


class Box(Wire, frozen=True):
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


class Seal(Wire, frozen=True):
    """Where the organisation's seal stands; `image` is its stored picture's digest, empty for a place left free."""

    box: Box
    image: str = ""


class Rule(Wire, frozen=True):
    """A hairline."""

    left: float
    right: float
    y: float


class Page(Wire, frozen=True):
    """A4 upright or lying. `bleed` is paper beyond the trimmed page, `safe` what no text may come nearer to its edge.

    `ground` is a tint of the whole page, bleed included, as `#rrggbb`; empty for plain paper. `notes` is the height
    at which a sample, or a paper signed with a development key, says so. `ornament` is the height of a broken rule
    under the title.
    """

    landscape: bool
    bleed: float = 3
    safe: float = 8
    ground: str = ""
    frame: Literal["guilloche", "rule", "none"] = "guilloche"
    notes: float = 24.5
    ornament: float | None = None

    @property
    def width(self) -> float:
        return 297.0 if self.landscape else 210.0

    @property
    def height(self) -> float:
        return 210.0 if self.landscape else 297.0


class Block(Wire, frozen=True):
    """A text at its place. `name` is what a refusal and the editor call it; `labelled` has it printed small above.

    `zh` and `en` hold placeholders: `{level}` is the level in the language of the text that it stands in,
    `{level.en}` always in English. In a bilingual paper `both` is said in place of the two, `under` in place of the
    English. A text that is too wide shrinks down to `least`, then takes `lines` lines; one that `rises` has its last
    line at `y` and grows upwards. The English beneath is of size `small`, `gap` below.
    """

    name: Text
    x: float
    y: float
    width: float
    size: float
    zh: str = ""
    en: str = ""
    both: str = ""
    under: str = ""
    least: float = 6.5
    lines: int = 2
    small: float = 8.5
    gap: float = 4
    face: Literal["serif", "sans"] = "serif"
    bold: bool = False
    colour: Ink = "ink"
    align: Align = "left"
    tracking: float = 0
    rises: bool = False
    labelled: bool = False


class Template(Wire, frozen=True):
    """The table of marks is a transcript's; other papers have none."""

    kind: Kind
    title: Text
    page: Page
    blocks: tuple[Block, ...]
    qr: Box
    photo: Box | None = None
    seal: Seal | None = None
    rules: tuple[Rule, ...] = ()
    table: Box | None = None


@cache
def builtin(kind: Kind) -> Template:
    """The template that comes with the program."""
    return msgspec.yaml.decode((FOLDER / f"{kind}.yaml").read_bytes(), type=Template)


def encoded(template: Template) -> str:
    return msgspec.json.encode(template, order="deterministic").decode()


def digest_of(template: Template) -> str:
    """What names an edition of a template: equal templates have the same, and no others."""
    return hashlib.sha256(encoded(template).encode()).hexdigest()
