"""Pictures on papers: the holder's photo, and the organisation's seal."""

import hashlib
import zlib
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from competition.certificates.errors import PhotoUnreadable, SealUnfit
from competition.certificates.template import Box

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

MOST_PIXELS = 50_000_000
PHOTO_DPI = 300
PHOTO_QUALITY = 92
LARGEST_SEAL = 1024 * 1024
SEAL_SIDE = (200, 2000)
PRINTED_SEAL = 600
"""Pixels of the side of a seal as it is printed: more than 300 in an inch of 45 mm."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A seal ready for a file: its side in pixels, colours and opacity compressed."""

    name: str
    side: int
    colours: bytes
    opacity: bytes


def photo_of(holder: str, data: bytes, box: Box) -> bytes:
    """The photo as a JPEG: upright, cut to the frame around its middle, on white, at the printer's resolution.

    One that is so already is left as it is. Raises PhotoUnreadable.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    size = round(box.width / 25.4 * PHOTO_DPI), round(box.height / 25.4 * PHOTO_DPI)
    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise PhotoUnreadable(holder=holder)
            if (opened.format, opened.mode, opened.size) == ("JPEG", "RGB", size) and not opened.getexif():
                opened.load()
                return data
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as problem:
        raise PhotoUnreadable(holder=holder) from problem
    paper = Image.new("RGBA", upright.size, "white")
    paper.alpha_composite(upright)
    out = BytesIO()
    ImageOps.fit(paper.convert("RGB"), size).save(out, "JPEG", quality=PHOTO_QUALITY, subsampling=0)
    return out.getvalue()


@lru_cache(maxsize=8)
def stamp_of(png: bytes) -> Stamp:
    """The seal made ready, white around it where it is not square. Raises SealUnfit."""
    from PIL import Image, UnidentifiedImageError

    if len(png) > LARGEST_SEAL:
        raise SealUnfit()
    try:
        with Image.open(BytesIO(png), formats=("PNG",)) as opened:
            if not all(SEAL_SIDE[0] <= side <= SEAL_SIDE[1] for side in opened.size):
                raise SealUnfit()
            picture = opened.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as problem:
        raise SealUnfit() from problem
    side = max(picture.size)
    square = Image.new("RGBA", (side, side), (255, 255, 255, 0))
    square.paste(picture, ((side - picture.width) // 2, (side - picture.height) // 2))
    square.thumbnail((PRINTED_SEAL, PRINTED_SEAL))
    colours, opacity = square.convert("RGB").tobytes(), square.getchannel("A").tobytes()
    name = f"seal-{hashlib.sha256(png).hexdigest()[:12]}"
    return Stamp(name, square.width, zlib.compress(colours, 9), zlib.compress(opacity, 9))


def register_seal(canvas: "Canvas", png: bytes) -> str:
    """The name of the form that draws the seal in a square of side 1; the document has it."""
    from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFStream, xObjectName

    stamp = stamp_of(png)
    document: Any = canvas._doc  # type: ignore[attr-defined]
    name = xObjectName(stamp.name)
    if name in document.idToObject:
        return stamp.name

    def image(space: str, content: bytes, **more: object) -> PDFStream:
        said = {
            "Type": PDFName("XObject"),
            "Subtype": PDFName("Image"),
            "Width": stamp.side,
            "Height": stamp.side,
            "BitsPerComponent": 8,
            "ColorSpace": PDFName(space),
            "Filter": PDFName("FlateDecode"),
            **more,
        }
        return PDFStream(PDFDictionary(said), content=content, filters=[])

    mask = document.Reference(image("DeviceGray", stamp.opacity))
    document.Reference(image("DeviceRGB", stamp.colours, SMask=mask), name)
    return stamp.name
