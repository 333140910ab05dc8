"""What PDF/A-3 asks of signature, permissions and attachment (ISO 19005-3; clauses numbered as there).

The validator that the other tests ask (pikepdf's) calls these three outside of its scope, so each clause that speaks
of them is asked of the written file itself, read by another library than the one that wrote it.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from asn1crypto import cms

from competition.certificates.archival import Attachment
from competition.certificates.keys import open_document_key
from competition.certificates.signing import PaperSigner
from competition.settings import SigningSettings

from .facts import FACTS

CREDENTIAL = Attachment("credential.json", "application/json", b'{"a": 1}', "the credential")
INVISIBLE, HIDDEN, PRINT, NO_VIEW, TOGGLE = 1, 2, 4, 32, 256


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return PaperSigner(open_document_key(SigningSettings(), tmp_path_factory.mktemp("keys"))).paper(FACTS, CREDENTIAL)


@pytest.fixture
def root(paper: bytes) -> Iterator[Any]:
    with pikepdf.open(BytesIO(paper)) as document:
        yield document.Root


def test_6_1_12_permissions_hold_a_certifying_signature_and_no_digest_of_objects(root: Any) -> None:
    assert set(root.Perms.keys()) <= {"/UR3", "/DocMDP"}
    for reference in root.Perms.DocMDP.Reference:
        assert not {"/DigestLocation", "/DigestMethod", "/DigestValue"} & set(reference.keys())


def test_6_3_the_field_is_printed_never_hidden_and_needs_no_appearance_since_it_takes_no_room(root: Any) -> None:
    (field,) = root.AcroForm.Fields
    flags = int(field.F)
    assert flags & PRINT and not flags & (INVISIBLE | HIDDEN | NO_VIEW | TOGGLE)
    left, lower, right, upper = (float(one) for one in field.Rect)
    assert (left, lower) == (right, upper)


def test_6_4_1_and_2_the_form_does_nothing_by_itself(root: Any) -> None:
    (field,) = root.AcroForm.Fields
    assert not {"/NeedAppearances", "/XFA"} & set(root.AcroForm.keys()) and "/NeedsRendering" not in root
    assert not {"/A", "/AA"} & set(field.keys()) and "/OpenAction" not in root and "/AA" not in root


def test_6_4_3_the_signature_covers_the_file_and_has_one_signer_whose_certificate_it_holds(
    root: Any, paper: bytes
) -> None:
    signature = root.AcroForm.Fields[0].V
    start, opening, closing, rest = (int(one) for one in signature.ByteRange)
    assert (start, closing + rest) == (0, len(paper))
    assert paper[opening : opening + 1] == b"<" and paper[closing - 1 : closing] == b">"
    signed = cms.ContentInfo.load(bytes(signature.Contents).rstrip(b"\0") + b"\0\0\0")["content"]
    (signer,) = signed["signer_infos"]
    serials = {one.chosen.serial_number for one in signed["certificates"]}
    assert signer["sid"].chosen["serial_number"].native in serials


def test_6_8_the_attachment_is_named_typed_and_related_to_the_document(root: Any) -> None:
    (specification,) = root.AF
    assert str(specification.F) == str(specification.UF) == "credential.json"
    assert specification.AFRelationship in ("/Source", "/Data", "/Alternative", "/Supplement", "/Unspecified")
    embedded = specification.EF.F
    assert embedded.Subtype == "/application/json" and "/ModDate" in embedded.Params
    assert embedded.read_bytes() == CREDENTIAL.content
    (name, listed) = root.Names.EmbeddedFiles.Names
    assert str(name) == "credential.json" and listed.objgen == specification.objgen


def test_6_6_4_the_metadata_say_which_part_and_level(root: Any) -> None:
    said = root.Metadata.read_bytes()
    assert b"<pdfaid:part>3</pdfaid:part>" in said and b"<pdfaid:conformance>B</pdfaid:conformance>" in said
