"""What is the same on every certificate: border, ornament, rules and the photo's frame.

Drawn and compressed once a process; every paper then takes the finished streams, since the guilloche alone would cost
more than all the rest of a page.
"""

import zlib
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from competition.certificates import border, layout
from competition.certificates.layout import Colour
from competition.papers.lines import POINT

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

TINTS = ("#c3a873", "#7d9089")
HAIRLINE = "#a99f90"
BAND = 7.4
TILE = 17.0
CORNER = 6.6


@dataclass(frozen=True, slots=True)
class Form:
    """A finished form XObject: its box, its compressed drawing, and the forms that it draws in turn."""

    box: tuple[float, float, float, float]
    stream: bytes
    inner: tuple[str, ...]


def register_frame(canvas: "Canvas") -> None:
    """The document has the form `frame`, to be drawn on each of its pages under everything else."""
    from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, xObjectName

    document: Any = canvas._doc  # type: ignore[attr-defined]
    for name, form in _finished().items():
        resources = PDFDictionary({"XObject": document.xobjDict(form.inner)} if form.inner else {})
        dictionary = {
            "Type": PDFName("XObject"),
            "Subtype": PDFName("Form"),
            "FormType": 1,
            "BBox": PDFArray(form.box),
            "Resources": resources,
            "Filter": PDFName("FlateDecode"),
        }
        stream = PDFStream(PDFDictionary(dictionary), content=form.stream, filters=[])
        document.Reference(stream, xObjectName(name))


def draw_photo_frame(canvas: "Canvas") -> None:
    box = layout.PHOTO
    canvas.setStrokeColor(HAIRLINE)
    canvas.setLineWidth(0.4)
    canvas.rect(_x(box.left), _y(box.bottom), box.width / POINT, box.height / POINT)


@cache
def _finished() -> dict[str, Form]:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(BytesIO(), pagesize=(layout.WIDTH / POINT, layout.HEIGHT / POINT), pageCompression=0)
    _forms(canvas)
    canvas.beginForm("frame")
    _border(canvas)
    _ornament(canvas)
    for left, right, y in layout.RULES:
        _hairline(canvas, left, right, y)
    draw_photo_frame(canvas)
    canvas.endForm()
    document: Any = canvas._doc  # type: ignore[attr-defined]
    preamble = canvas._preamble.encode()  # type: ignore[attr-defined]
    finished = {}
    for name, inner in (("tile", ()), ("rosette", ()), ("frame", ("tile", "rosette"))):
        form = document.idToObject[document.getXObjectName(name)]
        drawn = form.stream.removeprefix(preamble)  # it names a font, which a form without text has no use for
        finished[name] = Form(tuple(form.BBoxList()), zlib.compress(drawn, 9), inner)
    return finished


def _x(x: float) -> float:
    return x / POINT


def _y(y: float) -> float:
    return (layout.HEIGHT - y) / POINT


def _hairline(canvas: "Canvas", left: float, right: float, y: float) -> None:
    canvas.setStrokeColor(HAIRLINE)
    canvas.setLineWidth(0.4)
    canvas.line(_x(left), _y(y), _x(right), _y(y))


def _ornament(canvas: "Canvas") -> None:
    """A rule broken by a small square on its corner: the accent of the page."""
    x, y = layout.ORNAMENT
    _hairline(canvas, x - 26, x - 4, y)
    _hairline(canvas, x + 4, x + 26, y)
    canvas.setFillColor(Colour.RED.value)
    path = canvas.beginPath()
    path.moveTo(_x(x), _y(y - 1.3))
    for dx, dy in ((1.3, 0), (0, 1.3), (-1.3, 0)):
        path.lineTo(_x(x + dx), _y(y + dy))
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def _border(canvas: "Canvas") -> None:
    """Four bands from corner to corner, and a rosette on a disc of paper over each crossing."""
    box = layout.BORDER
    left, right = _x(box.left + BAND / 2), _x(box.right - BAND / 2)
    bottom, top = _y(box.bottom - BAND / 2), _y(box.top + BAND / 2)
    corners = ((left, bottom), (right, bottom), (right, top), (left, top))
    for turn, (x, y) in enumerate(corners):
        canvas.saveState()
        canvas.translate(x, y)
        canvas.rotate(90 * turn)
        _side(canvas, top - bottom if turn % 2 else right - left)
        canvas.restoreState()
    for x, y in corners:
        canvas.saveState()
        canvas.translate(x, y)
        canvas.setFillColor("#ffffff")
        canvas.circle(0, 0, CORNER / POINT, stroke=0, fill=1)
        canvas.doForm("rosette")
        canvas.restoreState()


def _side(canvas: "Canvas", length: float) -> None:
    """Tiles end to end, stretched by a hair to come out whole, between two fine rules."""
    count = round(length * POINT / TILE)
    canvas.setStrokeColor(TINTS[1])
    canvas.setLineWidth(0.3)
    for off in (-BAND / 2 - 0.7, BAND / 2 + 0.7):
        canvas.line(0, _x(off), length, _x(off))
    for n in range(count):
        canvas.saveState()
        canvas.translate(n * length / count, 0)
        canvas.scale(length * POINT / count / TILE, 1)
        canvas.doForm("tile")
        canvas.restoreState()


def _forms(canvas: "Canvas") -> None:
    reach = CORNER / POINT + 1
    for name, curves, box in (
        ("tile", border.tile(TILE / POINT, BAND / POINT), (-1, -BAND / POINT, TILE / POINT + 1, BAND / POINT)),
        ("rosette", border.rosette(CORNER / POINT), (-reach, -reach, reach, reach)),
    ):
        canvas.beginForm(name, *box)
        canvas.setLineWidth(0.22)
        for curve in curves:
            canvas.setStrokeColor(TINTS[curve.tint])
            path = canvas.beginPath()
            path.moveTo(*curve.points[0])
            for a, b, c in zip(curve.points[1::3], curve.points[2::3], curve.points[3::3], strict=True):
                path.curveTo(*a, *b, *c)
            canvas.drawPath(path, stroke=1, fill=0)
        canvas.endForm()
