"""The server process on a cluster: started or adopted, watched, stopped.

`postgres` is started directly, not by pg_ctl: it is then our child, its end is noticed at once and reaped, and that it
is ready is read from `postmaster.pid` every few milliseconds instead of every hundred.

`postmaster.pid` outlives a SIGKILL. PostgreSQL takes it for stale unless some process has that id, which is common in
containers and after the machine restarted. So we look whether that process works on our data; if not, we name its id in
PG_GRANDPARENT_PID, which tells the new server to disregard it. The file is never removed: it also carries the key of
the shared memory, by which PostgreSQL sees that children of a killed server still live.
"""

import contextlib
import logging
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from competition.db.embedded_account import Account, open_private
from competition.db.embedded_cluster import Cluster
from competition.db.errors import FolderDenied, ServerFailed
from rules.errors import Refusal

SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "logging_collector": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
STARTING = 300.0  # seconds: replaying the log after a power cut takes its time
STOPPING = 60.0
LOOKING = 0.25  # between two looks whether it still lives
LONGEST_PAUSE = 10.0  # between two starts that fail
LONGEST_SOCKET = 103  # bytes of a socket's path, on the strictest system
LONGEST_LOG = 4_000_000

log = logging.getLogger("jinji.db")


class Server:
    """At most one on a cluster; `stop` ends it, whether this process started it or one that was killed."""

    def __init__(self, cluster: Cluster, settings: Mapping[str, str] | None = None) -> None:
        self.cluster = cluster
        self.settings = {**SETTINGS, **(settings or {})}
        self.log = cluster.home / "server.log"
        self._log_start = 0
        self._child: subprocess.Popen[bytes] | None = None
        self._pid: int | None = None

    def start(self) -> Path:
        """The server answers on its socket in the folder returned. Raises `ServerFailed` with the end of its log."""
        self._child = None
        self._pid = self._running()
        if self._pid and self._pid_file()[7:] == ["stopping"]:
            self._until(self._gone, STOPPING)
        if self._pid and not self._gone():
            log.info("adopted the PostgreSQL that an earlier jinji left running (process %s)", self._pid)
            self._until(lambda: self._gone() or self._ready(), STARTING)
        else:
            self._spawn()
        if not self._ready():
            raise ServerFailed(log=self.log, reason=self._said())
        return Path(self._pid_file()[4])

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """A server that dies inside the block, killed or out of memory, is started again at the same address."""
        leaving = threading.Event()

        def keep() -> None:
            pause = LOOKING
            while not leaving.wait(pause):
                if not self._gone():
                    pause = LOOKING
                    continue
                log.warning("PostgreSQL has died and is being started again; its log is %s", self.log)
                try:
                    self.start()
                except (Refusal, OSError):
                    log.exception("PostgreSQL does not start")
                    pause = min(pause * 2, LONGEST_PAUSE)

        keeping = threading.Thread(target=keep, name="postgres-keeper", daemon=True)
        keeping.start()
        try:
            yield
        finally:
            leaving.set()
            keeping.join()

    def stop(self) -> None:
        """No process of this server is left, and what was committed is on the disk. Harmless when none runs."""
        for kind, patience in ((signal.SIGINT, STOPPING), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
            if self._pid is None or self._gone():
                break
            os.kill(self._pid, kind)
            self._until(self._gone, patience)
        self._pid = self._child = None

    def _spawn(self) -> None:
        """Started; and again for a while, where children of a killed server are still about to end."""
        socket = str(socket_folder(self.cluster.home, self.cluster.account)).replace('"', '""')
        named = {**self.settings, "unix_socket_directories": f'"{socket}"'}
        options = [word for name, value in named.items() for word in ("-c", f"{name}={value}")]
        argv: list[str | Path] = [self.cluster.programs / "postgres", "-D", self.cluster.data, *options]
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        deadline = time.monotonic() + STOPPING
        while True:
            stale = (self._pid_file() or ["0"])[0]
            with open(open_private(self.log, os.O_WRONLY | os.O_APPEND), "ab") as said:
                self._log_start = said.tell()
                self._child = self.cluster.account.popen(
                    argv, env={"PG_GRANDPARENT_PID": stale}, stdin=subprocess.DEVNULL, stdout=said, stderr=said
                )
            self._pid = self._child.pid
            self._until(lambda: self._gone() or self._ready(), STARTING)
            if not self._gone() or "is still in use" not in self._said() or time.monotonic() > deadline:
                return
            time.sleep(0.1)

    def _pid_file(self) -> list[str]:
        """Process, data, start, port, socket folder, address, memory, state; fewer while it is being written."""
        try:
            return [line.strip() for line in (self.cluster.data / "postmaster.pid").read_text().splitlines()]
        except FileNotFoundError:
            return []

    def _running(self) -> int | None:
        """The process id of a living server on this data."""
        lines = self._pid_file()
        pid = int(lines[0]) if lines and lines[0].isdigit() else 0
        return pid if pid and works_in(pid, self.cluster.data) else None

    def _ready(self) -> bool:
        lines = self._pid_file()
        return lines[:1] == [str(self._pid)] and lines[7:] == ["ready"]

    def _gone(self) -> bool:
        if self._child is not None:
            return self._child.poll() is not None
        return self._pid is None or not works_in(self._pid, self.cluster.data)

    def _said(self) -> str:
        with self.log.open("rb") as said:
            said.seek(self._log_start)
            return said.read().decode(errors="replace")[-2000:].strip()

    @staticmethod
    def _until(true: Callable[[], bool], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not true() and time.monotonic() < deadline:
            time.sleep(0.005)


def works_in(pid: int, data: Path) -> bool:
    """Process `pid` lives and is the server of this data: we always start one with the folder among its arguments."""
    if Path("/proc/self/cmdline").exists():  # readable for all; the working folder is not, for root in a container
        try:
            return os.fsencode(data) in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:  # no such process; a zombie has no arguments
            return False
    listed = subprocess.run(["ps", "-ww", "-o", "stat=,args=", "-p", str(pid)], capture_output=True, text=True)
    return str(data) in listed.stdout and not listed.stdout.startswith("Z")


def socket_folder(home: Path, account: Account) -> Path:
    """Beside the data; where that path is longer than a socket's may be, a private one in a temporary folder."""
    beside = home / "socket"
    if _fits(beside):
        account.make_folder(beside, own=True)
        return beside
    name = f"jinji-{account.uid}-{sha256(os.fsencode(home)).hexdigest()[:12]}"
    places = [place for place in (Path(tempfile.gettempdir()), Path("/tmp")) if _fits(place / name)]
    folder = next((place for place in places if account.can_enter(place)), Path("/tmp")) / name
    account.make_folder(folder, own=True)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != account.uid or found.st_mode & 0o077:
        raise FolderDenied(folder=folder, reason=f"it has to be a folder that only {account.name} can use")
    return folder


def _fits(folder: Path) -> bool:
    """A comma would make two hosts of one, for the driver."""
    return len(os.fsencode(folder / ".s.PGSQL.5432.lock")) <= LONGEST_SOCKET and "," not in str(folder)
