"""What a PDF proves by itself: is it signed, by whom, and is every byte as it was signed.

Whether the signer may be believed is not asked here: a certificate is recognised by its fingerprint, from the
register or from a published key set, never by what the file says of itself.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

State = Literal["intact", "altered", "unsigned", "unreadable"]
CREDENTIAL = "credential.json"
MOST_ATTACHED = 256 * 1024
WAS_SIGNED = re.compile(rb"/ByteRange|/SubFilter\s*/(ETSI|adbe)\.")


@dataclass(frozen=True, slots=True)
class PaperCheck:
    """`digest` is the SHA-256 of the file, `fingerprint` that of the certificate that signed it.

    The credential is what is attached to the file; it says nothing where the file is not intact.
    """

    state: State
    digest: bytes
    signer: str | None = None
    fingerprint: bytes | None = None
    signed_at: datetime | None = None
    credential: bytes | None = None


def check_paper(pdf: bytes) -> PaperCheck:
    """Never raises: a file that cannot be read is an answer too."""
    digest = hashlib.sha256(pdf).digest()
    if not pdf.startswith(b"%PDF-"):
        return PaperCheck("unreadable", digest)
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(BytesIO(pdf))
        signatures = list(reader.embedded_regular_signatures)
        if not signatures:
            return PaperCheck("unsigned", digest)
        return _checked(pdf, digest, reader, signatures[0], len(signatures))
    except Exception:  # the reader raises whatever a broken file makes it stumble over
        return PaperCheck("altered" if WAS_SIGNED.search(pdf) else "unreadable", digest)


def _checked(
    pdf: bytes, digest: bytes, reader: "PdfFileReader", signature: "EmbeddedPdfSignature", count: int
) -> PaperCheck:
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    covered = signature.evaluate_signature_coverage() == SignatureCoverageLevel.ENTIRE_FILE
    certificate = signature.signer_cert
    intact, valid = validate_sig_integrity(
        signature.signer_info, certificate, expected_content_type="data", actual_digest=signature.compute_digest()
    )
    _, opening, closing, _ = signature.byte_range
    plain = _plain(signature, pdf[opening + 1 : closing - 1])
    said = certificate.subject.native.get("common_name")
    return PaperCheck(
        "intact" if intact and valid and covered and plain and count == 1 else "altered",
        digest,
        signer=str(said) if said else certificate.subject.human_friendly,
        fingerprint=certificate.sha256,
        signed_at=signature.self_reported_timestamp,
        credential=_attached(reader),
    )


def _plain(signature: "EmbeddedPdfSignature", digits: bytes) -> bool:
    """Whether what no signature covers, the container of the signature itself, holds nothing but the signature.

    Its bytes could be changed without breaking anything, and a reader would still call the file valid.
    """
    from asn1crypto.algos import DigestAlgorithm
    from asn1crypto.cms import ContentInfo
    from asn1crypto.core import Null

    info, kept, named = signature.signer_info, bytes(signature.pkcs7_content), signature.signer_info["sid"].chosen
    whole = ContentInfo({"content_type": "signed_data", "content": signature.signed_data}).dump()
    name = {"algorithm": info["digest_algorithm"]["algorithm"].native}
    written = {DigestAlgorithm(name).dump(), DigestAlgorithm({**name, "parameters": Null()}).dump()}
    return (
        digits in (kept.hex().encode(), kept.hex().upper().encode())
        and kept.startswith(whole)
        and not kept[len(whole) :].strip(b"\0")
        and named["issuer"].dump() == signature.signer_cert.issuer.dump()
        and signature.signed_data["version"].native == info["version"].native == "v1"
        and {info["digest_algorithm"].dump(), *(one.dump() for one in signature.signed_data["digest_algorithms"])}
        <= written
    )


def _attached(reader: "PdfFileReader") -> bytes | None:
    try:
        names: Any = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
        for at in range(0, len(names), 2):
            if str(names[at]) == CREDENTIAL:
                content: bytes = names[at + 1]["/EF"]["/F"].data
                return content if len(content) <= MOST_ATTACHED else None
    except (KeyError, TypeError, ValueError, AttributeError):
        pass
    return None
