"""Draws a certificate as a PDF: a pure function of its frozen facts.

The preflight walks exactly the lines that will be drawn, so that what passes it has no hole in it, and
what does not is refused by name before a byte is written. The file holds no clock and no chance
(reportlab's `invariant`), embeds every font it names, and states its language, title and author.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

from competition.certificates import layout
from competition.certificates.archival import About, Attachment, make_archival
from competition.certificates.errors import GlyphMissing, PhotoUnreadable
from competition.certificates.frame import draw_photo_frame, register_frame
from competition.certificates.layout import CertificateFacts, Colour, Line, compose
from competition.certificates.signature_field import Place, keep_place
from competition.papers import qr
from competition.papers.fonts import LOCK, Weight, chain
from competition.papers.lines import POINT

if TYPE_CHECKING:
    from PIL.Image import Image
    from reportlab.pdfgen.canvas import Canvas

__all__ = ["CertificateFacts", "preflight", "print_file", "render"]

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


def print_file(every: Sequence[CertificateFacts]) -> bytes:
    """All pages in one unsigned file for the printer, the fonts in it once. Raises what `render` raises."""
    pages = [(facts, compose(facts)) for facts in every]
    for facts, lines in pages:
        for line in lines:
            _check(facts, line)
    with LOCK:
        out = BytesIO()
        canvas = _canvas(out)
        register_frame(canvas)
        for facts, lines in pages:
            _page(canvas, facts, lines, None if facts.photo is None else _photo(facts.holder_name, facts.photo))
        first = every[0]
        about = About(layout.TITLE.zh, first.issuer.zh, first.competition.zh, "", _midnight(first))
        make_archival(canvas, about)
        canvas.save()
        return out.getvalue()


def _draw(
    facts: CertificateFacts,
    lines: list[Line],
    photo: "Image | None",
    attached: Sequence[Attachment],
    place: Place | None,
) -> bytes:
    out = BytesIO()
    canvas = _canvas(out)
    register_frame(canvas)
    _page(canvas, facts, lines, photo)
    about = About(
        title=f"{layout.TITLE.zh} {facts.number} {facts.holder_name}",
        author=facts.issuer.zh,
        subject=f"{facts.occupation.zh} {facts.level.zh}",
        keywords=facts.number,
        made_at=_midnight(facts) if place is None else place.signed_at,
    )
    make_archival(canvas, about, attached)
    if place is not None:
        keep_place(canvas, place)
    canvas.save()
    return out.getvalue()


def _midnight(facts: CertificateFacts) -> datetime:
    return datetime.combine(facts.issued_on, time(), UTC)


def _canvas(out: BytesIO) -> "Canvas":
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = 0  # else every stream is written as text: a quarter larger, and a third of the time
    return Canvas(
        out,
        pagesize=(layout.WIDTH / POINT, layout.HEIGHT / POINT),
        initialFontName=chain(Weight.REGULAR).first.fontName,  # type: ignore[arg-type]  # float, say its types
        lang="zh-CN",
        invariant=True,
        pageCompression=1,
    )


def _page(canvas: "Canvas", facts: CertificateFacts, lines: list[Line], photo: "Image | None") -> None:
    if facts.sample:
        _watermark(canvas)
    canvas.doForm("frame")
    if photo is not None:
        _photo_in_frame(canvas, photo)
    _qr(canvas, facts.verify_url, facts.code)
    for line in lines:
        _text(canvas, line)
    canvas.showPage()


def _x(x: float) -> float:
    return x / POINT


def _y(y: float) -> float:
    return (layout.HEIGHT - y) / POINT


@cache
def _ink(colour: str) -> str:
    """The operator that sets the colour for what is filled."""
    return " ".join(f"{int(colour[at : at + 2], 16) / 255:.4g}" for at in (1, 3, 5)) + " rg"


def _text(canvas: "Canvas", line: Line) -> None:
    """Written as operators: reportlab's own text object takes longer over a line than its font over a paper."""
    document = canvas._doc  # type: ignore[attr-defined]
    shown = [
        f"{name} {line.size:g} Tf <{codes.hex()}> Tj"
        for font, run in chain(line.weight).runs(line.text)
        for subset, codes in font.splitString(run, document)
        for name in [font.getSubsetInternalName(subset, document)]
    ]
    place = f"BT {line.tracking:g} Tc {_x(line.left):.4f} {_y(line.y):.4f} Td"
    canvas._code.append("\n".join((_ink(line.colour.value), place, *shown, "ET")))  # type: ignore[attr-defined]


def _watermark(canvas: "Canvas") -> None:
    """Across the whole paper, under the text, in a tint that a grey printer still shows."""
    text = f"{layout.SAMPLE.zh} {layout.SAMPLE.en}"
    size = 80.0
    canvas.saveState()
    canvas.translate(_x(layout.WIDTH / 2 + 20), _y(layout.HEIGHT / 2 + 6))
    canvas.rotate(24)
    canvas.setFillColor(WATERMARK)
    canvas.setFont(chain(Weight.BOLD).first.fontName, size)
    canvas.drawString(-chain(Weight.BOLD).width(text, size) / 2, -size * 0.35, text)
    canvas.restoreState()


def _qr(canvas: "Canvas", address: str, code: str) -> None:
    """The modules as a mask of one bit each, in the page's own stream; the quiet zone is left as paper."""
    matrix = qr.modules(address, code)
    count = len(matrix)
    module = layout.QR.width / (count + 2 * qr.QUIET)
    side, left, bottom = count * module, layout.QR.left + qr.QUIET * module, layout.QR.bottom - qr.QUIET * module
    width = (count + 7) // 8
    bits = b"".join(
        int("".join("1" if cell else "0" for cell in row).ljust(8 * width, "0"), 2).to_bytes(width) for row in matrix
    )
    canvas.saveState()
    canvas._code.append(  # type: ignore[attr-defined]
        f"{_ink(Colour.INK.value)}\n"
        f"{side / POINT:.4f} 0 0 {side / POINT:.4f} {_x(left):.4f} {_y(bottom):.4f} cm\n"
        f"BI /W {count} /H {count} /BPC 1 /IM true /D [1 0] /F /AHx ID\n{bits.hex()}>\nEI"
    )
    canvas.restoreState()


def _photo_in_frame(canvas: "Canvas", photo: "Image") -> None:
    from reportlab.lib.utils import ImageReader

    box = layout.PHOTO
    canvas.drawImage(ImageReader(photo), _x(box.left), _y(box.bottom), box.width / POINT, box.height / POINT)
    draw_photo_frame(canvas)


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
