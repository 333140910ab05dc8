"""Files for their owner alone that are made once and then stay as they are: keys, above all."""

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def made_once(file: Path, make: Callable[[], bytes]) -> bytes:
    """What the file holds; where there is none, what `make` returns is in it first, mode 600, its folder made too.

    The file appears whole or not at all, whenever the program is killed; of several who make it at the same moment,
    one prevails and all are answered the same. Raises OSError where the folder cannot be written to, and what `make`
    raises.
    """
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        try:
            with open(descriptor, "wb") as new:
                new.write(make())
                new.flush()
                os.fsync(new.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(name, file)
        finally:
            os.unlink(name)
    return file.read_bytes()
