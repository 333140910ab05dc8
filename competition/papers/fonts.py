"""The fonts of every paper: found once, parsed once a process, asked character by character.

Noto Serif SC and Noto Sans SC in two weights, and Noto Serif, Noto Sans and Noto Serif JP for what they lack (SIL Open
Font License, texts beside the files). The files are large and not committed; the build of the pages lays them into
`fonts/`. reportlab embeds TrueType outlines only, so the better known OTF editions of the same faces would not do.

A *chain* is the fonts of one weight in order of preference; each character is drawn by the first font
that has it. A font for still rarer name characters is one more entry in `FILES`.
"""

import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from itertools import groupby
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from competition.papers.errors import FontsMissing

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

FOLDER = Path(__file__).with_name("fonts")

LOCK = RLock()
"""Held while a font is parsed and while a document is made: reportlab's fonts keep a read position."""


class Weight(StrEnum):
    """The cuts of the serif face, in which papers are set, and of the sans face (黑体) that a template may ask for."""

    REGULAR = "regular"
    BOLD = "bold"
    SANS = "sans"
    SANS_BOLD = "sans-bold"


FILES = {
    Weight.REGULAR: ("NotoSerifSC-Regular.ttf", "NotoSerif-Regular.ttf", "NotoSerifJP-Regular.ttf"),
    Weight.BOLD: ("NotoSerifSC-Bold.ttf", "NotoSerif-Bold.ttf", "NotoSerifJP-Bold.ttf"),
    Weight.SANS: ("NotoSansSC-Regular.ttf", "NotoSans-Regular.ttf", "NotoSerifJP-Regular.ttf"),
    Weight.SANS_BOLD: ("NotoSansSC-Bold.ttf", "NotoSans-Bold.ttf", "NotoSerifJP-Bold.ttf"),
}
"""The second has the Latin letters with marks that the first lacks (ş ğ ı ț), the third 300 more characters of
Extension B (𠮷 𠀋 𡈽). Those of the serif face are all cut to the same design; a rare character stands among sans ones
in serifs, which is better than not at all."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The fonts of one weight, first choice first; what was found of a character is remembered.

    A font is parsed when the ones before it lack a character: most papers never need the second.
    """

    names: tuple[str, ...]
    known: dict[str, tuple["TTFont", int] | None] = field(default_factory=dict, compare=False, repr=False)

    @property
    def first(self) -> "TTFont":
        return _parse(self.names[0])

    def lacking(self, text: str) -> str:
        """The characters of the text, each once, that cannot be drawn rightly by any font.

        Control, format and combining characters count too, even where a font maps them: drawn one
        after the other, without shaping, they would vanish or stand in the wrong place.
        """
        return "".join(dict.fromkeys(c for c in text if not self._drawable(c)))

    def runs(self, text: str) -> Iterator[tuple["TTFont", str]]:
        """The text in pieces, each with the font that draws it."""
        for font, run in groupby(text, self._font_of):
            yield font, "".join(run)

    def width(self, text: str, size: float, tracking: float = 0) -> float:
        """The advance of the text in points; tracking is between characters, not after the last."""
        units = sum(self._glyph(c)[1] for c in text)
        return units * size / 1000 + tracking * max(len(text) - 1, 0)

    def _drawable(self, character: str) -> bool:
        return self._found(character) is not None

    def _font_of(self, character: str) -> "TTFont":
        return self._glyph(character)[0]

    def _glyph(self, character: str) -> tuple["TTFont", int]:
        """The font that draws the character and its advance; those of a missing glyph where none does."""
        return self.known.get(character) or self._found(character) or self._hole(character)

    def _hole(self, character: str) -> tuple["TTFont", int]:
        return self.first, self.first.face.getCharWidth(ord(character))  # type: ignore[no-untyped-call]

    def _found(self, character: str) -> tuple["TTFont", int] | None:
        if character not in self.known:
            self.known[character] = self._looked_up(character)
        return self.known[character]

    def _looked_up(self, character: str) -> tuple["TTFont", int] | None:
        if unicodedata.category(character) in {"Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Me", "Zl", "Zp"}:
            return None
        every = map(_parse, self.names)
        font = next((f for f in every if ord(character) in f.face.charToGlyph), None)
        return None if font is None else (font, font.face.getCharWidth(ord(character)))  # type: ignore[no-untyped-call]


@cache
def chain(weight: Weight) -> Chain:
    """The parsed fonts of a weight. Raises FontsMissing when a file is not there."""
    missing = [name for names in FILES.values() for name in names if not (FOLDER / name).is_file()]
    if missing:
        raise FontsMissing(files=", ".join(missing))
    return Chain(FILES[weight])


def _parse(name: str) -> "TTFont":
    with LOCK:
        return _parsed(name)


@cache
def _parsed(name: str) -> "TTFont":
    from reportlab.pdfbase.pdfmetrics import registerFont

    font = _font_class()(Path(name).stem, str(FOLDER / name), asciiReadable=False)
    registerFont(font)
    font.face.get_table = cache(font.face.get_table)  # type: ignore[method-assign]  # else copied for every subset
    return font


@cache
def _font_class() -> "type[TTFont]":
    """reportlab's TrueType font with a right map back to Unicode.

    reportlab writes code points above U+FFFF as five hexadecimal digits where UTF-16 is asked for: a
    rare name character is drawn rightly and copied out of the file as another one.
    """
    from reportlab.pdfbase import ttfonts
    from reportlab.pdfbase.ttfonts import SUBSETN, TTFont

    ttfonts.calcChecksum = _checksum  # type: ignore[attr-defined]

    class Font(TTFont):
        def addObjects(self, doc):  # type: ignore[no-untyped-def]
            subsets = self.state[doc].subsets
            super().addObjects(doc)
            for number, subset in enumerate(subsets):
                name = (SUBSETN(number) + b"+" + self.face.name + self.face.subfontNameX).decode("pdfdoc")
                doc.idToObject[f"toUnicodeCMap:{name}"].content = to_unicode_map(name, subset)

    return Font


def _checksum(table: bytes) -> int:
    """The checksum of a TrueType table; reportlab adds it up byte by byte, a fifth of the time that a page takes."""
    table += bytes(-len(table) % 4)
    words: tuple[int, ...] = struct.unpack(f">{len(table) // 4}L", table)
    return sum(words) & 0xFFFFFFFF


def to_unicode_map(name: str, subset: list[int]) -> str:
    """The CMap that leads the codes of a subset back to text, in UTF-16BE as ISO 32000-1, 9.10.3 asks."""
    pairs = [(code, chr(point).encode("utf-16-be").hex().upper()) for code, point in enumerate(subset) if point]
    blocks = [pairs[at : at + 100] for at in range(0, len(pairs), 100)]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        f"/CMapName /{name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    for block in blocks:
        lines.append(f"{len(block)} beginbfchar")
        lines += [f"<{code:02X}> <{text}>" for code, text in block]
        lines.append("endbfchar")
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)
