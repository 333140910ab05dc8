"""Exact arithmetic: fractions while computing, rounding where a scheme says so, decimals at the edges.

Decimals alone would not do. A third of 0.9 times five thirds is exactly 0.5; in decimals of any length
it is a little less, and half-up then rounds it the wrong way. Fractions have no such last digit.
"""

from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

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
        scale = Fraction(10) ** self.places if self.to is None else 1 / Fraction(self.to)
        size = abs(value) * scale
        whole, rest = divmod(size.numerator, size.denominator)
        whole += _goes_up(self.mode, whole, 2 * rest - size.denominator, rest)
        return Fraction(whole if value >= 0 else -whole) / scale


def _goes_up(mode: str, whole: int, past_half: int, rest: int) -> bool:
    if past_half == 0:
        return mode in ("half_up", "up") or (mode == "half_even" and whole % 2 == 1)
    return (mode == "up" and rest > 0) or (mode not in ("down", "up") and past_half > 0)


def to_decimal(value: Fraction, rounding: Rounding | None = None) -> Decimal:
    """Exact where the fraction has a decimal form of up to 40 digits; with the places of `rounding`, where given."""
    decimal = _WIDE.divide(Decimal(value.numerator), Decimal(value.denominator))
    if rounding and rounding.places >= 0:
        return decimal.quantize(Decimal(1).scaleb(-rounding.places), context=_EXACT)
    return decimal if decimal else Decimal(0)
