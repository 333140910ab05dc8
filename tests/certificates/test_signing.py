"""That a signed paper is signed and unchanged; and that either is noticed when it is not so."""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from itertools import cycle
from pathlib import Path
from random import Random

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from pypdf import PdfReader

from competition.certificates import words
from competition.certificates.archival import Attachment
from competition.certificates.errors import SigningKeyUnusable, TimestampFailed
from competition.certificates.keys import DocumentKey, open_document_key
from competition.certificates.paper_check import check_paper
from competition.certificates.signing import PaperSigner
from competition.clock import now
from competition.settings import SigningSettings

from .authorities import Authority, serving
from .facts import FACTS, but, lines_of
from .kinds import many_marks, of_kind

SAMPLES = Path(__file__).parent / "data" / "pdf-signatures"
CREDENTIAL = Attachment("credential.json", "application/json", b'{"a": 1}', "the credential")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="module")
def paper(folder: Path) -> bytes:
    signer = PaperSigner(open_document_key(SigningSettings(), folder))
    return signer.paper(but(development=signer.development), CREDENTIAL)


def said_by_pdfsig(pdf: bytes, at: Path) -> str:
    if shutil.which("pdfsig") is None:
        pytest.skip("pdfsig (poppler-utils) is not installed")
    at.write_bytes(pdf)
    return subprocess.run(["pdfsig", str(at)], capture_output=True, text=True, check=False).stdout


def an_organisation(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, days: int = 30) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "东海市职业技能评价中心")])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=60))
        .not_valid_after(now() + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )


def a_pkcs12(folder: Path, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, days: int = 30) -> SigningSettings:
    file = folder / "organisation.p12"
    made = pkcs12.serialize_key_and_certificates(
        b"x", key, an_organisation(key, days), None, BestAvailableEncryption(b"secret")
    )
    file.write_bytes(made)
    return SigningSettings(pkcs12=file, pkcs12_password="secret")


def test_pdfsig_finds_the_signature_valid_and_the_whole_file_signed(paper: bytes, tmp_path: Path) -> None:
    """An independent reader agrees, and sees a PAdES signature."""
    said = said_by_pdfsig(paper, tmp_path / "paper.pdf")
    for part in ("Signature is Valid", "Total document signed", "ETSI.CAdES.detached", "SHA-256"):
        assert part in said
    assert said.count("Signature #") == 1


def test_all_pages_of_a_transcript_are_under_one_signature(folder: Path, tmp_path: Path) -> None:
    signer = PaperSigner(open_document_key(SigningSettings(), folder))
    made = signer.paper(of_kind("transcript", marks=many_marks(120)), CREDENTIAL)
    said = said_by_pdfsig(made, tmp_path / "paper.pdf")
    assert "Signature is Valid" in said and "Total document signed" in said and said.count("Signature #") == 1
    assert check_paper(made).state == "intact" and len(PdfReader(BytesIO(made)).pages) > 2


def test_our_own_check_agrees_and_finds_what_is_attached(paper: bytes) -> None:
    checked = check_paper(paper)
    assert (checked.state, checked.credential) == ("intact", CREDENTIAL.content)
    assert checked.signer == "Jinji development key - proves no issuer"


def test_any_changed_byte_is_noticed(paper: bytes) -> None:
    """A hundred and sixty places over the file, its ends, and the empty room behind the signature."""
    start = paper.index(b"/Contents <") + len(b"/Contents <")
    end = paper.index(b">", start)
    places = [*range(9, start, 400), *range(end + 1, len(paper), 400), end - 1, end - 60, len(paper) - 2]
    chance = Random(7)
    for place in places:
        assert check_paper(flipped(paper, place, 1 << chance.randrange(7))).state != "intact", place


def test_any_changed_byte_of_the_signature_itself_is_noticed(paper: bytes) -> None:
    """Though no signature covers it: lengths, certificate, names of algorithms, capitals of the issuer's name."""
    start = paper.index(b"/Contents <") + len(b"/Contents <")
    signature = bytes.fromhex(paper[start : paper.index(b">", start)].decode())
    for place, bit in zip(range(0, len(signature.rstrip(b"\0")), 3), cycle((0x20, 0x08, 0x80, 0x01)), strict=False):
        changed = flipped(signature, place, bit).hex().encode()
        assert check_paper(paper[:start] + changed + paper[start + len(changed) :]).state != "intact", place


def flipped(file: bytes, place: int, bit: int) -> bytes:
    changed = bytearray(file)
    changed[place] ^= bit
    return bytes(changed)


