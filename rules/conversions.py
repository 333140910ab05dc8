"""How what was entered becomes points: full or zero, sliding, progressive, tolerance, bands, loss, lookup,
line, linear, power.

Each takes the value entered (for a panel, what the panel came to) and gives points. A conversion
that needs the aspect's full points is given them when the scheme is loaded.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from itertools import pairwise

from rules.numbers import exact, to_decimal

_FINE = Context(prec=50)


@dataclass(frozen=True, slots=True)
class Proportion:
    """Full points for the highest value that can be entered, none for 0, in proportion between."""

    points: Decimal
    highest: Decimal

    def __call__(self, value: Fraction) -> Fraction:
        return value * exact(self.points) / exact(self.highest)


@dataclass(frozen=True, slots=True)
class Deduct:
    """Full points less `each` for every one counted, never below 0."""

    points: Decimal
    each: Decimal

    def __call__(self, value: Fraction) -> Fraction:
        return max(Fraction(0), exact(self.points) - value * exact(self.each))


@dataclass(frozen=True, slots=True)
class Add:
    """`each` for every one counted, up to the full points where there are any."""

    each: Decimal
    points: Decimal | None = None

    def __call__(self, value: Fraction) -> Fraction:
        earned = value * exact(self.each)
        return earned if self.points is None else min(exact(self.points), earned)


@dataclass(frozen=True, slots=True)
class Within:
    """Full points from `low` to `high`, both included; otherwise none."""

    points: Decimal
    low: Decimal
    high: Decimal

    def __call__(self, value: Fraction) -> Fraction:
        return exact(self.points) if self.low <= value <= self.high else Fraction(0)


@dataclass(frozen=True, slots=True)
class Loss:
    """Full points at `target` and within `free` of it; beyond, `lose` for every `per` away, never below 0.

    `started` counts a part of a step as a whole one.
    """

    points: Decimal
    target: Decimal
    lose: Decimal
    per: Decimal = Decimal(1)
    free: Decimal = Decimal(0)
    started: bool = False

    def __call__(self, value: Fraction) -> Fraction:
        steps = max(Fraction(0), abs(value - exact(self.target)) - exact(self.free)) / exact(self.per)
        if self.started:
            steps = Fraction(-(-steps.numerator // steps.denominator))
        return max(Fraction(0), exact(self.points) - steps * exact(self.lose))


@dataclass(frozen=True, slots=True)
class Band:
    low: Decimal | None
    high: Decimal | None
    points: Decimal


@dataclass(frozen=True, slots=True)
class Bands:
    """The points of the first band that holds the value, ends included; none outside all of them."""

    bands: tuple[Band, ...]

    def __call__(self, value: Fraction) -> Fraction:
        for band in self.bands:
            if (band.low is None or band.low <= value) and (band.high is None or value <= band.high):
                return exact(band.points)
        return Fraction(0)


@dataclass(frozen=True, slots=True)
class Lookup:
    """Exactly the listed values can be entered; each has its points."""

    table: tuple[tuple[Decimal, Decimal], ...]

    def __call__(self, value: Fraction) -> Fraction:
        return next((exact(points) for entered, points in self.table if entered == value), Fraction(0))


@dataclass(frozen=True, slots=True)
class Line:
    """Points on the line through the given corners; before the first and after the last, their points."""

    corners: tuple[tuple[Decimal, Decimal], ...]

    def __call__(self, value: Fraction) -> Fraction:
        corners = [(exact(x), exact(y)) for x, y in self.corners]
        if value <= corners[0][0]:
            return corners[0][1]
        for (x0, y0), (x1, y1) in pairwise(corners):
            if value <= x1:
                return y0 + (y1 - y0) * (value - x0) / (x1 - x0)
        return corners[-1][1]


@dataclass(frozen=True, slots=True)
class Linear:
    """`points` at `at`, and `each` more for every `per` above it (fewer below), without end in either direction.

    `steps` says how a part of a `per` counts: `exact` in proportion, `full` not at all, `started` as a whole one.
    """

    each: Decimal
    at: Decimal = Decimal(0)
    points: Decimal = Decimal(0)
    per: Decimal = Decimal(1)
    steps: str = "exact"

    def __call__(self, value: Fraction) -> Fraction:
        away = (value - exact(self.at)) / exact(self.per)
        if self.steps != "exact":
            whole, rest = divmod(abs(away.numerator), away.denominator)
            whole += rest > 0 and self.steps == "started"
            away = Fraction(whole if away >= 0 else -whole)
        return exact(self.points) + away * exact(self.each)


@dataclass(frozen=True, slots=True)
class Power:
    """`times` × (how far the value is beyond `at`) to the power `exponent`; nothing on the wrong side of `at`.

    With `lower` a smaller value is better, as with running times. The power is taken to 50 digits.
    """

    times: Decimal
    at: Decimal
    exponent: Decimal
    lower: bool = False

    def __call__(self, value: Fraction) -> Fraction:
        beyond = exact(self.at) - value if self.lower else value - exact(self.at)
        if beyond <= 0:
            return Fraction(0)
        base = _FINE.divide(Decimal(beyond.numerator), Decimal(beyond.denominator))
        return exact(self.times) * Fraction(_FINE.power(base, self.exponent))


Conversion = Linear | Power | Proportion | Deduct | Add | Within | Loss | Bands | Lookup | Line


def most(conversion: Conversion, low: Decimal | None, high: Decimal | None) -> Decimal | None:
    """The most points that any value from `low` to `high` can earn; None where there is no limit."""
    match conversion:
        case Bands(bands):
            return max(band.points for band in bands)
        case Lookup(table):
            return max(points for _, points in table)
        case Line(corners):
            return max(points for _, points in corners)
        case Add(each, None):
            return None if high is None else max(Decimal(0), each * high)
        case Add(_, points):
            return points
        case Linear():
            return _at_ends(conversion, low, high, max)
        case Power():
            return None
        case Deduct() | Within() | Loss() | Proportion():
            return conversion.points


def least(conversion: Conversion, low: Decimal | None, high: Decimal | None) -> Decimal | None:
    """The fewest points that any value can earn; None where there is no limit."""
    match conversion:
        case Lookup(table):
            return min(points for _, points in table)
        case Line(corners):
            return min(points for _, points in corners)
        case Proportion(points, highest):
            return None if low is None else low * points / highest
        case Add(each, _):
            return None if low is None else each * low
        case Linear():
            return _at_ends(conversion, low, high, min)
        case Power():
            return Decimal(0)
        case Bands(bands):
            return min(Decimal(0), *(band.points for band in bands))
        case _:
            return Decimal(0)


def _at_ends(
    conversion: Linear, low: Decimal | None, high: Decimal | None, pick: Callable[..., Fraction]
) -> Decimal | None:
    if low is None or high is None:
        return None
    return to_decimal(pick(conversion(exact(low)), conversion(exact(high))))
