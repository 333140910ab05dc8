"""The place of a signature in a PDF: kept free while the file is written, filled once its bytes are known.

The signature is part of the first and only revision of the file, so the byte range covers all of it but the signature
itself. It certifies (DocMDP, level 1): no later change is allowed that a viewer would call harmless.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from competition.certificates.archival import pdf_date

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

    from competition.certificates.long_term import Evidence

RANGE = b"/ByteRange [0 ********** ********** **********]"
FIELD = "Issuer"


@dataclass(frozen=True, slots=True)
class Place:
    """What the signature dictionary says, the most bytes that the signature may take, and what to check it with."""

    signer: str
    reason: str
    signed_at: datetime
    size: int
    evidence: "Evidence | None" = None


def keep_place(canvas: "Canvas", place: Place) -> None:
    """The file will hold an empty signature in a field without appearance. After the last page, before saving."""
    from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFObject, PDFObjectReference, PDFString

    class Literal(PDFObject):
        def __init__(self, text: bytes) -> None:
            self.text = text

        def format(self, document: object) -> bytes:
            return self.text

    document: Any = canvas._doc  # type: ignore[attr-defined]
    page = document.Pages.pages[0]
    signature = document.Reference(Literal(_dictionary(place)))
    field = document.Reference(
        PDFDictionary(
            {
                "Type": PDFName("Annot"),
                "Subtype": PDFName("Widget"),
                "FT": PDFName("Sig"),
                "T": PDFString(FIELD),
                "V": signature,
                "F": 132,
                "Rect": PDFArray([0, 0, 0, 0]),
                "P": PDFObjectReference("Page1"),
            }
        )
    )
    page.Annots = PDFArray([field])
    document.Catalog.AcroForm = PDFDictionary({"Fields": PDFArray([field]), "SigFlags": 3})
    document.Catalog.Perms = PDFDictionary({"DocMDP": signature})
    if place.evidence:
        document.Catalog.DSS = _store(document, place.evidence)


def _store(document: Any, evidence: "Evidence") -> Any:
    from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream

    def streams(contents: tuple[bytes, ...]) -> PDFArray:
        return PDFArray([document.Reference(PDFStream(PDFDictionary({}), content=one, filters=[])) for one in contents])

    return PDFDictionary(
        {
            "Type": PDFName("DSS"),
            "Certs": streams(evidence.certificates),
            "CRLs": streams(evidence.revocations),
        }
    )


def fill(pdf: bytes, sign: Callable[[bytes], bytes]) -> bytes:
    """The file with its place filled by what `sign` makes of the SHA-256 of everything else in it."""
    start = pdf.index(RANGE)
    opening = pdf.index(b"/Contents <", start) + len(b"/Contents ")
    closing = pdf.index(b">", opening) + 1
    said = b"/ByteRange [0 %d %d %d]" % (opening, closing, len(pdf) - closing)
    before = pdf[:start] + said.ljust(len(RANGE)) + pdf[start + len(RANGE) : opening]
    after = pdf[closing:]
    signature = sign(hashlib.sha256(before + after).digest()).hex().encode()
    room = closing - opening - 2
    if len(signature) > room:
        raise ValueError(f"the signature takes {len(signature)} digits and {room} were kept for it")
    return before + b"<" + signature.ljust(room, b"0") + b">" + after


def _dictionary(place: Place) -> bytes:
    return b"\n".join(
        (
            b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached",
            RANGE,
            b"/Contents <" + b"0" * (2 * place.size) + b">",
            b"/M (" + pdf_date(place.signed_at).encode() + b")",
            b"/Name " + _text(place.signer) + b" /Reason " + _text(place.reason),
            b"/Reference [<< /Type /SigRef /TransformMethod /DocMDP",
            b"/TransformParams << /Type /TransformParams /P 1 /V /1.2 >> >>] >>",
        )
    )


def _text(text: str) -> bytes:
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"
