"""While an event runs: who is safely through, who is still at risk, who is out.

For every entrant the sheet is completed twice, once with the worst marks that may still come and once
with the best. *Safe* is who lies within the cut even so, with all others at their best; *out* is who
does not, with all others at their worst; everyone else is *at risk*. What need not come (an optional
aspect, a penalty) is not expected to come, so a later penalty can still change the picture.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from rules.conversions import Bands, Line, Lookup, Loss, Within
from rules.cuts import Cut
from rules.metrics import TOTAL, Key, Metric
from rules.ranking import ranking_key
from rules.scheme_model import Aspect, Node, Scheme, SubCriterion
from rules.scoring import Tally
from rules.tree import Tree, trees_of
from rules.values import Mark, Score

SAFE, AT_RISK, OUT = "safe", "at_risk", "out"
FIRST, LAST = (Decimal(-1),), (Decimal(2),)


@dataclass(frozen=True, slots=True)
class Ends:
    """Where an entrant can still end: its scores with the worst and the best marks to come, None without a limit."""

    worst: Score | None
    best: Score | None


@dataclass(frozen=True, slots=True)
class Reach:
    """The best and worst rank an entrant can still end at; `behind` counts it and all who may end level or above."""

    first: int
    last: int
    behind: int


@dataclass(frozen=True, slots=True)
class Awaited:
    """Marks that must come: one from each of `seats`, of which `worst` earns least and `best` most."""

    stage: str
    aspect: str
    panel: bool
    seats: int
    worst: Decimal
    best: Decimal


class Prospect:
    """One entrant's marks completed with the worst and with the best that may still come, kept up to date mark by mark.

    `awaited` as `awaited_of` gives it: None where the end is open.
    """

    def __init__(self, scheme: Scheme, entrant: str, trees: Sequence[Tree], awaited: Sequence[Awaited] | None) -> None:
        self._scheme, self._entrant, self._open = scheme, entrant, awaited is None
        self._worst, self._best = Tally(scheme, entrant, trees), Tally(scheme, entrant, trees)
        self._awaited = {(one.stage, one.aspect): one for one in awaited or ()}
        self._given: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for one in self._awaited.values():
            for seat in range(one.seats):
                self._complete(one, seat)

    def enter(self, mark: Mark) -> None:
        """Take in a mark, in place of an earlier one of the same judge and in place of one awaited."""
        self._worst.enter(mark)
        self._best.enter(mark)
        given, one = self._at(mark.stage, mark.aspect)
        if one is not None and mark.judge not in given and len(given) < one.seats:
            self._withdraw(one.stage, one.aspect, _nobody(one, len(given)), unless=mark.judge)
        given.add(mark.judge)

    def withdraw(self, mark: Mark) -> None:
        """Forget a mark, whatever its value: it is awaited again."""
        given, one = self._at(mark.stage, mark.aspect)
        if mark.judge in given:
            given.discard(mark.judge)
            self._withdraw(mark.stage, mark.aspect, mark.judge)
            if one is not None and len(given) < one.seats:
                self._complete(one, len(given))

    def finish(self) -> None:
        """Nothing more is expected."""
        self._open = False
        for one in self._awaited.values():
            given = self._given[one.stage, one.aspect]
            for seat in range(len(given), one.seats):
                self._withdraw(one.stage, one.aspect, _nobody(one, seat))
        self._awaited.clear()

    def ends(self) -> Ends:
        return Ends(None, None) if self._open else Ends(self._worst.score(), self._best.score())

    def _at(self, stage: str, aspect: str) -> tuple[set[str], Awaited | None]:
        key = self._scheme.stage(stage).key, aspect
        return self._given[key], self._awaited.get(key)

    def _complete(self, one: Awaited, seat: int) -> None:
        judge = _nobody(one, seat)
        self._worst.enter(Mark(self._entrant, one.aspect, judge, one.worst, one.stage))
        self._best.enter(Mark(self._entrant, one.aspect, judge, one.best, one.stage))

    def _withdraw(self, stage: str, aspect: str, judge: str, unless: str | None = None) -> None:
        if judge != unless:
            self._worst.withdraw(aspect, judge, stage)
            self._best.withdraw(aspect, judge, stage)


def _nobody(one: Awaited, seat: int) -> str:
    """Who enters what is awaited: nobody's seat, or nobody at all where the panel enters one value."""
    return f"?{seat}" if one.panel else ""


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
    found = reaches({entrant: keys_at(scheme, end) for entrant, end in ends.items()})
    return {entrant: chance_at(cut, reach, ends[entrant], len(ends)) for entrant, reach in found.items()}


def chance_at(cut: Cut, reach: Reach, ends: Ends, entrants: int) -> str:
    """The chance of one entrant among so many; how many of a delegation may go through is not asked."""
    places = cut.places(entrants)
    if reach.first > places or (ends.best is not None and not cut.enough(ends.best)):
        return OUT
    last = reach.last if cut.ties == "all" else reach.behind
    return SAFE if ends.worst is not None and cut.enough(ends.worst) and last <= places else AT_RISK


Keys = tuple[Key | None, Key | None]


def reaches(keys: Mapping[str, Keys]) -> dict[str, Reach]:
    """Where each entrant can still end, from what `keys_at` says of all."""
    worst = sorted(low for low, _ in keys.values() if low is not None)
    best = sorted(high for _, high in keys.values() if high is not None)
    anywhere = len(keys) - len(best)

    def reach(low: Key | None, high: Key | None) -> Reach:
        if low is None or high is None:
            return Reach(1, len(keys), len(keys))
        above = bisect_left(best, low) - (high < low)
        return Reach(bisect_left(worst, high) + 1, above + anywhere + 1, bisect_right(best, low) + anywhere)

    return {entrant: reach(low, high) for entrant, (low, high) in keys.items()}


def keys_at(scheme: Scheme, ends: Ends) -> Keys:
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
    return TOTAL if metric.looks_at_all or metric.at_best else metric


def ends_of(scheme: Scheme, entrant: str, marks: Sequence[Mark], finished: bool = False) -> Ends:
    """Where the entrant can still end, from its marks so far."""
    prospect = Prospect(scheme, entrant, trees_of(scheme), awaited_of(scheme))
    for mark in marks:
        prospect.enter(mark)
    if finished:
        prospect.finish()
    return prospect.ends()


def awaited_of(scheme: Scheme) -> tuple[Awaited, ...] | None:
    """What every entrant's marks must hold in the end; None where nobody can say where they may lead."""
    if not all(map(_ends_at_ends, _nodes(scheme))):
        return None
    found: list[Awaited] = []
    for stage, aspect in _required(scheme):
        extremes = None if aspect.repeats else _extremes(aspect)
        seats = (aspect.panel.judges if aspect.panel else 1) or 0
        if extremes is None or not seats:
            return None
        found.append(Awaited(stage, aspect.key, aspect.each_judge, seats, *extremes))
    return tuple(found)


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


def _required(scheme: Scheme) -> Iterator[tuple[str, Aspect]]:
    """Every aspect that must come: nothing optional at any level above it. The only stage is never optional."""
    for stage in scheme.stages:
        for criterion in stage.criteria if stage.required or len(scheme.stages) == 1 else ():
            for sub in criterion.sub_criteria:
                for aspect in sub.aspects:
                    if criterion.required and sub.required and aspect.required:
                        yield stage.key, aspect


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
