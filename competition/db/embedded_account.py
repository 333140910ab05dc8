"""Under which account PostgreSQL runs, and what that account can reach.

PostgreSQL refuses uid 0. Started by root, its programs run as an account that exists already, `postgres` or else
`nobody`: no user is added and no folder that exists is opened to it. What it cannot reach is put where it can, below
/var/lib/jinji (see `embedded_binaries` and `embedded.data_folder`).
"""

import os
import pwd
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from competition.db.errors import NoAccount

Argv = Sequence[str | Path]
CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """The account of the server. `other` is true when it is not the one that jinji itself runs under."""

    name: str
    uid: int
    gid: int
    other: bool

    def popen(self, argv: Argv, *, env: Mapping[str, str] | None = None, **more: Any) -> subprocess.Popen[bytes]:
        """A program in a session of its own (Ctrl-C is ours to handle), with nothing of our environment."""
        switch: dict[str, Any] = {"user": self.uid, "group": self.gid, "extra_groups": []} if self.other else {}
        clean = {"PATH": os.defpath, "LC_ALL": "C", **(env or {})}
        return subprocess.Popen(argv, cwd="/", umask=0o077, env=clean, start_new_session=True, **switch, **more)

    def run(self, argv: Argv, text: str = "") -> tuple[int, str]:
        """Its exit status, and all that it printed. Raises OSError when the account may not run it."""
        pipe = subprocess.PIPE
        with self.popen(argv, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT) as process:
            try:
                printed, _ = process.communicate(text.encode())
            except BaseException:
                process.kill()
                raise
        return process.returncode, printed.decode(errors="replace")

    def can_enter(self, folder: Path) -> bool:
        """Asked of the system, by trying: mode bits do not tell about access lists, name spaces and mounts."""
        return not self.other or self.run(["/bin/sh", "-c", 'cd -- "$1"', "sh", folder])[0] == 0

    def make_folder(self, folder: Path, *, own: bool) -> None:
        """`folder` exists, whatever the umask: the account's own and closed, or ours and passable for it."""
        if folder.exists():
            return
        folder.mkdir()
        folder.chmod(0o711 if self.other and not own else 0o700)
        if own:
            self.give(folder)

    def give(self, path: Path) -> None:
        if self.other:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def server_account(owner: int | None = None) -> Account:
    """The account to run PostgreSQL under; with `owner`, the uid that existing data belongs to, no other."""
    if os.geteuid() != 0:
        return ourselves()
    found = [entry for entry in map(_entry, CANDIDATES) if entry and entry.pw_uid != 0]
    if owner is not None:
        found = [entry for entry in found if entry.pw_uid == owner]
    if not found:
        whose = "" if owner is None else f", and the data belongs to user id {owner}"
        raise NoAccount(reason=f"it refuses to run as root{whose}, and there is no account {' or '.join(CANDIDATES)}")
    return Account(found[0].pw_name, found[0].pw_uid, found[0].pw_gid, other=True)


def ourselves() -> Account:
    """The account that jinji itself runs under. Raises `NoAccount` when the system has no name for it."""
    me = os.geteuid()
    try:
        return Account(pwd.getpwuid(me).pw_name, me, os.getegid(), other=False)
    except KeyError:
        raise NoAccount(reason=f"user id {me} has no entry in the password database") from None


def open_private(path: Path, flags: int) -> int:
    """A descriptor of `path`, made when it is not there, ours alone whatever the umask."""
    descriptor = os.open(path, flags | os.O_CREAT, 0o600)
    os.fchmod(descriptor, 0o600)
    return descriptor


def _entry(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None
