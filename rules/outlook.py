"""While an event runs: who is safely through, who is still at risk, who is out.

For every entrant the sheet is completed twice, once with the worst marks that may still come and once
with the best. *Safe* is who lies within the cut even so, with all others at their best; *out* is who
does not, with all others at their worst; everyone else is *at risk*. What need not come (an optional
aspect, a penalty) is not expected to come, so a later penalty can still change the picture.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from rules.conversions import Bands, Line, Lookup, Loss, Within
from rules.cuts import Cut
from rules.ranking import Key, ranking_key
from rules.scheme_model import Aspect, Scheme
from rules.scoring import Tally
from rules.values import Mark, Score

SAFE, AT_RISK, OUT = "safe", "at_risk", "out"


def chances(
    scheme: Scheme, cut: Cut, marks: Mapping[str, Sequence[Mark]], finished: Collection[str] = ()
) -> dict[str, str]:
    """`safe`, `at_risk` or `out` for every entrant that `marks` names, however few marks it has.

    For those `finished` nothing more is expected. Where the end is open (a family of unknown number, no range),
    an entrant can still go anywhere.
    """
    ends = {entrant: _ends(scheme, entrant, own, entrant in finished) for entrant, own in marks.items()}
    keys = {e: tuple(_key(scheme, score) for score in pair) for e, pair in ends.items()}
    worst = sorted(low for low, _ in keys.values() if low is not None)
    best = sorted(high for _, high in keys.values() if high is not None)
    unlimited = sum(high is None for _, high in keys.values())
    places = cut.places(len(marks))
    result = {}
    for entrant, (low, high) in keys.items():
        own_best = high is None or (low is not None and high < low)
        maybe_above = unlimited + (bisect_left(best, low) if low is not None else len(best)) - own_best
        surely_above = bisect_left(worst, high) if high is not None else 0
        if cut.ties != "all":
            maybe_above = unlimited + (bisect_right(best, low) if low is not None else len(best)) - 1
        if low is not None and maybe_above < places and _has(cut, ends[entrant][0]):
            result[entrant] = SAFE
        elif surely_above >= places or (high is not None and not _has(cut, ends[entrant][1])):
            result[entrant] = OUT
        else:
            result[entrant] = AT_RISK
    return result


def _key(scheme: Scheme, score: Score | None) -> Key | None:
    return None if score is None else ranking_key(scheme, score, {})


def _has(cut: Cut, score: Score | None) -> bool:
    return cut.at_least is None or (score is not None and score.total is not None and score.total >= cut.at_least)


def _ends(scheme: Scheme, entrant: str, marks: Sequence[Mark], finished: bool) -> tuple[Score | None, Score | None]:
    """The score with the worst and with the best marks that may still come, None where that has no limit."""
    worst, best = Tally(scheme, entrant), Tally(scheme, entrant)
    given: dict[tuple[str, str], int] = {}
    for mark in marks:
        worst.enter(mark)
        best.enter(mark)
        place = (scheme.stage(mark.stage).key, mark.aspect)
        given[place] = given.get(place, 0) + 1
    if finished:
        return worst.score(), best.score()
    for stage in scheme.stages if len(scheme.stages) == 1 else [s for s in scheme.stages if s.required]:
        for criterion in stage.criteria:
            for sub in criterion.sub_criteria:
                for aspect in sub.aspects:
                    if not (criterion.required and sub.required and aspect.required):
                        continue
                    extremes = None if aspect.repeats or sub.repeats else _extremes(aspect)
                    seats = (aspect.panel.judges if aspect.panel else 1) or 0
                    if extremes is None or not seats:
                        return None, None
                    for n in range(given.get((stage.key, aspect.key), 0), seats):
                        for tally, value in zip((worst, best), extremes, strict=True):
                            tally.enter(Mark(entrant, aspect.key, f"?{n}" if aspect.panel else "", value, stage.key))
    return worst.score(), best.score()


def _extremes(aspect: Aspect) -> tuple[Decimal, Decimal] | None:
    """The value that earns least and the one that earns most, None where there is no limit."""
    candidates = {*aspect.choices, *_corners(aspect)}
    if not aspect.choices:
        if aspect.minimum is None or aspect.maximum is None:
            return None
        candidates |= {aspect.minimum, aspect.maximum}
        candidates = {value for value in candidates if aspect.minimum <= value <= aspect.maximum}
    worth = {value: aspect.by(Fraction(value)) if aspect.by else Fraction(value) for value in candidates}
    ordered = sorted(candidates, key=lambda value: (worth[value], value))
    return (ordered[-1], ordered[0]) if aspect.kind == "penalty" else (ordered[0], ordered[-1])


def _corners(aspect: Aspect) -> list[Decimal]:
    """Where a conversion turns: its best and worst lie at these values or at the ends of the range."""
    match aspect.by:
        case Within(_, low, high):
            return [low, high]
        case Loss(_, target):
            return [target]
        case Lookup(table):
            return [entered for entered, _ in table]
        case Line(corners):
            return [entered for entered, _ in corners]
        case Bands(bands):
            return [edge for band in bands for edge in (band.low, band.high) if edge is not None]
    return []
