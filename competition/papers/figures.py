"""Scores and moments as papers print them."""

from datetime import datetime
from decimal import Decimal

DECIMALS = 4


def figure(value: Decimal | None) -> str:
    """The score as it stands; one that no rule rounds is cut after four decimals, and says so."""
    if value is None:
        return "–"
    whole, _, decimals = f"{value:f}".partition(".")
    cut = decimals[:DECIMALS] + ("…" if decimals[DECIMALS:].strip("0") else "")
    return f"{whole}.{cut}" if cut else whole


def moment(at: datetime) -> str:
    """By the clock at this machine's place, with its distance from UTC."""
    return f"{at.astimezone():%Y-%m-%d %H:%M:%S %z}"
