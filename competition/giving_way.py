"""How a process lets whatever else runs on its machine go first.

Where the processors of a small machine are busy, a mark on its way to its receipt waits for one several times: in the
server, in PostgreSQL, in the server again. What it waits behind keeps its processor until a tick of the clock, some
milliseconds, unless it lets go by itself.
"""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

NICE = 10
BREATH_SECONDS = 0.00001
"""Linux makes about 0.07 ms of it."""
AUTOGROUP, LOAD = Path("/proc/self/autogroup"), Path("/proc/loadavg")


def stand_back(nice: int = NICE) -> None:
    """This process gets a processor after others and takes it from nobody, as far as the system knows such things.

    Linux weighs whole sessions against each other and heeds niceness only within one (sched(7), autogroup), and each
    process of PostgreSQL is a session. So a process that leads its session, as a service does, lowers the session too.
    """
    if hasattr(os, "nice"):
        os.nice(nice)
    if hasattr(os, "SCHED_BATCH"):
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
        if os.getsid(0) == os.getpid():
            with suppress(OSError):
                AUTOGROUP.write_text(str(nice))


def breathe() -> None:
    """If more processes want to run than there are processors, this one's has been free for a moment.

    That is enough for the system to give it to one that waits, here or in the queue of another processor.
    """
    if wanting() > (os.cpu_count() or 1):
        time.sleep(BREATH_SECONDS)


def wanting() -> int:
    """How many processes of the machine run or could (proc(5), loadavg); 0 where the system does not say."""
    return int(_load()(64).split()[3].partition(b"/")[0])


@cache
def _load() -> Callable[[int], bytes]:
    try:
        file = os.open(LOAD, os.O_RDONLY)
    except OSError:  # not on macOS and Windows
        return lambda _: b"0 0 0 0/0"
    return lambda most: os.pread(file, most, 0)
