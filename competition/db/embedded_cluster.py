"""The data of our own PostgreSQL, made once. Who calls this holds the folder's lock.

<home>/cluster      the data, in PostgreSQL's own format       <home>/socket       its only door
<home>/password     of the role `jinji`, for us alone          <home>/server.log   what the server said
"""

import os
import re
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from competition.db.embedded_account import Account, open_private
from competition.db.errors import ServerFailed


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where the data is, and what runs it."""

    home: Path
    account: Account
    programs: Path
    version: int

    @property
    def data(self) -> Path:
        return self.home / "cluster"

    def prepare(self, *, durable: bool = True) -> str:
        """The data is there; answers the password of its role `jinji`. Raises `ServerFailed` with what initdb said."""
        for abandoned in self.home.glob("new-*"):  # an initdb that outlived its jinji may still be writing to it
            shutil.rmtree(abandoned, ignore_errors=True)
        path = self.home / "password"
        if path.exists():
            password = path.read_text().strip()
        else:
            password = secrets.token_urlsafe(24)
            if self.data.exists():  # the file was lost: the role is given a new one
                self._single_user(self.data, f"ALTER ROLE jinji PASSWORD '{password}'")
            _write(path, password)
        if not self.data.exists():
            self._initialise(password, durable)
        return password

    def _initialise(self, password: str, durable: bool) -> None:
        """`data` appears complete, or not at all: a kill in between leaves a folder that a later start removes."""
        staging = Path(tempfile.mkdtemp(prefix="new-", dir=self.home))
        staging.chmod(0o700)  # whatever the umask
        pwfile = staging / "password"
        _write(pwfile, password)
        self.account.give(pwfile)
        self.account.give(staging)
        data = staging / "cluster"
        argv: list[str | Path] = [self.programs / "initdb", "-D", data, "--username=jinji", f"--pwfile={pwfile}"]
        argv += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--data-checksums", "--no-instructions"]
        argv += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if self.version >= 17 else []
        argv += [] if durable else ["--no-sync"]
        status, printed = self.account.run(argv)
        if status:
            raise ServerFailed(log=self.home, reason=printed)
        self._single_user(data, "CREATE DATABASE jinji")
        data.rename(self.data)
        _sync(self.home)
        shutil.rmtree(staging)

    def _single_user(self, data: Path, statement: str) -> None:
        status, printed = self.account.run([self.programs / "postgres", "--single", "-D", data, "postgres"], statement)
        if status or re.search("ERROR|FATAL|PANIC", printed):
            raise ServerFailed(log=self.home, reason=printed)


def _write(path: Path, text: str) -> None:
    """`path` holds `text` for its owner alone, and is never seen half written."""
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)
    with open(open_private(new, os.O_WRONLY | os.O_EXCL), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.rename(path)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """What was renamed in `folder` stays so through a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
