"""Text made to fit a width on paper: smaller first, then in more lines, never cut.

Widths in millimetres, sizes in points.
"""

import re
from dataclasses import dataclass

from competition.papers.fonts import Weight, chain

POINT = 25.4 / 72
"""Millimetres in a point."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The size a text should have, the least it may shrink to on one line, and the lines it may then take."""

    size: float
    least: float
    lines: int = 2


def fitted(text: str, weight: Weight, fit: Fit, width: float) -> tuple[float, list[str]]:
    """The text made to fit: first smaller; then in lines of even length; then smaller again. Never cut."""
    if not text:
        return fit.size, []
    whole = chain(weight).width(text, 1) * POINT
    if whole * fit.least <= width:
        return min(fit.size, int(width / whole * 4) / 4), [text]
    size = fit.least
    while len(pieces := wrapped(text, weight, size, width)) > fit.lines and size > 3:
        size -= 0.25
    for share in range(50, 100, 2):
        even = wrapped(text, weight, size, width * share / 100)
        if len(even) == len(pieces):
            return size, even
    return size, pieces


CLOSING = "，。、；：？！）》〉”’】%·/-,.;:?!)]"
OPENING = "（《〈“‘【(["


def wrapped(text: str, weight: Weight, size: float, width: float) -> list[str]:
    """Lines that fit the width, broken at spaces or between ideographs; a word too long is broken anywhere."""
    measure = chain(weight).width
    lines = [""]
    for piece in _pieces(text):
        for part in [piece] if measure(piece, size) * POINT <= width else list(piece):
            if measure((lines[-1] + part).rstrip(), size) * POINT > width and lines[-1]:
                lines.append("")
            lines[-1] += part if lines[-1] else part.lstrip()
    return [line.strip() for line in lines if line.strip()]


def _pieces(text: str) -> list[str]:
    """The text cut wherever a line may end; nothing that closes begins a piece, nothing that opens ends one.

    A transliterated name (阿卜杜热西提·麦麦提吐尔逊) ends its lines at the middle dots.
    """
    if "·" in text and " " not in text:
        return [piece for piece in re.split("(?<=·)", text) if piece]
    pieces: list[str] = []
    for before, character in zip(" " + text, text, strict=False):
        stays = character == " " or character in CLOSING or before in OPENING
        if pieces and (stays or (before != " " and not _ideograph(before) and not _ideograph(character))):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _ideograph(character: str) -> bool:
    return ord(character) >= 0x2E80
