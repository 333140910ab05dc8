"""Scores as papers print them."""

from decimal import Decimal

DECIMALS = 4


def figure(value: Decimal | None) -> str:
    """The score as it stands; one that no rule rounds is cut after four decimals, and says so."""
    if value is None:
        return "–"
    whole, _, decimals = f"{value:f}".partition(".")
    cut = decimals[:DECIMALS] + ("…" if decimals[DECIMALS:].strip("0") else "")
    return f"{whole}.{cut}" if cut else whole
