"""While an event runs: who is safely through, who is still at risk, who is out.

For every entrant the sheet is completed twice, once with the worst marks that may still come and once
with the best. *Safe* is who lies within the cut even so, with all others at their best; *out* is who
does not, with all others at their worst; everyone else is *at risk*. What need not come (an optional
aspect, a penalty) is not expected to come, so a later penalty can still change the picture.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from rules.conversions import Bands, Line, Lookup, Loss, Within
from rules.cuts import Cut
from rules.metrics import Key, Metric
from rules.ranking import ranking_key
from rules.scheme_model import Aspect, Node, Scheme, Stage, SubCriterion
from rules.scoring import Tally
from rules.tree import trees_of
from rules.values import Mark, Score

SAFE, AT_RISK, OUT = "safe", "at_risk", "out"
FIRST, LAST = (Decimal(-1),), (Decimal(2),)


@dataclass(frozen=True, slots=True)
class Ends:
    """Where an entrant can still end: its scores with the worst and the best marks to come, None without a limit."""

    worst: Score | None
    best: Score | None


def chances(
    scheme: Scheme, cut: Cut, marks: Mapping[str, Sequence[Mark]], finished: Collection[str] = ()
) -> dict[str, str]:
    """`safe`, `at_risk` or `out` for every entrant that `marks` names, however few marks it has.

    For those `finished` nothing more is expected. Where the end is open (a family of unknown number, no range),
    an entrant can still go anywhere.
    """
    ends = {entrant: ends_of(scheme, entrant, own, entrant in finished) for entrant, own in marks.items()}
    return chances_among(scheme, cut, ends)


def chances_among(scheme: Scheme, cut: Cut, ends: Mapping[str, Ends]) -> dict[str, str]:
    """The same from ends worked out before: only those of the entrant just marked need be worked again."""
    keys = {entrant: _keys(scheme, end) for entrant, end in ends.items()}
    worst = sorted(low for low, _ in keys.values() if low is not None)
    best = sorted(high for _, high in keys.values() if high is not None)
    places = cut.places(len(ends))

    def chance(entrant: str) -> str:
        low, high = keys[entrant]
        if high is not None and (bisect_left(worst, high) >= places or not _enough(cut, ends[entrant].best)):
            return OUT
        if low is None or high is None or not _enough(cut, ends[entrant].worst):
            return AT_RISK
        above = bisect_left(best, low) - (high < low) if cut.ties == "all" else bisect_right(best, low) - 1
        return SAFE if above + len(ends) - len(best) < places else AT_RISK

    return {entrant: chance(entrant) for entrant in ends}


def _keys(scheme: Scheme, ends: Ends) -> tuple[Key | None, Key | None]:
    """What would sort the entrant at its worst and at its best, link by link.

    A link that compares entrants, or reads one attempt by another, has no ends of its own and is left open.
    """
    if ends.worst is None or ends.best is None:
        return None, None
    own = replace(scheme, ranking=tuple(_bounded(metric) for metric in scheme.ranking))
    pairs = zip(ranking_key(own, ends.worst, {}), ranking_key(own, ends.best, {}), scheme.ranking, strict=True)
    links = [(min(a, b), max(a, b)) if metric == _bounded(metric) else (FIRST, LAST) for a, b, metric in pairs]
    return tuple(last for _, last in links), tuple(first for first, _ in links)


def _bounded(metric: Metric) -> Metric:
    return Metric("total", parts=("total",)) if metric.looks_at_all or metric.at_best else metric


def _enough(cut: Cut, score: Score | None) -> bool:
    return cut.at_least is None or (score is not None and score.total is not None and score.total >= cut.at_least)


def ends_of(scheme: Scheme, entrant: str, marks: Sequence[Mark], finished: bool = False) -> Ends:
    """Where the entrant can still end, from its marks so far."""
    trees = trees_of(scheme)
    worst, best = Tally(scheme, entrant, trees), Tally(scheme, entrant, trees)
    given = Counter((scheme.stage(mark.stage).key, mark.aspect) for mark in marks)
    for mark in marks:
        worst.enter(mark)
        best.enter(mark)
    if not finished and not all(map(_ends_at_ends, _nodes(scheme))):
        return Ends(None, None)
    for stage, aspect in () if finished else _awaited(scheme):
        extremes = None if aspect.repeats else _extremes(aspect)
        seats = (aspect.panel.judges if aspect.panel else 1) or 0
        if extremes is None or not seats:
            return Ends(None, None)
        for n in range(given[stage.key, aspect.key], seats):
            for tally, value in zip((worst, best), extremes, strict=True):
                tally.enter(Mark(entrant, aspect.key, f"?{n}" if aspect.panel else "", value, stage.key))
    return Ends(worst.score(), best.score())


def _nodes(scheme: Scheme) -> Iterator[Node]:
    """Every node, also the sheets that criteria imply."""
    for stage in scheme.stages:
        yield stage
        yield from stage.nodes()
        for criterion in stage.criteria:
            yield from criterion.sub_criteria


def _ends_at_ends(node: Node) -> bool:
    """Whether the best marks surely make the best score: not so where a sum is converted, or divided by a mark."""
    panel = node.panel if isinstance(node, Aspect | SubCriterion) else None
    if node.combine.form == "product" or (panel and (panel.each_by or panel.method == "majority")):
        return False
    if not isinstance(node, Aspect):
        return node.by is None
    return node.use != "divide" and not (node.use == "multiply" and (node.minimum is None or node.minimum < 0))


def _awaited(scheme: Scheme) -> Iterator[tuple[Stage, Aspect]]:
    """Every aspect that must come: nothing optional at any level above it. The only stage is never optional."""
    for stage in scheme.stages:
        for criterion in stage.criteria if stage.required or len(scheme.stages) == 1 else ():
            for sub in criterion.sub_criteria:
                for aspect in sub.aspects:
                    if criterion.required and sub.required and aspect.required:
                        yield stage, aspect


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
