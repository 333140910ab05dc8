"""How each judge marks beside the others of the panel: generous or strict, and whether that moves. No I/O.

Information for the chief judge, who may speak to somebody; it changes no mark, and judges are not shown it.
A difference is a judge's mark less the mean of the others' marks for the same entrant and aspect, in hundredths of
the aspect's range, so that aspects of different ranges can be put together.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from uuid import UUID

from competition.events.plan import Plan

OTHERS = 2
"""Of fewer others nobody can say who is out of line."""
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class GivenMark:
    """A mark in force; `seq` tells when it was stored, `entrant` is the code."""

    stage: str
    entrant: str
    aspect: str
    seat: str
    value: Decimal
    seq: int


@dataclass(frozen=True, slots=True)
class Consistency:
    """One judge beside the panel, in hundredths of an aspect's range, to a tenth.

    `leniency` is the mean difference, above 0 where the judge gives more than the others; `scatter` the mean distance
    from that; `drift` the mean difference in the later half of the judge's marks less that in the earlier half.
    All are None where nothing could be compared, drift also where there are fewer than four comparisons.
    """

    compared: int
    leniency: Decimal | None = None
    scatter: Decimal | None = None
    drift: Decimal | None = None


def consistency(plan: Plan, marks: Iterable[GivenMark]) -> dict[UUID, Consistency]:
    """Of every judge who marks with others, by account; what a panel establishes together is left out."""
    together: defaultdict[tuple[str, str, str], list[GivenMark]] = defaultdict(list)
    for mark in marks:
        if mark.seat:
            together[mark.stage, mark.entrant, mark.aspect].append(mark)
    differences: dict[UUID, list[tuple[int, Fraction]]] = {
        seat.account: [] for panel in plan.panels if len(panel.judges) > OTHERS for seat in panel.judges
    }
    for (stage, _, aspect), given in together.items():
        width, seats = _width(plan, aspect, stage), _seats(plan, aspect, stage)
        if width and len(given) > OTHERS:
            for mark, difference in zip(given, _differences(given), strict=True):
                differences[seats[mark.seat]].append((mark.seq, difference * 100 / width))
    return {account: _of_one([value for _, value in sorted(found)]) for account, found in differences.items()}


def _seats(plan: Plan, aspect: str, stage: str) -> dict[str, UUID]:
    """Who sits where on the panel that marks the aspect."""
    sub_criterion = plan.located(aspect, stage).sub_criterion.key
    panel = next(panel for panel in plan.panels if sub_criterion in panel.sub_criteria)
    return {seat.key: seat.account for seat in panel.judges}


def _width(plan: Plan, aspect: str, stage: str) -> Fraction:
    """How far apart two marks of the aspect can be; 0 where the scheme sets no range."""
    found = plan.located(aspect, stage).aspect
    if found.minimum is None or found.maximum is None:
        return Fraction(0)
    return Fraction(found.maximum) - Fraction(found.minimum)


def _differences(given: Sequence[GivenMark]) -> list[Fraction]:
    values = [Fraction(mark.value) for mark in given]
    whole = sum(values, Fraction(0))
    return [value - (whole - value) / (len(values) - 1) for value in values]


def _of_one(differences: Sequence[Fraction]) -> Consistency:
    """`differences` in the order in which the marks were stored."""
    if not differences:
        return Consistency(0)
    leniency = _mean(differences)
    half = len(differences) // 2
    drift = _mean(differences[half:]) - _mean(differences[:half]) if half > 1 else None
    return Consistency(
        compared=len(differences),
        leniency=_tenths(leniency),
        scatter=_tenths(_mean([abs(value - leniency) for value in differences])),
        drift=None if drift is None else _tenths(drift),
    )


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _tenths(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(TENTH, ROUND_HALF_UP)
