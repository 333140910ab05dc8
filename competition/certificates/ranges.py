"""Ranges of bytes of a file (RFC 9110, section 14): one range; several at once are answered with the whole file."""

import re
from dataclasses import dataclass

from competition.certificates.errors import RangeOutside


@dataclass(frozen=True, slots=True)
class Range:
    first: int
    length: int
    partial: bool


def asked_range(header: str | None, only_if: str | None, tag: str, size: int) -> Range:
    """What is to be sent. A range of another edition of the file is no range. Raises `RangeOutside`."""
    found = re.fullmatch(r"bytes=(\d*)-(\d*)", (header or "").replace(" ", ""))
    if not found or found[0] == "bytes=-" or (only_if is not None and only_if != tag):
        return Range(0, size, False)
    if not found[1]:
        first, last = max(size - int(found[2]), 0), size - 1
    else:
        first, last = int(found[1]), min(int(found[2] or size - 1), size - 1)
    if first > last:
        raise RangeOutside(range=header, size=size)
    return Range(first, last - first + 1, True)
