"""Papers that can be checked when nobody answers any more: PAdES B-LT, judged by pyHanko's own validator."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore

from competition.certificates.errors import LongTermIncomplete, RevocationUnknown
from competition.certificates.keys import DocumentKey, open_document_key
from competition.certificates.paper_check import check_paper
from competition.certificates.signing import PaperSigner
from competition.settings import SigningSettings

from .authorities import Authority, serving
from .facts import FACTS
from .test_signing import said_by_pdfsig

ORGANISATION = "东海市职业技能评价中心"


@pytest.fixture
def authority() -> Iterator[Authority]:
    with serving(Authority()) as authority:
        yield authority


def an_organisations_key(authority: Authority) -> DocumentKey:
    key = ec.generate_private_key(ec.SECP256R1())
    return DocumentKey(key, authority.issue(ORGANISATION, key.public_key()), (authority.certificate,))


def test_a_paper_is_valid_for_long_by_what_it_carries(authority: Authority, tmp_path: Path) -> None:
    """An independent validator with the root alone and no network; the file is one revision, signed whole."""
    paper = PaperSigner(an_organisations_key(authority), authority.url, long_term=True).paper(FACTS)
    (signature,) = (reader := PdfFileReader(BytesIO(paper))).embedded_signatures
    root = asn1.Certificate.load(authority.certificate.public_bytes(Encoding.DER))
    trusting = {"trust_roots": [root], "allow_fetching": False, "revocation_mode": "require"}
    status = validate_pdf_signature(signature, DocumentSecurityStore.read_dss(reader).as_validation_context(trusting))
    assert (
        status.bottom_line
        and status.timestamp_validity is not None
        and status.timestamp_validity.valid
        and status.timestamp_validity.trusted
    )
    checked = check_paper(paper)
    assert (checked.state, checked.signer) == ("intact", ORGANISATION)
    said = said_by_pdfsig(paper, tmp_path / "paper.pdf")
    assert "Signature is Valid" in said and "Total document signed" in said


@pytest.mark.parametrize("why", ["revoked", "out of date"])
def test_no_paper_is_made_with_a_certificate_that_does_not_hold(authority: Authority, why: str) -> None:
    key = an_organisations_key(authority)
    if why == "revoked":
        authority.revoked.add(key.certificate.serial_number)
    else:
        authority.hours = -1
    with pytest.raises(RevocationUnknown, match=why):
        PaperSigner(key, authority.url, long_term=True).paper(FACTS)


def test_long_term_needs_a_time_stamp_and_certificates_that_name_their_list(
    authority: Authority, tmp_path: Path
) -> None:
    with pytest.raises(LongTermIncomplete, match="JINJI_TIMESTAMP_URL"):
        PaperSigner(open_document_key(SigningSettings(), tmp_path), long_term=True)
    key = an_organisations_key(authority)
    authority.url, url = "ldap://nowhere", authority.url
    unlisted = DocumentKey(key.key, authority.issue(ORGANISATION, key.certificate.public_key()))  # type: ignore[arg-type]
    with pytest.raises(RevocationUnknown, match="names no revocation list"):
        PaperSigner(unlisted, url, long_term=True).paper(FACTS)
