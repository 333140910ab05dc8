"""Standardised scales, so that results of different events can be set side by side.

None of these is official: the formula in use at WorldSkills is not published. Each is a function with a
name and can be replaced by another; what is shown from one must say so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from rules.numbers import Rounding, to_decimal
from rules.values import Text

Totals = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Scale:
    """`apply` takes the total of every entrant and gives each its place on the scale."""

    key: str
    title: Text
    apply: Callable[[Totals], dict[str, Decimal]]
    official: bool = False


def median(values: list[Fraction]) -> Fraction:
    ascending = sorted(values)
    return (ascending[(len(ascending) - 1) // 2] + ascending[len(ascending) // 2]) / 2


def about_median(totals: Totals, *, centre: int, spread: int) -> dict[str, Decimal]:
    """The median at `centre`, and `spread` for each 1.4826 median absolute deviations; whole numbers from 0 to 1000.

    Where half of the entrants are equal there is no deviation, and all stand at the centre.
    """
    exact = {entrant: Fraction(total) for entrant, total in totals.items()}
    if not exact:
        return {}
    middle = median(list(exact.values()))
    deviation = median([abs(value - middle) for value in exact.values()]) * Fraction("1.4826")

    def scaled(value: Fraction) -> Decimal:
        at = centre + (spread * (value - middle) / deviation if deviation else Fraction(0))
        return to_decimal(Rounding(0).apply(max(Fraction(0), min(Fraction(1000), at))), Rounding(0))

    return {entrant: scaled(value) for entrant, value in exact.items()}


SCALES: Mapping[str, Scale] = {
    scale.key: scale
    for scale in (
        Scale("median-700", Text("中位数700分制（非官方）", "median at 700 (unofficial)"),
              lambda totals: about_median(totals, centre=700, spread=30)),
        Scale("median-500", Text("中位数500分制（非官方）", "median at 500 (unofficial)"),
              lambda totals: about_median(totals, centre=500, spread=30)),
    )
}  # fmt: skip
