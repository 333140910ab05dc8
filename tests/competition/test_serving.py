"""What keeps a server from starting is said, and nothing is left running."""

import asyncio
import gc
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from competition.db.embedded import embedded_postgres
from competition.db.errors import FolderInUse, SchemaNewer
from competition.serving import AddressTaken, _listening, calm_collector, serving, tidy_at_rest
from competition.settings import Settings
from tests.situations import PATIENCE, ask


@pytest.fixture(scope="module")
def in_use() -> Iterator[Path]:
    """A data folder on which a server runs.

    Reachable for the server's account, as pytest's own folders are not when root runs the tests.
    """
    made = Path(tempfile.mkdtemp(prefix="jinji-test-"))
    made.chmod(0o755)
    with embedded_postgres(made):
        yield made
    shutil.rmtree(made)


async def test_a_second_server_on_the_same_data_is_refused(in_use: Path) -> None:
    """The refusal itself comes out, not a group of exceptions around it."""
    with pytest.raises(FolderInUse):
        async with serving(Settings(data=in_use, port=0)):
            pass


async def test_what_has_stayed_is_looked_at_when_the_server_is_at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """And not before, though it is garbage."""
    monkeypatch.setattr("competition.serving.REST_SECONDS", 0.1)
    monkeypatch.setattr("competition.serving.WORTH_IT", 1)

    class Ring:
        """Refers to itself."""

        def __init__(self) -> None:
            self.own = self

    with calm_collector():
        ring = weakref.ref(kept := Ring())
        gc.collect(0)
        del kept
        for _ in range(3):
            gc.collect(0)
        assert ring() is not None
        tidying = asyncio.create_task(tidy_at_rest())
        async with asyncio.timeout(PATIENCE):
            while ring() is not None:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        tidying.cancel()


async def test_an_address_in_use_is_refused(tmp_path: Path) -> None:
    """Before anything else is started: not even the data folder is touched."""
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(AddressTaken):
        async with serving(Settings(data=tmp_path, port=other.getsockname()[1])):
            pass
    assert os.listdir(tmp_path) == []


def test_the_body_of_an_answer_does_not_wait_for_its_head_to_be_acknowledged(tmp_path: Path) -> None:
    """On connections of any event loop."""
    with _listening(Settings(data=tmp_path, port=0)) as listening:
        with socket.create_connection(listening.getsockname()[:2]), listening.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


async def test_the_schema_of_a_newer_program_is_refused(settings: Settings) -> None:
    """A database that knows a migration which this program does not is left alone."""
    async with serving(settings):
        await ask("INSERT INTO migration (name, app_name) VALUES ('2999-01-01T00:00:00:000000', 'competition')")
    with pytest.raises(SchemaNewer):
        async with serving(settings):
            pass


def test_a_command_says_a_refusal_in_the_terminals_language(in_use: Path) -> None:
    """With its code and exit status 1, and without a traceback."""
    command = [sys.executable, "-m", "competition.cli", "serve", "--data", str(in_use), "--port", "0"]
    said = subprocess.run(command, env={"JINJI_LANG": "zh"}, capture_output=True, text=True, timeout=60)
    assert said.returncode == 1
    assert "[db.folder_in_use]" in said.stderr and "正被另一个 jinji" in said.stderr
    assert "Traceback" not in said.stderr
