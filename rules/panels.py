"""How the marks of several judges become one value.

A judge who gave no mark is left out and never counts as zero; what is dropped is dropped from the
marks *given*. Fewer marks than `at_least` make no value at all.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from rules.conversions import Conversion
from rules.numbers import Rounding, common

METHODS = ("mean", "sum", "median", "highest", "lowest", "majority")


@dataclass(frozen=True, slots=True)
class Panel:
    """`judges` is how many sit on the panel, where the scheme fixes it; `keep` takes only the n highest.

    Fewer marks than `drop_from` are all kept. With `middle` as many highest as lowest go until so many are left (one
    more, where the numbers do not fit). `each_by` and `each_round` come first, for each judge's mark (or sheet);
    `round` is a step of its own, after the marks have become one value.
    """

    method: str = "mean"
    drop_high: int = 0
    drop_low: int = 0
    keep: int | None = None
    at_least: int = 1
    judges: int | None = None
    round: Rounding | None = None
    drop_from: int = 0
    each_by: Conversion | None = None
    each_round: Rounding | None = None
    middle: int | None = None

    def drops(self, marks: int) -> tuple[int, int]:
        """How many of the highest and of the lowest of so many marks are dropped."""
        if self.middle is not None:
            outside = max(marks - self.middle, 0) // 2
            return outside, outside
        return (self.drop_high, self.drop_low) if marks >= self.drop_from else (0, 0)

    def of_one(self, mark: Fraction) -> Fraction:
        """What one judge's mark, or sheet, comes to before it is put together with the others."""
        value = self.each_by(mark) if self.each_by else mark
        return self.each_round.apply(value) if self.each_round else value


@dataclass(frozen=True, slots=True)
class Verdict:
    """`value`, not yet rounded, is None where the panel is not valid; `counting` are the places of the marks kept."""

    value: Fraction | None
    counting: Sequence[int]


def judge_together(panel: Panel, marks: Sequence[Fraction]) -> Verdict:
    if panel.each_by or panel.each_round:
        marks = [panel.of_one(mark) for mark in marks]
    sizes, unit = common(marks)
    order = sorted(range(len(sizes)), key=sizes.__getitem__)
    high, low = panel.drops(len(order))
    counting = order[low : len(order) - high]
    if panel.keep is not None:
        counting = counting[-panel.keep :]
    if len(sizes) < panel.at_least or not counting:
        return Verdict(None, counting)
    return Verdict(_together(panel.method, [sizes[n] for n in counting], unit), counting)


def together(method: str, ascending: Sequence[Fraction]) -> Fraction | None:
    """Several values, at least one, as one; None where there is no majority."""
    sizes, unit = common(ascending)
    return _together(method, sizes, unit)


def _together(method: str, ascending: Sequence[int], unit: int) -> Fraction | None:
    count = len(ascending)
    match method:
        case "mean":
            return Fraction(sum(ascending), unit * count)
        case "sum":
            return Fraction(sum(ascending), unit)
        case "product":
            return Fraction(prod(ascending), unit**count)
        case "median":
            return Fraction(ascending[(count - 1) // 2] + ascending[count // 2], 2 * unit)
        case "highest":
            return Fraction(ascending[-1], unit)
        case "lowest":
            return Fraction(ascending[0], unit)
        case _:
            value, votes = Counter(ascending).most_common(1)[0]
            return Fraction(value, unit) if 2 * votes > count else None
