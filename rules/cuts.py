"""Who advances to the next stage.

An entrant *qualifies* when its standing lies within the cut. Everyone tied at the cut goes through,
unless the scheme says `ties: none`: then those tied across it all stay behind, and chance still decides
nothing. Who withdraws is passed over, and the next in rank is asked.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from types import MappingProxyType

from rules.values import Score, Standing

NO_DELEGATIONS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Cut:
    """The best `best` entrants, or the best `percent` of them (rounded down, or up), or all with `at_least` points.

    `per_delegation` is how many of one delegation may be among them; whoever is over it makes room for the next.
    """

    best: int | None = None
    percent: Decimal | None = None
    at_least: Decimal | None = None
    rounding: str = "floor"
    ties: str = "all"
    per_delegation: int | None = None

    def places(self, entrants: int) -> int:
        """How many places the cut has among so many ranked entrants; all of them where only points count."""
        if self.best is not None:
            return self.best
        return entrants if self.percent is None else share_of(entrants, self.percent, self.rounding)

    def enough(self, score: Score) -> bool:
        """Whether the score has the points that the cut asks for."""
        return self.at_least is None or (score.total is not None and score.total >= self.at_least)


def share_of(entrants: int, percent: Decimal, rounding: str = "floor") -> int:
    """A percentage of the entrants as a whole number of them."""
    whole, rest = divmod(entrants * percent, 100)
    return int(whole) + (1 if rest and rounding == "ceiling" else 0)


def advancing(
    cut: Cut,
    standings: Sequence[Standing],
    withdrawn: Collection[str] = (),
    delegations: Mapping[str, str] = NO_DELEGATIONS,
) -> list[str]:
    """The entrants who qualify, in the order of their standings, best first. Those withdrawn make room for the next."""
    ranked = [row for row in standings if row.rank is not None]
    places = cut.places(len(ranked))
    rows = [row for row in ranked if row.entrant not in withdrawn and cut.enough(row.score)]
    rows = rows if cut.per_delegation is None else list(_within(cut.per_delegation, rows, delegations))
    through = rows[:places]
    if through and len(rows) > places:
        at_cut = through[-1].rank
        if rows[places].rank == at_cut:
            split = [row for row in rows if row.rank == at_cut]
            through = [row for row in through if row.rank != at_cut] + (split if cut.ties == "all" else [])
    return [row.entrant for row in through]


def _within(most: int, rows: Sequence[Standing], delegations: Mapping[str, str]) -> Iterator[Standing]:
    """The rows, best first, before which fewer than so many of their delegation stand; ties stay together."""
    before: Counter[str | None] = Counter()
    for _, tied in groupby(rows, key=lambda row: row.rank):
        homes = [(row, delegations.get(row.entrant)) for row in tied]
        yield from (row for row, home in homes if home is None or before[home] < most)
        before.update(home for _, home in homes)
