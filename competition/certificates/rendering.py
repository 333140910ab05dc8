"""Draws a certificate as a PDF: a pure function of its frozen facts.

The preflight walks exactly the lines that will be drawn, so that what passes it has no hole in it, and
what does not is refused by name before a byte is written. The file holds no clock and no chance
(reportlab's `invariant`), embeds every font it names, and states its language, title and author.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from competition.certificates import words
from competition.certificates.archival import About, Attachment, make_archival
from competition.certificates.errors import GlyphMissing
from competition.certificates.frame import draw_photo_frame, register_frame
from competition.certificates.layout import CertificateFacts, Colour, Line
from competition.certificates.pictures import photo_of, register_seal
from competition.certificates.plan import Sheet, compose, template_of
from competition.certificates.signature_field import Place, keep_place
from competition.certificates.template import Box, Page
from competition.papers import qr
from competition.papers.fonts import LOCK, Weight, chain
from competition.papers.lines import POINT

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

__all__ = ["CertificateFacts", "preflight", "print_file", "render", "trimmed"]

WATERMARK = "#f7e4e0"


def preflight(facts: CertificateFacts) -> None:
    """Raises GlyphMissing for the first field that no font can draw whole, PhotoUnreadable for a photo that is none."""
    _checked(facts)
    if facts.photo is not None and (frame := template_of(facts).photo) is not None:
        photo_of(facts.holder_name, facts.photo, frame)


def render(facts: CertificateFacts, attached: Sequence[Attachment] = (), place: Place | None = None) -> bytes:
    """The paper as PDF/A, with an empty signature where a place is kept for one.

    Raises GlyphMissing, FontsMissing or PhotoUnreadable.
    """
    sheets = _checked(facts)
    about = About(
        title=f"{template_of(facts).title.zh} {facts.number} {facts.holder_name}",
        author=facts.issuer.zh,
        subject=" ".join(one.zh for one in (facts.occupation, facts.level or facts.award) if one),
        keywords=facts.number,
        made_at=_midnight(facts) if place is None else place.signed_at,
    )
    return _made([(facts, sheets)], about, attached, place)


def trimmed(facts: CertificateFacts) -> CertificateFacts:
    """The same, with a photo no larger than it is printed, so that thousands can be held at once."""
    frame = template_of(facts).photo
    if facts.photo is None or frame is None:
        return replace(facts, photo=None)
    return replace(facts, photo=photo_of(facts.holder_name, facts.photo, frame))


def print_file(every: Sequence[CertificateFacts]) -> bytes:
    """All pages in one unsigned file for the printer, the fonts in it once. Raises what `render` raises."""
    first = every[0]
    about = About(template_of(first).title.zh, first.issuer.zh, first.competition.zh, "", _midnight(first))
    return _made([(facts, _checked(facts)) for facts in every], about)


def _checked(facts: CertificateFacts) -> list[Sheet]:
    sheets = compose(facts)
    for line in (line for sheet in sheets for line in sheet.lines):
        if missing := chain(line.weight).lacking(line.text):
            raise GlyphMissing(facts.holder_name, line.field, missing)
    return sheets


def _made(
    papers: Sequence[tuple[CertificateFacts, list[Sheet]]],
    about: About,
    attached: Sequence[Attachment] = (),
    place: Place | None = None,
) -> bytes:
    with LOCK:
        out = BytesIO()
        canvas = _canvas(out, template_of(papers[0][0]).page)
        for facts, sheets in papers:
            for sheet in sheets:
                _page(canvas, facts, sheet)
        make_archival(canvas, about, attached)
        if place is not None:
            keep_place(canvas, place)
        canvas.save()
        return out.getvalue()


def _midnight(facts: CertificateFacts) -> datetime:
    return datetime.combine(facts.issued_on, time(), UTC)


def _canvas(out: BytesIO, page: Page) -> "Canvas":
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = 0  # else every stream is written as text: a quarter larger, and a third of the time
    return Canvas(
        out,
        pagesize=(page.width / POINT, page.height / POINT),
        initialFontName=chain(Weight.REGULAR).first.fontName,  # type: ignore[arg-type]  # float, say its types
        lang="zh-CN",
        invariant=True,
        pageCompression=1,
    )


def _page(canvas: "Canvas", facts: CertificateFacts, sheet: Sheet) -> None:
    template, page = sheet.template, sheet.template.page
    canvas.doForm(register_frame(canvas, template))
    if facts.sample:
        _watermark(canvas, page)
    if facts.seal is not None and template.seal is not None:
        _in_box(canvas, page, template.seal.box, register_seal(canvas, facts.seal))
    if facts.photo is not None and template.photo is not None:
        _photo_in_frame(canvas, page, template.photo, photo_of(facts.holder_name, facts.photo, template.photo))
    _qr(canvas, page, template.qr, facts.verify_url, facts.code)
    for line in sheet.lines:
        _text(canvas, page, line)
    canvas.setPageSize((page.width / POINT, page.height / POINT))
    canvas.showPage()
    _trim(canvas, page)


def _trim(canvas: "Canvas", page: Page) -> None:
    """The page just ended is A4 to whoever looks at it or prints it; a print shop finds the bleed around it."""
    from reportlab.pdfbase.pdfdoc import PDFArray

    ended: Any = canvas._doc.Pages.pages[-1]  # type: ignore[attr-defined]
    width, height, out = page.width / POINT, page.height / POINT, page.bleed / POINT
    ended.MediaBox = ended.BleedBox = PDFArray([-out, -out, width + out, height + out])
    ended.CropBox = ended.TrimBox = PDFArray([0, 0, width, height])


@cache
def _ink(colour: str) -> str:
    """The operator that sets the colour for what is filled."""
    return " ".join(f"{int(colour[at : at + 2], 16) / 255:.4g}" for at in (1, 3, 5)) + " rg"


def _text(canvas: "Canvas", page: Page, line: Line) -> None:
    """Written as operators: reportlab's own text object takes longer over a line than its font over a paper."""
    document = canvas._doc  # type: ignore[attr-defined]
    shown = [
        f"{name} {line.size:g} Tf <{codes.hex()}> Tj"
        for font, run in chain(line.weight).runs(line.text)
        for subset, codes in font.splitString(run, document)
        for name in [font.getSubsetInternalName(subset, document)]
    ]
    place = f"BT {line.tracking:g} Tc {line.left / POINT:.4f} {_up(page, line.y):.4f} Td"
    canvas._code.append("\n".join((_ink(line.colour.value), place, *shown, "ET")))  # type: ignore[attr-defined]


