"""A key that never leaves its token (PKCS#11), tried with SoftHSM."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key
from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters
from pkcs11.util.rsa import encode_rsa_public_key
from pkcs11.util.x509 import decode_x509_certificate

from competition.certificates.errors import SigningKeyUnusable
from competition.certificates.paper_check import check_paper
from competition.certificates.paper_pool import Bench, Order, make_papers, paper_pool
from competition.certificates.signing import open_paper_signer
from competition.settings import SigningSettings

from .authorities import Authority
from .facts import FACTS
from .test_signing import said_by_pdfsig

MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/softhsm/libsofthsm.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)
PIN = "4711"


def module() -> str:
    found = next((one for one in MODULES if Path(one).exists()), None)
    if found is None or shutil.which("softhsm2-util") is None:
        pytest.skip("SoftHSM (softhsm2) is not installed")
    return found


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SigningSettings]:
    """A token with a key on a curve and an RSA key that were made in it, each with a certificate, and the root's."""
    library, folder = module(), tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        initialise = ["softhsm2-util", "--init-token", "--free", "--label", "jinji", "--pin", PIN, "--so-pin", PIN]
        subprocess.run(initialise, check=True, capture_output=True)
        with pkcs11.lib(library).get_token(token_label="jinji").open(rw=True, user_pin=PIN) as session:
            fill(session, Authority())
        yield SigningSettings(pkcs11_module=library, pkcs11_token="jinji", pkcs11_pin=PIN, pkcs11_certificate="curve")


def fill(session: pkcs11.Session, authority: Authority) -> None:
    curve = session.create_domain_parameters(
        pkcs11.KeyType.EC, {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}, local=True
    )
    public, _ = curve.generate_keypair(store=True, label="curve")
    enter(session, authority, "curve", encode_ec_public_key(public))
    public, _ = session.generate_keypair(pkcs11.KeyType.RSA, 2048, store=True, label="rsa")
    enter(session, authority, "rsa", encode_rsa_public_key(public))
    keep(session, "root", authority.certificate.public_bytes(Encoding.DER))


def enter(session: pkcs11.Session, authority: Authority, label: str, public: bytes) -> None:
    key = load_der_public_key(public)
    keep(session, label, authority.issue(f"评价中心 {label}", key).public_bytes(Encoding.DER))  # type: ignore[arg-type]


def keep(session: pkcs11.Session, label: str, certificate: bytes) -> None:
    said = decode_x509_certificate(certificate)
    session.create_object({**said, pkcs11.Attribute.LABEL: label, pkcs11.Attribute.TOKEN: True})


@pytest.mark.parametrize(
    "wrong", [{"pkcs11_pin": "0000"}, {"pkcs11_token": "other"}, {"pkcs11_certificate": "other"}], ids=str
)
def test_what_is_wrong_with_a_token_is_said_when_the_server_starts(
    token: SigningSettings, wrong: dict[str, str], tmp_path: Path
) -> None:
    """Tried before the others: once a process has logged in to a token, no PIN is asked for again."""
    with pytest.raises(SigningKeyUnusable, match="libsofthsm2"):
        open_paper_signer(replace(token, **wrong), tmp_path)  # type: ignore[arg-type]


@pytest.mark.parametrize("label", ["curve", "rsa"])
def test_a_key_on_a_token_signs(token: SigningSettings, label: str, tmp_path: Path) -> None:
    """The paper names the certificate, the certificate is published with the others, and another reader agrees."""
    settings = SigningSettings(
        **{name: getattr(token, name) for name in token.__slots__} | {"pkcs11_certificate": label}
    )
    signer = open_paper_signer(settings, tmp_path)
    checked = check_paper(paper := signer.paper(FACTS))
    assert (checked.state, checked.signer) == ("intact", f"评价中心 {label}") and not signer.development
    assert [one.fingerprint(SHA256()) for one in signer.known] == [checked.fingerprint]
    assert "Signature is Valid" in said_by_pdfsig(paper, tmp_path / "paper.pdf")


def test_a_token_signs_in_a_process_of_its_own_while_the_server_has_it_open(
    token: SigningSettings, tmp_path: Path
) -> None:
    """As a bulk job does."""
    signer = open_paper_signer(token, tmp_path)
    with paper_pool(Bench(token, tmp_path), 4) as pool:
        made = pool.submit(make_papers, Bench(token, tmp_path), [Order("1", FACTS, ())])
        assert check_paper(signer.paper(FACTS)).state == "intact"
        assert [check_paper(one.pdf).state for one in made.result()] == ["intact"]


def test_a_library_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(SigningKeyUnusable, match=r"libtoken\.so"):
        open_paper_signer(SigningSettings(pkcs11_module="/nowhere/libtoken.so", pkcs11_certificate="x"), tmp_path)
