"""Draws a certificate as a PDF: a pure function of its frozen facts.

The preflight walks exactly the lines that will be drawn, so that what passes it has no hole in it, and
what does not is refused by name before a byte is written. The file holds no clock and no chance
(reportlab's `invariant`), embeds every font it names, and states its language, title and author.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING

from competition.certificates import border, layout
from competition.certificates.archival import About, Attachment, make_archival
from competition.certificates.errors import GlyphMissing, PhotoUnreadable
from competition.certificates.layout import CertificateFacts, Colour, Line, compose
from competition.certificates.signature_field import Place, keep_place
from competition.papers import qr
from competition.papers.fonts import LOCK, Weight, chain
from competition.papers.lines import POINT

if TYPE_CHECKING:
    from PIL.Image import Image
    from reportlab.pdfgen.canvas import Canvas

__all__ = ["CertificateFacts", "preflight", "render"]

TINTS = ("#c3a873", "#7d9089")
HAIRLINE = "#a99f90"
WATERMARK = "#f7e4e0"

MOST_PIXELS = 50_000_000
PHOTO_DPI = 300


def preflight(facts: CertificateFacts) -> None:
    """Raises GlyphMissing for the first field that no font can draw whole."""
    for line in compose(facts):
        _check(facts, line)


def render(facts: CertificateFacts, attached: Sequence[Attachment] = (), place: Place | None = None) -> bytes:
    """The certificate as PDF/A of one page, with an empty signature where a place is kept for one.

    Raises GlyphMissing, FontsMissing or PhotoUnreadable.
    """
    lines = compose(facts)
    for line in lines:
        _check(facts, line)
    photo = None if facts.photo is None else _photo(facts.holder_name, facts.photo)
    with LOCK:
        return _draw(facts, lines, photo, attached, place)


def _check(facts: CertificateFacts, line: Line) -> None:
    if missing := chain(line.weight).lacking(line.text):
        raise GlyphMissing(facts.holder_name, line.field, missing)


def _draw(
    facts: CertificateFacts,
    lines: list[Line],
    photo: "Image | None",
    attached: Sequence[Attachment],
    place: Place | None,
) -> bytes:
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = 0  # else every stream is written as text: a quarter larger, and a third of the time

    out = BytesIO()
    first = chain(Weight.REGULAR).fonts[0].fontName
    canvas = Canvas(
        out,
        pagesize=(layout.WIDTH / POINT, layout.HEIGHT / POINT),
        initialFontName=first,  # type: ignore[arg-type]  # typed as float by mistake; else Helvetica is named
        lang="zh-CN",
        invariant=True,
        pageCompression=1,
    )
    if facts.sample:
        _watermark(canvas)
    _border(canvas)
    _ornament(canvas)
    for left, right, y in layout.RULES:
        _hairline(canvas, left, right, y)
    _photo_frame(canvas, photo)
    _qr(canvas, facts.verify_url, facts.code)
    for line in lines:
        _text(canvas, line)
    canvas.showPage()
    about = About(
        title=f"{layout.TITLE.zh} {facts.number} {facts.holder_name}",
        author=facts.issuer.zh,
        subject=f"{facts.occupation.zh} {facts.level.zh}",
        keywords=facts.number,
        made_at=datetime.combine(facts.issued_on, time(), UTC) if place is None else place.signed_at,
    )
    make_archival(canvas, about, attached)
    if place is not None:
        keep_place(canvas, place)
    canvas.save()
    return out.getvalue()


def _x(x: float) -> float:
    return x / POINT


def _y(y: float) -> float:
    return (layout.HEIGHT - y) / POINT


def _text(canvas: "Canvas", line: Line) -> None:
    text = canvas.beginText(_x(line.left), _y(line.y))
    text.setFillColor(line.colour.value)
    text.setCharSpace(line.tracking)
    for font, run in chain(line.weight).runs(line.text):
        text.setFont(font.fontName, line.size)
        text.textOut(run)
    canvas.drawText(text)


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


def _watermark(canvas: "Canvas") -> None:
    """Across the whole paper, under the text, in a tint that a grey printer still shows."""
    text = f"{layout.SAMPLE.zh} {layout.SAMPLE.en}"
    size = 80.0
    canvas.saveState()
    canvas.translate(_x(layout.WIDTH / 2 + 20), _y(layout.HEIGHT / 2 + 6))
    canvas.rotate(24)
    canvas.setFillColor(WATERMARK)
    canvas.setFont(chain(Weight.BOLD).fonts[0].fontName, size)
    canvas.drawString(-chain(Weight.BOLD).width(text, size) / 2, -size * 0.35, text)
    canvas.restoreState()


BAND = 7.4
TILE = 17.0
CORNER = 6.6


def _border(canvas: "Canvas") -> None:
    """Four bands from corner to corner, and a rosette on a disc of paper over each crossing."""
    box = layout.BORDER
    left, right = _x(box.left + BAND / 2), _x(box.right - BAND / 2)
    bottom, top = _y(box.bottom - BAND / 2), _y(box.top + BAND / 2)
    corners = ((left, bottom), (right, bottom), (right, top), (left, top))
    _forms(canvas)
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


def _qr(canvas: "Canvas", address: str, code: str) -> None:
    """Square runs as one filled path; the quiet zone is part of the box, left as paper."""
    matrix = qr.modules(address, code)
    module = layout.QR.width / (len(matrix) + 2 * qr.QUIET)
    left, top = layout.QR.left + qr.QUIET * module, layout.QR.top + qr.QUIET * module
    canvas.setFillColor(Colour.INK.value)
    path = canvas.beginPath()
    for row, column, length in qr.runs(matrix):
        path.rect(_x(left + column * module), _y(top + (row + 1) * module), length * module / POINT, module / POINT)
    canvas.drawPath(path, stroke=0, fill=1)


def _photo_frame(canvas: "Canvas", photo: "Image | None") -> None:
    from reportlab.lib.utils import ImageReader

    box = layout.PHOTO
    place = (_x(box.left), _y(box.bottom), box.width / POINT, box.height / POINT)
    if photo is not None:
        canvas.drawImage(ImageReader(photo), *place)
    canvas.setStrokeColor(HAIRLINE)
    canvas.setLineWidth(0.4)
    canvas.rect(*place)


def _photo(holder: str, data: bytes) -> "Image":
    """The photo upright, cut to the frame around its middle, on white, at the printer's resolution."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    size = round(layout.PHOTO.width / 25.4 * PHOTO_DPI), round(layout.PHOTO.height / 25.4 * PHOTO_DPI)
    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise PhotoUnreadable(holder=holder)
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as problem:
        raise PhotoUnreadable(holder=holder) from problem
    paper = Image.new("RGBA", upright.size, "white")
    paper.alpha_composite(upright)
    return ImageOps.fit(paper.convert("RGB"), size)
