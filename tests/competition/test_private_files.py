"""Keys are made once, whole, and by one of those who start at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier
from uuid import UUID

import pytest

from competition.certificates.issuing_keys import open_issuing_keys
from competition.certificates.signing import open_paper_signer
from competition.marking.signing import SignedHead, open_signer
from competition.private_files import made_once
from competition.registry.vault import open_vault
from competition.settings import SigningSettings

HEAD = SignedHead(event=UUID(int=0), seq=0, hash="", plan="", day=date(2026, 5, 1))


def test_what_was_made_stays_and_is_its_owners_alone(tmp_path: Path) -> None:
    """The second one to ask is given what the first one made."""
    file = tmp_path / "keys" / "one.key"
    assert made_once(file, lambda: b"first") == made_once(file, lambda: b"second") == b"first"
    assert file.stat().st_mode & 0o777 == 0o600


def test_all_who_make_it_at_the_same_moment_have_the_same(tmp_path: Path) -> None:
    """Four have made one before any of them is there."""
    together = Barrier(4)

    def make(number: int) -> bytes:
        def content() -> bytes:
            together.wait(10)
            return b"%d" % number

        return made_once(tmp_path / "one.key", content)

    with ThreadPoolExecutor(4) as pool:
        had = set(pool.map(make, range(4)))
    assert had == {(tmp_path / "one.key").read_bytes()}
    assert [file.name for file in tmp_path.iterdir()] == ["one.key"]


def test_who_fails_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    """Neither an empty file that the next start would take for a key, nor the begun one."""

    def fails() -> bytes:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        made_once(tmp_path / "one.key", fails)
    assert list(tmp_path.iterdir()) == []


def test_servers_that_first_start_together_on_one_folder_have_the_same_keys(tmp_path: Path) -> None:
    """Of every kind: sealing, the ledger's heads, credentials and papers."""

    def start(_: int) -> tuple[object, ...]:
        papers = open_paper_signer(SigningSettings(), tmp_path)
        return (
            open_vault(None, tmp_path).fingerprint("resident_id", "1"),
            open_signer(tmp_path).sign(HEAD).key,
            open_issuing_keys(tmp_path).current.raw,
            papers.known,
        )

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(start, range(8)))) == 1
