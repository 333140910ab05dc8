"""The lines that entrants of an event fight for: a stage's cut, medals, awards, promotion.

A line says which rank is the last above it as things stand, and of everyone *safe*, *at risk* or *out*. All are told
by rank, by the total and by pass marks. An award for anything else (a part, one perfect task) has no place among the
ranks and so no line; where delegations or persons are limited, there is a line but no chances for awards, since what
stands above it need not receive anything.
"""

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import takewhile
from typing import Literal, Protocol

from rules.awards import Award
from rules.cuts import Cut, advancing, share_of
from rules.medal_rule import MEDALS, MedalRule
from rules.metrics import TOTAL, Key
from rules.outlook import AT_RISK, OUT, SAFE, Ends, Keys, Reach, chance_at, reaches
from rules.scheme_model import Scheme
from rules.values import Score, Standing, State, Text

Kind = Literal["advance", "medal", "award", "promotion"]
Chances = dict[str, str]


class Field:
    """Everybody who competes: where they stand, and where they can still end. `ended` says that nothing more comes.

    `ranked` has the best first, in whatever order the standings are given.
    `delegations` is None where nobody may know them.
    """

    def __init__(
        self,
        standings: Sequence[Standing],
        ends: Mapping[str, Ends],
        keys: Mapping[str, Keys],
        delegations: Mapping[str, str] | None,
        ended: bool,
    ) -> None:
        self.ended, self.ends, self.keys, self.delegations = ended, ends, keys, delegations
        self.ranked = sorted((s for s in standings if s.rank is not None), key=lambda s: s.rank or 0)
        self.competing = [standing.entrant for standing in standings if standing.state is State.COMPETING]
        self.entrants = len(self.ranked if ended else self.competing)
        self.reaches: Mapping[str, Reach] = reaches(keys)

    def chances(self, above: Collection[str], while_running: Chances) -> Chances:
        """What is said while marks are still to come, and when none are: who is above is through."""
        return {e: SAFE if e in above else OUT for e in self.competing} if self.ended else while_running


class Rule(Protocol):
    """Who is above a line now, and who can be; None where that cannot be said of anybody."""

    def above(self, field: Field) -> Collection[str]: ...
    def chances(self, field: Field) -> Chances | None: ...


@dataclass(frozen=True, slots=True)
class Line:
    """Whoever ends above it advances, or has this medal or award or a better one, or is promoted."""

    key: str
    kind: Kind
    title: Text
    rule: Rule

    def after(self, field: Field) -> int:
        """The rank of the last one above as things stand; 0 where nobody is."""
        above = self.rule.above(field)
        return max((s.rank for s in field.ranked if s.rank is not None and s.entrant in above), default=0)

    def chances(self, field: Field) -> Chances | None:
        found = self.rule.chances(field)
        return None if found is None else field.chances(self.rule.above(field), found)


@dataclass(frozen=True, slots=True)
class WithinCut:
    """Within a stage's cut, with the others of a delegation that is limited passed over."""

    cut: Cut

    def above(self, field: Field) -> Collection[str]:
        cut = replace(self.cut, best=self.cut.places(field.entrants), percent=None)
        return set(advancing(cut, field.ranked, delegations=field.delegations or {}))

    def chances(self, field: Field) -> Chances | None:
        most = self.cut.per_delegation
        if most is not None and field.delegations is None:
            return None
        found = {e: chance_at(self.cut, reach, field.ends[e], field.entrants) for e, reach in field.reaches.items()}
        return found if most is None else self._limited(field, found, most)

    def _limited(self, field: Field, found: Chances, most: int) -> Chances:
        """Places that others of a delegation cannot take are free for those behind; who is behind so many is out."""
        points, places = replace(self.cut, best=None, percent=None), self.cut.places(field.entrants)
        homes = {entrant: (field.delegations or {}).get(entrant, f"?{entrant}") for entrant in found}
        worst, best = defaultdict[str, list[Key]](list), defaultdict[str, list[Key]](list)
        anywhere = Counter(homes[entrant] for entrant, (low, _) in field.keys.items() if low is None)
        for entrant, (low, high) in field.keys.items():
            if low is not None and high is not None:
                insort(worst[homes[entrant]], low)
                insort(best[homes[entrant]], high)

        def chance(entrant: str) -> str:
            home, (low, high) = homes[entrant], field.keys[entrant]
            if low is None or high is None:
                return found[entrant]
            ahead = {name: min(bisect_left(keys, high), most) for name, keys in worst.items()}
            if chance_at(points, field.reaches[entrant], field.ends[entrant], field.entrants) == OUT:
                return OUT
            if sum(ahead.values()) >= places or ahead[home] >= most:
                return OUT
            own = bisect_left(best[home], low) - (high < low) + anywhere[home]
            return SAFE if found[entrant] == SAFE and own < most else AT_RISK

        return {entrant: chance(entrant) for entrant in found}


