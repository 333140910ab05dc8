"""A jinji with nothing but its database: `hold.py FOLDER [USER-ID]` prints the address and waits for its input to end.

Run as a process of its own, so that tests can kill it, and under another user's id, taken on after all is imported.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from competition.db.embedded import embedded_postgres
from competition.db.errors import DatabaseRefusal


def main(folder: str, user: str | None = None) -> None:
    if user is not None:
        os.setgroups([])
        os.setgid(int(user))
        os.setuid(int(user))
    try:
        with embedded_postgres(Path(folder)) as dsn:
            print(dsn, flush=True)
            sys.stdin.read()
    except DatabaseRefusal as refusal:
        print(refusal.code, flush=True)


main(*sys.argv[1:])
