"""`make bench` runs all benchmarks, `make bench NAME=replay` one. Ratios count; the figures depend on the machine."""

import importlib
import sys
from pathlib import Path

NAMES = sorted(file.stem for file in Path(__file__).parent.glob("bench_*.py"))


def main(asked: list[str]) -> int:
    names = [f"bench_{name}" for name in asked] or NAMES
    if unknown := [name for name in names if name not in NAMES]:
        known = ", ".join(name.removeprefix("bench_") for name in NAMES)
        print(f"no benchmark {', '.join(unknown)}; there are {known}", file=sys.stderr)
        return 2
    for name in names:
        for figure in importlib.import_module(f"tests.benchmarks.{name}").run():
            print(figure, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
