"""`make bench` runs all benchmarks, `make bench NAME=replay` one. Ratios count; the figures depend on the machine.

Where the machine is a virtual one, the share of time is printed that others on its host had the processors: beyond one
percent or two, waits of milliseconds are theirs.
"""

import importlib
import sys
from pathlib import Path

NAMES = sorted(file.stem for file in Path(__file__).parent.glob("bench_*.py"))
STAT, STOLEN = Path("/proc/stat"), 7


def main(asked: list[str]) -> int:
    names = [f"bench_{name}" for name in asked] or NAMES
    if unknown := [name for name in names if name not in NAMES]:
        known = ", ".join(name.removeprefix("bench_") for name in NAMES)
        print(f"no benchmark {', '.join(unknown)}; there are {known}", file=sys.stderr)
        return 2
    for name in names:
        before = _ticks()
        for figure in importlib.import_module(f"tests.benchmarks.{name}").run():
            print(figure, flush=True)
        if spent := [now - then for now, then in zip(_ticks(), before, strict=True)]:
            print(f"# {name.removeprefix('bench_')}: {spent[STOLEN] / max(1, sum(spent)):.1%} of the time was stolen")
    return 0


def _ticks() -> list[int]:
    """What the processors' time has gone into (proc(5), stat); nothing where the system does not say."""
    try:
        return [int(ticks) for ticks in STAT.read_text().partition("\n")[0].split()[1:9]]
    except OSError:
        return []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
