"""What is the same on every paper of a template: ground, border, ornament, rules and the photo's frame.

Drawn and compressed once a process; every paper then takes the finished streams, since the guilloche alone would cost
more than all the rest of a page.
"""

import hashlib
import zlib
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from competition.certificates import border
from competition.certificates.layout import Colour
from competition.certificates.template import Box, Page, Rule, Template
from competition.papers.lines import POINT

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

TINTS = ("#c3a873", "#7d9089")
HAIRLINE = "#a99f90"
BAND = 7.4
TILE = 17.0
CORNER = 6.6
INSET = 9.5
"""From the trimmed edge to the outer side of the border."""


@dataclass(frozen=True, slots=True)
class Form:
    """A finished form XObject: its box, its compressed drawing, and the forms that it draws in turn."""

    box: tuple[float, float, float, float]
    stream: bytes
    inner: tuple[str, ...]


def register_frame(canvas: "Canvas", template: Template) -> str:
    """The name of the form that is drawn on each page of this template under everything else; the document has it."""
    from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, xObjectName

    document: Any = canvas._doc  # type: ignore[attr-defined]
    name, forms = _finished(template.page, template.rules, template.photo)
    for one, form in forms.items():
        if xObjectName(one) in document.idToObject:
            continue
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
        document.Reference(stream, xObjectName(one))
    return name


def draw_photo_frame(canvas: "Canvas", page: Page, box: Box) -> None:
    canvas.setStrokeColor(HAIRLINE)
    canvas.setLineWidth(0.4)
    canvas.rect(box.left / POINT, (page.height - box.bottom) / POINT, box.width / POINT, box.height / POINT)


@lru_cache(maxsize=32)
def _finished(page: Page, rules: tuple[Rule, ...], photo: Box | None) -> tuple[str, dict[str, Form]]:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(BytesIO(), pagesize=(page.width / POINT, page.height / POINT), pageCompression=0)
    _forms(canvas)
    out, beyond = page.bleed / POINT, 2 * page.bleed / POINT
    width, height = page.width / POINT, page.height / POINT
    canvas.beginForm("frame", -out, -out, width + out, height + out)  # type: ignore[arg-type]  # int, say its types
    if page.ground:
        canvas.setFillColor(page.ground)
        canvas.rect(-out, -out, width + beyond, height + beyond, stroke=0, fill=1)
    _border(canvas, page)
    if page.ornament is not None:
        _ornament(canvas, page, page.ornament)
    for rule in rules:
        _hairline(canvas, page, rule.left, rule.right, rule.y)
    if photo:
        draw_photo_frame(canvas, page, photo)
    canvas.endForm()
    document: Any = canvas._doc  # type: ignore[attr-defined]
    preamble = canvas._preamble.encode()  # type: ignore[attr-defined]
    drawn = {"tile": (), "rosette": ()} if page.frame == "guilloche" else {}
    finished = {}
    for one, inner in (*drawn.items(), ("frame", tuple(drawn))):
        form = document.idToObject[document.getXObjectName(one)]
        content = form.stream.removeprefix(preamble)  # it names a font, which a form without text has no use for
        finished[one] = Form(tuple(form.BBoxList()), zlib.compress(content, 9), inner)
    name = f"frame-{hashlib.sha256(finished['frame'].stream).hexdigest()[:12]}"
    return name, {name if one == "frame" else one: form for one, form in finished.items()}


def _hairline(canvas: "Canvas", page: Page, left: float, right: float, y: float) -> None:
    canvas.setStrokeColor(HAIRLINE)
    canvas.setLineWidth(0.4)
    canvas.line(left / POINT, (page.height - y) / POINT, right / POINT, (page.height - y) / POINT)


def _ornament(canvas: "Canvas", page: Page, y: float) -> None:
    """A rule broken by a small square on its corner: the accent of the page."""
    x = page.width / 2
    _hairline(canvas, page, x - 26, x - 4, y)
    _hairline(canvas, page, x + 4, x + 26, y)
    canvas.setFillColor(Colour.RED.value)
    path = canvas.beginPath()
    for n, (dx, dy) in enumerate(((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0))):
        at = (x + dx) / POINT, (page.height - y - dy) / POINT
        path.lineTo(*at) if n else path.moveTo(*at)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def _border(canvas: "Canvas", page: Page) -> None:
    """Four bands from corner to corner, and a rosette on a disc of paper over each crossing; or two fine rules."""
    middle = (INSET + BAND / 2) / POINT
    left, right = middle, page.width / POINT - middle
    bottom, top = middle, page.height / POINT - middle
    if page.frame == "rule":
        for off, width in ((0.0, 0.9), (1.3 / POINT, 0.3)):
            canvas.setStrokeColor(TINTS[1])
            canvas.setLineWidth(width)
            canvas.rect(left + off, bottom + off, right - left - 2 * off, top - bottom - 2 * off)
    if page.frame != "guilloche":
        return
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
        canvas.setFillColor(page.ground or "#ffffff")
        canvas.circle(0, 0, CORNER / POINT, stroke=0, fill=1)
        canvas.doForm("rosette")
        canvas.restoreState()


def _side(canvas: "Canvas", length: float) -> None:
    """Tiles end to end, stretched by a hair to come out whole, between two fine rules."""
    count = round(length * POINT / TILE)
    canvas.setStrokeColor(TINTS[1])
    canvas.setLineWidth(0.3)
    for off in (-BAND / 2 - 0.7, BAND / 2 + 0.7):
        canvas.line(0, off / POINT, length, off / POINT)
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
