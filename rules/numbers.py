"""Exact arithmetic: fractions while computing, rounding where a scheme says so, decimals at the edges.

Decimals alone would not do. A third of 0.9 times five thirds is exactly 0.5; in decimals of any length
it is a little less, and half-up then rounds it the wrong way. Fractions have no such last digit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm

_WIDE = Context(prec=40)
_EXACT = Context(prec=400)
MODES = ("half_up", "half_even", "half_down", "down", "up")


@dataclass(frozen=True, slots=True)
class Rounding:
    """To so many decimal places, or to a multiple of `to`; the modes are about the size, the sign aside."""

    places: int
    mode: str = "half_up"
    to: Decimal | None = None

    def __str__(self) -> str:
        return f"{self.places} {self.mode}" if self.to is None else f"{self.to} to_{self.mode}"

    def apply(self, value: Fraction) -> Fraction:
        unit = exact(_quantum(self.places) if self.to is None else self.to)
        size, parts = value.numerator * unit.denominator, value.denominator * unit.numerator
        whole, rest = divmod(abs(size), parts)
        whole += _goes_up(self.mode, whole, 2 * rest - parts, rest)
        return Fraction((whole if size >= 0 else -whole) * unit.numerator, unit.denominator)


def _goes_up(mode: str, whole: int, past_half: int, rest: int) -> bool:
    if past_half == 0:
        return mode in ("half_up", "up") or (mode == "half_even" and whole % 2 == 1)
    return (mode == "up" and rest > 0) or (mode not in ("down", "up") and past_half > 0)


@lru_cache(maxsize=1 << 16)
def exact(value: Decimal) -> Fraction:
    """The decimal as a fraction. Marks and what schemes say are few different numbers, so each is turned once."""
    return Fraction(value)


def common(values: Sequence[Fraction]) -> tuple[list[int], int]:
    """The values as whole numbers of one unit, and how many of that unit make 1."""
    pairs = [value.as_integer_ratio() for value in values]
    unit = lcm(*{below for _, below in pairs})
    return [above * (unit // below) for above, below in pairs], unit


def to_decimal(value: Fraction, rounding: Rounding | None = None) -> Decimal:
    """Exact where the fraction has a decimal form of up to 40 digits; with the places of `rounding`, where given."""
    decimal = _WIDE.divide(Decimal(value.numerator), Decimal(value.denominator))
    if rounding and rounding.places >= 0:
        return decimal.quantize(_quantum(rounding.places), context=_EXACT)
    return decimal if decimal else Decimal(0)


@lru_cache
def _quantum(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)