@pytest.mark.parametrize("change", [lambda p: p[:-7], lambda p: p + b"\n% more", lambda p: p[:3000] + p[3001:]])
def test_what_is_cut_off_or_added_is_noticed(paper: bytes, change: object) -> None:
    assert check_paper(change(paper)).state == "altered"  # type: ignore[operator]


@pytest.mark.parametrize(
    "name, state",
    [
        ("one-byterange", "altered"),
        ("weird-byterange", "altered"),
        ("signature-gap-too-big", "altered"),
        ("tail-uncovered", "altered"),
        ("minimal", "unsigned"),
        ("minimal-two-fields-signed-twice", "altered"),
        ("pades-with-old-style-signing-cert-attr", "intact"),
    ],
)
def test_known_attacks_on_coverage_are_refused(name: str, state: str) -> None:
    """Files of pyHanko's own tests: a range that leaves something out is no signature of the file."""
    assert check_paper((SAMPLES / f"{name}.pdf").read_bytes()).state == state


def test_what_is_no_pdf_is_unreadable() -> None:
    assert check_paper(b"").state == check_paper(b"%PDF-1.7 nothing").state == "unreadable"


def test_the_development_key_is_made_once_and_readable_by_its_owner_alone(folder: Path, paper: bytes) -> None:
    (file,) = folder.glob("*.pem")
    before = file.read_bytes()
    again = open_document_key(SigningSettings(), folder)
    assert again.development and file.read_bytes() == before and file.stat().st_mode & 0o777 == 0o600
    assert isinstance(again, DocumentKey)
    assert check_paper(paper).fingerprint == again.certificate.fingerprint(hashes.SHA256())


def test_a_paper_of_the_development_key_says_so_in_both_languages() -> None:
    printed = {line.text for line in lines_of(but(development=True))} - {line.text for line in lines_of(FACTS)}
    assert printed == {f"{words.DEVELOPMENT.zh} · {words.DEVELOPMENT.en}"}


@pytest.mark.parametrize(
    "key", [ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)], ids=["p256", "rsa"]
)
def test_an_organisations_key_signs(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, tmp_path: Path) -> None:
    """From PKCS#12, with its name in the file and no word of development."""
    signer = PaperSigner(open_document_key(a_pkcs12(tmp_path, key), tmp_path))
    assert not signer.development
    made = signer.paper(FACTS)
    assert (checked := check_paper(made)).state == "intact" and checked.signer == "东海市职业技能评价中心"
    assert "Signature is Valid" in said_by_pdfsig(made, tmp_path / "paper.pdf")


def test_a_wrong_password_and_an_expired_certificate_are_refused(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    right = a_pkcs12(tmp_path, key)
    with pytest.raises(SigningKeyUnusable, match=r"organisation\.p12"):
        open_document_key(SigningSettings(pkcs12=right.pkcs12, pkcs12_password="wrong"), tmp_path)
    with pytest.raises(SigningKeyUnusable, match="not in force"):
        open_document_key(a_pkcs12(tmp_path, key, days=-1), tmp_path)


def test_nothing_is_signed_once_the_certificate_has_run_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though the server was started while it held."""
    signer = PaperSigner(open_document_key(a_pkcs12(tmp_path, ec.generate_private_key(ec.SECP256R1())), tmp_path))
    later = now() + timedelta(days=31)
    monkeypatch.setattr("competition.certificates.keys.now", lambda: later)
    with pytest.raises(SigningKeyUnusable, match="not in force"):
        signer.paper(FACTS)


@pytest.fixture
def authority() -> Iterator[str]:
    with serving(Authority()) as authority:
        yield authority.url


def test_with_an_authority_the_signature_holds_its_time_stamp(folder: Path, authority: str, tmp_path: Path) -> None:
    """PAdES B-T: the token stands in the signature and the file stays valid."""
    made = PaperSigner(open_document_key(SigningSettings(), folder), authority).paper(FACTS)
    assert check_paper(made).state == "intact"
    assert "Signature is Valid" in said_by_pdfsig(made, tmp_path / "paper.pdf")
    timestamp_token = "060b2a864886f70d010910020e"
    assert timestamp_token in made.lower().decode("latin-1")


def test_without_an_answer_of_the_authority_no_paper_is_made(folder: Path) -> None:
    with pytest.raises(TimestampFailed, match="try again later"):
        PaperSigner(open_document_key(SigningSettings(), folder), "http://127.0.0.1:9").paper(FACTS)
