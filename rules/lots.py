"""Drawing numbers by lot, so that nobody can steer the draw and anybody can repeat it.

Whoever keeps the draw seals a secret *seed* first and shows its SHA-256, the *commitment*. Then somebody else says a
*word* aloud that nobody could know before: figures of dice, the number on a banknote. The seed is opened, and the order
follows from both: neither who chose the seed nor who said the word could know what comes out.

Line `n` of the list (from 1) has as its lot the SHA-256 of `seed:word:n`. The lines in the order of their lots take the
numbers in the order of the numbers. `printf '%s' 'seed:word:1' | sha256sum` shows a lot without this program.
"""

import hashlib
from collections.abc import Sequence

METHOD = "sha256-lots-1"
"""The name of this way to draw, as records carry it."""


def commitment(seed: str) -> str:
    """What is shown of the seed while it is secret: in hex, and it fits no other seed."""
    return _sha256(seed)


def lot(seed: str, word: str, line: int) -> str:
    """The lot of one line, in hex."""
    return _sha256(f"{seed}:{word}:{line}")


def drawn(seed: str, word: str, numbers: Sequence[str]) -> tuple[str, ...]:
    """The number that each line of the list has drawn, by the lines' order."""
    order = sorted(range(len(numbers)), key=lambda place: lot(seed, word, place + 1))
    found = dict(zip(order, numbers, strict=True))
    return tuple(found[place] for place in range(len(numbers)))


def record_digest(seed: str, word: str, before: Sequence[str], after: Sequence[str]) -> str:
    """The SHA-256, in hex, by which a draw is known: of its method, seed, word and every line's two numbers."""
    lines = [f"{was}>{now}" for was, now in zip(before, after, strict=True)]
    return _sha256("\n".join((METHOD, seed, word, *lines)))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
