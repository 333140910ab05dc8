"""The standings of an event kept up to date mark by mark.

A mark costs what its own entrant's sheet costs, and two searches in the order; the number of entrants
hardly matters. What it gives is always what `rank` would give for all marks at once. Only a metric that
compares everyone (places in a part, percent of the best) looks at everyone, and then so does every mark.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from rules.metrics import Key, Metric, Parts, compare
from rules.ranking import parted, ranking_key, unranked
from rules.scheme_model import Scheme
from rules.scoring import Tally
from rules.tree import trees_of
from rules.values import Mark, Score, Standing, State
from rules.worked import Worked

BEHIND_ALL = "\U0010ffff"
"""Sorts after every entrant."""
ALONE: Mapping[Metric, Mapping[str, Parts]] = MappingProxyType({})


Place = tuple[str, int | None, bool, str | None]
"""What a row says but for its score: entrant, rank, whether tied, and what decided, as in `Standing`."""


@dataclass(frozen=True, slots=True)
class Change:
    """What marks did: whose they were, and the first and last position (from 0) whose row may differ now."""

    entrants: tuple[str, ...]
    first: int
    last: int


class Board:
    """All entrants of an event, their marks, and the order they stand in."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self._trees = trees_of(scheme)
        self._tallies: dict[str, Tally] = {}
        self._scores: dict[str, Score] = {}
        self._states: dict[str, State] = {}
        self._keys: dict[str, Key] = {}
        self._order: list[tuple[Key, str]] = []
        self._unsettled: dict[str, None] = {}
        self._looks_at_all = any(metric.looks_at_all for metric in scheme.ranking)

    def add(self, entrant: str) -> None:
        """Make the entrant known, unmarked; nothing happens if it is."""
        if entrant not in self._tallies:
            self._tallies[entrant] = Tally(self.scheme, entrant, self._trees)
            self._scores[entrant] = self._tallies[entrant].score()

    def enter(self, mark: Mark) -> Change:
        """Take in a mark, in place of an earlier one of the same judge for the same aspect. Raises AspectUnknown."""
        self.take(mark)
        return self.settle()

    def withdraw(self, mark: Mark) -> Change:
        """Forget a mark, whatever its value."""
        self.take_back(mark)
        return self.settle()

    def set_state(self, entrant: str, state: State) -> Change:
        self.add(entrant)
        self._states[entrant] = state
        self._unsettled[entrant] = None
        return self.settle()

    def take(self, mark: Mark) -> Decimal | None:
        """As `enter`, but scores and order are as before until `settle`: several marks for an entrant are scored once.

        Returns the value that the mark replaces. Raises AspectUnknown.
        """
        self.add(mark.entrant)
        self._unsettled[mark.entrant] = None
        return self._tallies[mark.entrant].enter(mark)

    def take_back(self, mark: Mark) -> Decimal | None:
        """As `withdraw`, until `settle` without effect. Returns the value that was there."""
        self.add(mark.entrant)
        self._unsettled[mark.entrant] = None
        return self._tallies[mark.entrant].withdraw(mark.aspect, mark.judge, mark.stage)

    def settle(self) -> Change:
        """Everybody whose marks were taken stands where they lead to."""
        entrants, self._unsettled = tuple(self._unsettled), {}
        for entrant in entrants:
            self._scores[entrant] = self._tallies[entrant].score()
        if self._looks_at_all:
            self._place_all()
            return Change(entrants, 0, len(self._order) - 1)
        touched = [self._place(entrant) for entrant in entrants]
        first = min((low for low, _ in touched), default=0)
        return Change(entrants, first, max((high for _, high in touched), default=-1))

    def score(self, entrant: str) -> Score:
        return self._scores[entrant]

    def worked(self, entrant: str) -> Worked:
        """The entrant's whole tree, worked as far as the marks go: what an explanation tells."""
        return self._tallies[entrant].total()

    def standings(self) -> list[Standing]:
        """Every row, as `rank(…, running=True)` gives them."""
        rest = (score for entrant, score in self._scores.items() if entrant not in self._keys)
        return self.rows(0, len(self._order) - 1) + unranked(rest, self._states)

    def rows(self, first: int, last: int) -> list[Standing]:
        """The ranked rows at these positions, both ends included, as far as there are any."""
        return [Standing(*place, self._scores[place[0]]) for place in self.places(first, last)]

    def places(self, first: int, last: int) -> Iterator[Place]:
        """Where those at these positions stand: what a row says without its score."""
        order, metrics, count = self._order, self.scheme.ranking, len(self._order)
        first, last = max(first, 0), min(last, count - 1)
        if first > last:
            return
        above = order[first - 1][0] if first else None
        key, entrant = order[first]
        rank, joins = bisect_left(order, (key,)) + 1, key == above
        for position in range(first + 1, last + 2):
            below, next_entrant = order[position] if position < count else (None, "")
            joined = key == below
            if joins:
                yield entrant, rank, True, None
            else:
                rank = position
                yield entrant, rank, joined, None if above is None else parted(metrics, above, key)
            if below is None:
                return
            above, key, entrant, joins = key, below, next_entrant, joined

    def _place(self, entrant: str) -> tuple[int, int]:
        """The entrant stands where its score says. The first and last position whose row may differ now.

        Ranks are shared by those who tie, and a row says what parts it from the one above: beside the positions
        between, the row above is looked at, and all who tied or tie with the lower end, and the row after them.
        """
        old = self._keys.pop(entrant, None)
        left = None if old is None else bisect_left(self._order, (old, entrant))
        if not self._ranked(entrant):
            if left is None:
                return len(self._order), -1
            del self._order[left]
            return left - 1, len(self._order) - 1
        new = self._keys[entrant] = ranking_key(self.scheme, self._scores[entrant], ALONE)
        if left is not None and old == new:
            return left, left
        if left is not None:
            del self._order[left]
        entered = bisect_left(self._order, (new, entrant))
        self._order.insert(entered, (new, entrant))
        if left is None or old is None:
            return entered - 1, len(self._order) - 1
        return min(left, entered) - 1, bisect_left(self._order, (max(old, new), BEHIND_ALL))

    def _place_all(self) -> None:
        ranked = [score for entrant, score in self._scores.items() if self._ranked(entrant)]
        compared = compare(self.scheme.ranking, ranked)
        self._keys = {score.entrant: ranking_key(self.scheme, score, compared) for score in ranked}
        self._order = sorted((key, entrant) for entrant, key in self._keys.items())

    def _ranked(self, entrant: str) -> bool:
        competing = self._states.get(entrant, State.COMPETING) is State.COMPETING
        return competing and self._scores[entrant].total is not None
