"""Keys with `#`: families of which an entrant has any number of members."""

import re


def match_key(pattern: str, key: str) -> tuple[str, ...] | None:
    """The numbers that `key` has where `pattern` has runs of `#`, or None where it is not of that family."""
    if "#" not in pattern:
        return () if pattern == key else None
    found = re.fullmatch(_expression(pattern), key, re.ASCII)
    return found.groups() if found else None


def runs(pattern: str) -> int:
    """How many numbers a family's key takes."""
    return len(re.findall("#+", pattern))


def fill_key(pattern: str, numbers: tuple[str, ...]) -> str:
    """The pattern with its first runs of `#` replaced by the numbers, as far as there are any."""
    rest = iter(numbers)
    return re.sub("#+", lambda run: next(rest, run.group()), pattern)


def fill_numbers(pattern: str, numbers: tuple[int, ...]) -> str:
    """The member of the family with these numbers, each with as many digits as its run has at least."""
    widths = map(len, re.findall("#+", pattern))
    return fill_key(pattern, tuple(f"{number:0{width}}" for number, width in zip(numbers, widths, strict=True)))


def _expression(pattern: str) -> str:
    pieces = re.split("(#+)", pattern)
    return "".join(rf"(\d{{{len(p)},6}})" if p.startswith("#") else re.escape(p) for p in pieces)