def _up(page: Page, y: float) -> float:
    return (page.height - y) / POINT


def _watermark(canvas: "Canvas", page: Page) -> None:
    """Across the whole paper, under the text, in a tint that a grey printer still shows."""
    text = f"{words.SAMPLE.zh} {words.SAMPLE.en}"
    size = 80.0 * page.width / 297
    canvas.saveState()
    canvas.translate((page.width / 2 + (20 if page.landscape else 0)) / POINT, _up(page, page.height / 2 + 6))
    canvas.rotate(24)
    canvas.setFillColor(WATERMARK)
    canvas.setFont(chain(Weight.BOLD).first.fontName, size)
    canvas.drawString(-chain(Weight.BOLD).width(text, size) / 2, -size * 0.35, text)
    canvas.restoreState()


def _qr(canvas: "Canvas", page: Page, box: Box, address: str, code: str) -> None:
    """The modules as a mask of one bit each, in the page's own stream; the quiet zone is left as paper."""
    matrix = qr.modules(address, code)
    count = len(matrix)
    module = box.width / (count + 2 * qr.QUIET)
    side, left, bottom = count * module, box.left + qr.QUIET * module, box.bottom - qr.QUIET * module
    width = (count + 7) // 8
    bits = b"".join(
        int("".join("1" if cell else "0" for cell in row).ljust(8 * width, "0"), 2).to_bytes(width) for row in matrix
    )
    canvas.saveState()
    canvas._code.append(  # type: ignore[attr-defined]
        f"{_ink(Colour.INK.value)}\n"
        f"{side / POINT:.4f} 0 0 {side / POINT:.4f} {left / POINT:.4f} {_up(page, bottom):.4f} cm\n"
        f"BI /W {count} /H {count} /BPC 1 /IM true /D [1 0] /F /AHx ID\n{bits.hex()}>\nEI"
    )
    canvas.restoreState()


def _in_box(canvas: "Canvas", page: Page, box: Box, name: str) -> None:
    """The registered form fills the box."""
    canvas.saveState()
    canvas.translate(box.left / POINT, _up(page, box.bottom))
    canvas.scale(box.width / POINT, box.height / POINT)
    canvas.doForm(name)
    canvas.restoreState()


def _photo_in_frame(canvas: "Canvas", page: Page, box: Box, photo: bytes) -> None:
    from reportlab.lib.utils import ImageReader

    at = box.left / POINT, _up(page, box.bottom)
    canvas.drawImage(ImageReader(BytesIO(photo)), *at, box.width / POINT, box.height / POINT)
    draw_photo_frame(canvas, page, box)