@dataclass(frozen=True, slots=True)
class Band:
    """A band of ranks, and what somebody in it must have reached besides."""

    first: int
    last: int
    at_least: Decimal | None = None
    passed: bool = False

    def earned(self, score: Score | None, *, hopeful: bool = False) -> bool:
        """Whether the score is enough; one who is `hopeful` takes pass marks that are open for reached."""
        if score is None or (self.passed and not (score.passed is True or (hopeful and score.passed is None))):
            return False
        return self.at_least is None or (score.total is not None and score.total >= self.at_least)


@dataclass(frozen=True, slots=True)
class WithinBands:
    """Within one of the bands. `awards` are those it stands for, `limited` says that these do not tell who receives."""

    bands: tuple[Band, ...] = ()
    awards: tuple[Award, ...] = ()
    told: bool = True

    def above(self, field: Field) -> Collection[str]:
        bands = self._bands(field)
        return {
            standing.entrant
            for standing in field.ranked
            for band in bands
            if standing.rank is not None and band.first <= standing.rank <= band.last
            if band.earned(standing.score, hopeful=not field.ended)
        }

    def chances(self, field: Field) -> Chances | None:
        bands = self._bands(field)
        if not self.told:
            return None
        return {entrant: _within(bands, reach, field.ends[entrant]) for entrant, reach in field.reaches.items()}

    def _bands(self, field: Field) -> tuple[Band, ...]:
        return self.bands or tuple(_bands_of(self.awards, field.entrants))


def _within(bands: Sequence[Band], reach: Reach, ends: Ends) -> str:
    """Safe where every rank within reach lies in a band that is earned in any case, out where none lies in any."""
    open_ended = ends.best is None
    if not any(b.first <= reach.last and reach.first <= b.last and (open_ended or b.earned(ends.best)) for b in bands):
        return OUT
    rank = reach.first
    while rank <= reach.last:
        band = next((b for b in bands if b.first <= rank <= b.last and b.earned(ends.worst)), None)
        if band is None:
            return AT_RISK
        rank = band.last + 1
    return SAFE


def _bands_of(awards: Iterable[Award], entrants: int) -> Iterator[Band]:
    shared = 0
    for award in awards:
        first, last = award.ranks or (1, entrants)
        if award.top is not None:
            last = min(last, share_of(entrants, award.top, award.rounding))
        if award.share is not None:
            shared += share_of(entrants, award.share, award.rounding)
            last = min(last, shared)
        yield Band(first, last, award.at_least, award.passed)


@dataclass(frozen=True, slots=True)
class WithMedal:
    """One of the best `places` medals, or with 4 places the medallion too; see `awards.medals` for who shares one.

    Who ends among so many ranks surely has it. Who ends behind may share it by the window, once or, behind three
    golds, twice; where totals are put on a scale, nobody can say before the end how wide that is.
    """

    rule: MedalRule
    places: int

    def above(self, field: Field) -> Collection[str]:
        wanted = list(MEDALS)[: self.places]
        return {entrant for entrant, award in self.rule.give(field.ranked).items() if award.key in wanted}

    def chances(self, field: Field) -> Chances | None:
        worst = sorted(
            (e.worst.total for e in field.ends.values() if e.worst and e.worst.total is not None), reverse=True
        )
        return {e: self._chance(field.reaches[e], field.ends[e], worst) for e in field.reaches}

    def _chance(self, reach: Reach, ends: Ends, worst: Sequence[Decimal]) -> str:
        places, line = min(self.places, 3), self.rule.medallion if self.places > 3 else None
        low, high = (score.total if score else None for score in (ends.worst, ends.best))
        plain = self.rule.scale is None
        if reach.last <= places or (plain and line is not None and low is not None and low >= line):
            return SAFE
        if not plain or high is None or len(worst) < places or (line is not None and high >= line):
            return AT_RISK
        return OUT if high < worst[places - 1] - self.rule.window * (2 if places == 3 else 1) else AT_RISK


def lines_of(scheme: Scheme, marked: Collection[str]) -> list[Line]:
    """The scheme's lines, the best first. `marked` are the stages in which anybody has a mark: a cut before is over."""
    stages = [stage for stage in scheme.stages if stage.key in marked] or scheme.stages[:1]
    cut = stages[-1].advance
    lines = [Line("advance", "advance", stages[-1].title, WithinCut(cut))] if cut is not None else []
    by_total = scheme.ranking[0] == replace(TOTAL, name=scheme.ranking[0].name)
    if scheme.medals is not None and by_total:
        best = list(MEDALS.values())[: 4 if scheme.medals.medallion is not None else 3]
        return [Line(m.key, "medal", m.title, WithMedal(scheme.medals, n)) for n, m in enumerate(best, 1)] + lines
    told = list(takewhile(lambda award: _by_rank(award, by_total), scheme.awards))
    return [
        Line(award.key, "award", award.title, WithinBands((), tuple(told[: n + 1]), not scheme.award_limits))
        for n, award in enumerate(told)
    ] + lines


def _by_rank(award: Award, by_total: bool) -> bool:
    """Whether who receives the award, or a better one, stands above everybody else who could."""
    return award.any_at_least is None and (award.at_least is None or (award.of == "total" and by_total))
