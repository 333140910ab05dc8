"""A PDF of A4 pages to write and draw on, in millimetres from the upper left corner.

The `y` of a text is its baseline; sizes are in points. The file holds no clock and no chance, and embeds every font
that it names. A text with a character that no font can draw is refused by name: no paper must ever have a hole in it.
"""

from collections.abc import Callable
from io import BytesIO
from typing import Literal

from competition.papers import qr
from competition.papers.errors import CharactersMissing
from competition.papers.fonts import LOCK, Weight, chain
from competition.papers.lines import POINT
from rules.values import Text

A4 = (210.0, 297.0)
INK = "#000000"
SOFT = "#4c4640"
RED = "#aa2a22"
HAIRLINE = "#8f877a"

ALIKE = str.maketrans({"⌀": "Ø", "✗": "×", "☐": "□", "\u2011": "-"})
"""Signs of the trade that the fonts lack, and those that a reader takes for the same."""

Anchor = Literal["left", "middle", "right"]


def draw(write: Callable[["Pages"], None], *, title: str, landscape: bool = False) -> bytes:
    """The PDF that `write` has drawn. Raises `CharactersMissing`, `FontsMissing`."""
    with LOCK:
        pages = Pages(title, landscape)
        write(pages)
        return pages.bytes()


class Pages:
    """The page being drawn, and those before it."""

    def __init__(self, title: str, landscape: bool) -> None:
        from reportlab.pdfgen.canvas import Canvas

        self.width, self.height = reversed(A4) if landscape else A4
        self._out = BytesIO()
        self._canvas = Canvas(
            self._out,
            pagesize=(self.width / POINT, self.height / POINT),
            initialFontName=chain(Weight.REGULAR).first.fontName,  # type: ignore[arg-type]  # typed as float
            lang="zh-CN",
            invariant=True,
            pageCompression=1,
        )
        self._canvas.setTitle(title)
        self._canvas.setCreator("Jinji")

    def text(
        self,
        field: Text,
        text: str,
        x: float,
        y: float,
        size: float,
        weight: Weight = Weight.REGULAR,
        colour: str = INK,
        anchor: Anchor = "left",
    ) -> None:
        """The text stands at its place. `field` is what a refusal calls it."""
        text = text.translate(ALIKE)
        if missing := chain(weight).lacking(text):
            raise CharactersMissing(field, text, missing)
        left = x - {"left": 0.0, "middle": 0.5, "right": 1.0}[anchor] * chain(weight).width(text, size) * POINT
        line = self._canvas.beginText(left / POINT, self._up(y))
        line.setFillColor(colour)
        for font, run in chain(weight).runs(text):
            line.setFont(font.fontName, size)
            line.textOut(run)
        self._canvas.drawText(line)

    def line(
        self,
        field: Text,
        text: str,
        x: float,
        y: float,
        size: float,
        width: float,
        weight: Weight = Weight.REGULAR,
        colour: str = INK,
        anchor: Anchor = "left",
    ) -> None:
        """The text stands on one line, smaller where it would be wider than `width`."""
        text = text.translate(ALIKE)
        if text:
            size = min(size, width / (chain(weight).width(text, 1) * POINT))
            self.text(field, text, x, y, size, weight, colour, anchor)

    def rule(self, left: float, right: float, y: float, width: float = 0.4, colour: str = HAIRLINE) -> None:
        self._stroke(width, colour)
        self._canvas.line(left / POINT, self._up(y), right / POINT, self._up(y))

    def box(self, left: float, top: float, width: float, height: float, stroke: float = 0.8) -> None:
        self._stroke(stroke, INK)
        self._canvas.rect(left / POINT, self._up(top + height), width / POINT, height / POINT)

    def code(self, text: str, left: float, top: float, size: float) -> None:
        """The text as a QR code, its quiet zone inside the square."""
        matrix = qr.modules(text)
        module = size / (len(matrix) + 2 * qr.QUIET)
        left, top = left + qr.QUIET * module, top + qr.QUIET * module
        path = self._canvas.beginPath()
        for row, column, length in qr.runs(matrix):
            at = (left + column * module) / POINT, self._up(top + (row + 1) * module)
            path.rect(*at, length * module / POINT, module / POINT)
        self._canvas.setFillColor(INK)
        self._canvas.drawPath(path, stroke=0, fill=1)

    def end_page(self) -> None:
        self._canvas.showPage()

    def bytes(self) -> bytes:
        self._canvas.save()
        return self._out.getvalue()

    def _up(self, y: float) -> float:
        return (self.height - y) / POINT

    def _stroke(self, width: float, colour: str) -> None:
        self._canvas.setStrokeColor(colour)
        self._canvas.setLineWidth(width)
