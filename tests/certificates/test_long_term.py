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


def is_valid_for_long(paper: bytes, root: Authority) -> bool:
    (signature,) = (reader := PdfFileReader(BytesIO(paper))).embedded_signatures
    roots = [asn1.Certificate.load(root.certificate.public_bytes(Encoding.DER))]
    trusting = {"trust_roots": roots, "allow_fetching": False, "revocation_mode": "require"}
    status = validate_pdf_signature(signature, DocumentSecurityStore.read_dss(reader).as_validation_context(trusting))
    stamp = status.timestamp_validity
    return status.bottom_line and stamp is not None and stamp.valid and stamp.trusted


def test_a_paper_is_valid_for_long_though_nobody_sent_the_authority_between(authority: Authority) -> None:
    """Neither the organisation's file nor the time stamp has it: it is had where their certificates say."""
    with serving(Authority(under=authority)) as between:
        key = ec.generate_private_key(ec.SECP256R1())
        alone = DocumentKey(key, between.issue(ORGANISATION, key.public_key()))
        assert is_valid_for_long(PaperSigner(alone, between.url, long_term=True).paper(FACTS), authority)
        authority.revoked.add(between.certificate.serial_number)
        with pytest.raises(RevocationUnknown, match="revoked"):
            PaperSigner(alone, between.url, long_term=True).paper(FACTS)


def test_a_list_that_somebody_else_signed_is_no_list(authority: Authority) -> None:
    key = an_organisations_key(authority)
    authority.lists_with = ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(RevocationUnknown, match="not signed by"):
        PaperSigner(key, authority.url, long_term=True).paper(FACTS)


def test_a_paper_is_valid_for_long_by_what_it_carries(authority: Authority, tmp_path: Path) -> None:
    """An independent validator with the root alone and no network; the file is one revision, signed whole."""
    paper = PaperSigner(an_organisations_key(authority), authority.url, long_term=True).paper(FACTS)
    assert is_valid_for_long(paper, authority)
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
