"""What root, and only root, can meet: accounts that cannot reach what root can. Not collected for ordinary users."""

import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from competition.db import embedded, embedded_binaries
from competition.db.embedded import data_folder, embedded_postgres
from competition.db.embedded_account import server_account
from competition.db.embedded_binaries import find_binaries
from competition.db.errors import NoAccount
from tests.competition.db.holding import ask, ended, holder, leave, postmaster, said
from tests.postgres import FAST


@pytest.fixture
def open_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="jinji-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def closed_folder() -> Iterator[Path]:
    """For root alone, as a clone in root's home is."""
    folder = Path(tempfile.mkdtemp(prefix="jinji-test-"))
    yield folder
    assert folder.stat().st_mode & 0o777 == 0o700 and folder.stat().st_uid == 0
    shutil.rmtree(folder)


def test_data_that_is_there_already_stays_there(closed_folder: Path) -> None:
    """However hard it is to reach: an empty database elsewhere must never stand in for somebody's data."""
    (closed_folder / "data" / "postgres" / "cluster").mkdir(parents=True)
    assert data_folder(closed_folder / "data") == closed_folder / "data"


def test_data_out_of_reach_is_kept_where_the_server_gets_to_it(
    closed_folder: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is said once, can be asked for, is found again; no folder is opened, no account added, root serves nothing."""
    monkeypatch.setattr(embedded, "STATE", open_folder / "state")
    wanted = closed_folder / "data"
    accounts = pwd.getpwall()
    with embedded_postgres(wanted, settings=FAST) as dsn:
        ask(dsn, "CREATE TABLE mark ()")
        account = server_account()
        assert Path(f"/proc/{postmaster(data_folder(wanted))}").stat().st_uid == account.uid != 0
    assert account.name in ("postgres", "nobody") and pwd.getpwall() == accounts
    home = data_folder(wanted) / "postgres"
    assert (home / "cluster").stat().st_uid == account.uid and home.stat().st_uid == 0
    assert not wanted.exists() and data_folder(wanted).parent == open_folder / "state"
    assert [record.levelname for record in caplog.records] == ["WARNING"] and str(data_folder(wanted)) in caplog.text
    with embedded_postgres(wanted, settings=FAST) as dsn:
        assert ask(dsn, "SELECT count(*) FROM mark") == 0


def test_programs_out_of_reach_are_copied_once(
    closed_folder: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy belongs to root, runs for the account, and is not made again."""
    programs, *_ = embedded_binaries._of_the_wheel()
    package = programs.parents[1]
    (closed_folder / package.name).mkdir()
    for part in (programs.parent, package.with_name(f"{package.name}.libs")):
        (closed_folder / part.relative_to(package.parent)).symlink_to(part)
    hidden = closed_folder / programs.relative_to(package.parent)
    monkeypatch.setattr(embedded_binaries, "_of_the_wheel", lambda: [hidden])
    copied, version = find_binaries(server_account(), None, open_folder, open_folder / "state")
    assert copied.is_relative_to(open_folder / "state") and f"postgresql-{version}" in str(copied)
    assert (copied / "postgres").stat().st_uid == 0 and (copied / "postgres").stat().st_mode & 0o777 == 0o755
    made = copied.stat().st_ctime_ns
    assert find_binaries(server_account(), version, open_folder, open_folder / "state") == (copied, version)
    assert copied.stat().st_ctime_ns == made and len(list((open_folder / "state").iterdir())) == 1


def test_an_ordinary_users_server_is_that_users(open_folder: Path) -> None:
    """With an odd umask; killed, adopted and stopped as for root. Root leaves that user's data to that user."""
    user = pwd.getpwnam("daemon")
    folder = open_folder / "his"
    folder.mkdir()
    os.chown(folder, user.pw_uid, user.pw_gid)
    programs, _ = find_binaries(server_account(), None, folder, open_folder / "state")  # were the wheel out of reach
    with holder(folder, str(user.pw_uid), umask=0o277, programs=programs) as first:
        assert ask(said(first), "SELECT 1") == 1
        pid = postmaster(folder)
    with holder(folder, str(user.pw_uid), umask=0, programs=programs) as second:
        assert ask(said(second), "SELECT 1") == 1 and postmaster(folder) == pid
        assert Path(f"/proc/{pid}").stat().st_uid == user.pw_uid
        leave(second)
    assert ended(pid, folder)
    with pytest.raises(NoAccount, match=f"belongs to user id {user.pw_uid}"), embedded_postgres(folder):
        pass


def test_a_folder_that_may_not_be_written_is_refused(open_folder: Path) -> None:
    with holder(open_folder / "data", str(pwd.getpwnam("daemon").pw_uid)) as process:
        assert said(process) == "db.folder_denied"


def test_no_account_to_run_under(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("competition.db.embedded_account.CANDIDATES", ("nobody-of-that-name", "root"))
    with pytest.raises(NoAccount, match="refuses to run as root"):
        server_account()
