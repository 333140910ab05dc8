"""`jinji verify` as a checker in the field uses it: files on a disk and no network."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from competition.certificates.archival import Attachment
from competition.certificates.credential import Issuer, credential_of, did_document
from competition.certificates.issuing_keys import open_issuing_keys, rotate
from competition.certificates.paper_check import CREDENTIAL
from competition.certificates.record import signed_record
from competition.certificates.signing import open_paper_signer
from competition.certificates.status_list import status_list
from competition.cli import main
from competition.clock import now
from competition.identifiers import uuid7
from competition.settings import SigningSettings

from .facts import FACTS
from .test_credential import COMPACT, RECORD


class Body:
    """An issuing body on one disk: its keys, one certificate in three forms, and what it publishes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        signer = open_paper_signer(SigningSettings(), folder / "keys")
        self.issuer = Issuer(open_issuing_keys(folder / "keys"), "https://jinji.example.org", signer.known)
        self.credential: dict[str, Any] = credential_of(RECORD, uuid7(), (0, 70_000), self.issuer, now())
        attached = Attachment(CREDENTIAL, "application/json", json.dumps(self.credential).encode(), "")
        self.paper = signer.paper(FACTS, attached)
        self.text = f"https://jinji.example.org/verify/x#{signed_record(COMPACT, self.issuer.keys)}"
        self.keys = self.write("did.json", did_document(self.issuer))

    def write(self, name: str, content: Any) -> str:
        file = self.folder / name
        file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return str(file)

    def statuses(self, *revoked: int, hours: int = 0) -> str:
        return self.write("status.json", status_list(0, revoked, self.issuer, now() - timedelta(hours=hours)))


@pytest.fixture(scope="module")
def body(tmp_path_factory: pytest.TempPathFactory) -> Body:
    return Body(tmp_path_factory.mktemp("body"))


def verify(what: str, *options: str, keys: str, language: str = "en") -> Result:
    return CliRunner().invoke(main, ["verify", what, "--keys", keys, *options], env={"JINJI_LANG": language})


def test_paper_credential_and_code_are_genuine_and_say_the_same(body: Body) -> None:
    """Name, level and number as they were signed, and a word that revocation was not checked."""
    for what in (body.write("paper.pdf", body.paper), body.write("c.json", body.credential), body.text):
        said = verify(what, keys=body.keys)
        assert said.exit_code == 0, said.output
        for word in ("张㛃", "二级/技师", FACTS.number, "2026-11-23", "4.2", "was not checked"):
            assert word in said.output


def test_a_status_list_decides_whether_it_holds(body: Body) -> None:
    assert verify(body.text, "--status", body.statuses(1), keys=body.keys).exit_code == 0
    revoked = verify(body.text, "--status", body.statuses(70_000), keys=body.keys, language="zh")
    assert revoked.exit_code == 1 and "已撤销或已换发" in revoked.output
    expired = verify(body.text, "--status", body.statuses(hours=30), keys=body.keys)
    assert expired.exit_code == 1 and "has expired" in expired.output


def test_what_was_changed_is_said_to_be_altered(body: Body) -> None:
    changed = {**body.credential, "name": "铣工 一级/高级技师"}
    for what in (
        body.write("a.pdf", body.paper.replace(b"/Rotate 0", b"/Rotate 9")),
        body.write("a.json", changed),
        body.text[:-9] + "AAAAAAAAA",
    ):
        said = verify(what, keys=body.keys)
        assert said.exit_code == 1 and ("changed after" in said.output or "cannot be read" in said.output)


def test_another_bodys_true_credential_in_a_paper_of_ones_own_is_not_believed(body: Body, tmp_path: Path) -> None:
    """The file is whole and the credential genuine, but who signed the file is not who signed the credential."""
    forger = open_paper_signer(SigningSettings(), tmp_path)
    attached = Attachment(CREDENTIAL, "application/json", json.dumps(body.credential).encode(), "")
    said = verify(body.write("forged.pdf", forger.paper(FACTS, attached)), keys=body.keys)
    assert said.exit_code == 1 and "not this issuer" in said.output


def test_what_an_older_key_signed_verifies_with_the_keys_of_today(body: Body) -> None:
    rotate(body.folder / "keys")
    later = Issuer(open_issuing_keys(body.folder / "keys"), body.issuer.url, body.issuer.papers)
    assert later.keys.current != body.issuer.keys.current
    today = body.write("today.json", did_document(later))
    assert verify(body.text, keys=today).exit_code == 0
    new = f"x#{signed_record(COMPACT, later.keys)}"
    assert (verify(new, keys=today).exit_code, verify(new, keys=body.keys).exit_code) == (0, 1)


def test_a_key_is_rotated_from_the_command_line(tmp_path: Path) -> None:
    """The new key is the one that signs next, and the one before it is still there."""
    first = open_issuing_keys(tmp_path / "keys").current
    environment = {"JINJI_DATABASE_URL": "postgresql://nobody", "JINJI_LANG": "en"}
    said = CliRunner().invoke(main, ["rotate-key", "--data", str(tmp_path)], env=environment)
    keys = open_issuing_keys(tmp_path / "keys")
    assert said.exit_code == 0 and keys.public[0] == first and keys.current.multibase in said.output


def test_what_is_no_certificate_at_all_is_said_so(body: Body) -> None:
    for what, word in ((body.write("x.bin", b"\xff\x00"), "cannot be read"), ("https://x/verify/y", "no signature")):
        said = verify(what, keys=body.keys)
        assert said.exit_code == 1 and word in said.output
    said = verify(body.text, keys=body.write("no.json", {"keys": []}))
    assert said.exit_code == 1 and "[certificates.keys_unreadable]" in said.output
