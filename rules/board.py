"""The standings of an event kept up to date mark by mark.

A mark costs what its own entrant's sheet costs, and two searches in the order; the number of entrants
hardly matters. What it gives is always what `rank` would give for all marks at once. Only a metric that
compares everyone (places in a part, percent of the best) looks at everyone, and then so does every mark.
"""

from bisect import bisect_left, insort
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rules.metrics import Key, Metric, Parts, compare
from rules.ranking import decided, ranking_key, unranked
from rules.scheme_model import Scheme
from rules.scoring import Tally
from rules.values import Mark, Score, Standing, State
from rules.working import Worked

ALONE: Mapping[Metric, Mapping[str, Parts]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Change:
    """What a mark did: the entrant's new score, and the first and last position (from 0) whose row may differ now."""

    score: Score
    first: int
    last: int


class Board:
    """All entrants of an event, their marks, and the order they stand in."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self._tallies: dict[str, Tally] = {}
        self._scores: dict[str, Score] = {}
        self._states: dict[str, State] = {}
        self._keys: dict[str, Key] = {}
        self._order: list[tuple[Key, str]] = []
        self._looks_at_all = any(metric.looks_at_all for metric in scheme.ranking)

    def add(self, entrant: str) -> None:
        """Make the entrant known, unmarked; nothing happens if it is."""
        if entrant not in self._tallies:
            self._tallies[entrant] = Tally(self.scheme, entrant)
            self._scores[entrant] = self._tallies[entrant].score()

    def enter(self, mark: Mark) -> Change:
        """Take in a mark, in place of an earlier one of the same judge for the same aspect. Raises AspectUnknown."""
        self.add(mark.entrant)
        self._tallies[mark.entrant].enter(mark)
        return self._place(mark.entrant)

    def withdraw(self, mark: Mark) -> Change:
        """Forget a mark, whatever its value."""
        self.add(mark.entrant)
        self._tallies[mark.entrant].withdraw(mark.aspect, mark.judge, mark.stage)
        return self._place(mark.entrant)

    def set_state(self, entrant: str, state: State) -> Change:
        self.add(entrant)
        self._states[entrant] = state
        return self._place(entrant)

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
        found: list[Standing] = []
        rank = 0
        for n in range(max(first, 0), min(last + 1, len(self._order))):
            key, entrant = self._order[n]
            if not found:
                rank = bisect_left(self._order, (key,)) + 1
            elif not self._same(n - 1, key):
                rank = n + 1
            opens = rank == n + 1
            above = self._order[n - 1][0] if opens and n else None
            tied = not opens or self._same(n + 1, key)
            decided_by = decided(self.scheme.ranking, above, key)
            found.append(Standing(entrant, rank, tied, decided_by, self._scores[entrant]))
        return found

    def _place(self, entrant: str) -> Change:
        score = self._scores[entrant] = self._tallies[entrant].score()
        if self._looks_at_all:
            self._place_all()
            return Change(score, 0, len(self._order) - 1)
        left, entered = self._take_out(entrant), self._put_in(entrant, score)
        positions = [position for position in (left, entered) if position is not None]
        if not positions:
            return Change(score, 0, -1)
        moved = left is not None and entered is not None
        last = self._last_tied(max(positions) + 1) if moved else len(self._order) - 1
        return Change(score, self._first_tied(min(positions) - 1), last)

    def _take_out(self, entrant: str) -> int | None:
        key = self._keys.pop(entrant, None)
        if key is None:
            return None
        position = bisect_left(self._order, (key, entrant))
        del self._order[position]
        return position

    def _put_in(self, entrant: str, score: Score) -> int | None:
        if not self._ranked(entrant):
            return None
        key = self._keys[entrant] = ranking_key(self.scheme, score, ALONE)
        insort(self._order, (key, entrant))
        return bisect_left(self._order, (key, entrant))

    def _place_all(self) -> None:
        ranked = [score for entrant, score in self._scores.items() if self._ranked(entrant)]
        compared = compare(self.scheme.ranking, ranked)
        self._keys = {score.entrant: ranking_key(self.scheme, score, compared) for score in ranked}
        self._order = sorted((key, entrant) for entrant, key in self._keys.items())

    def _ranked(self, entrant: str) -> bool:
        competing = self._states.get(entrant, State.COMPETING) is State.COMPETING
        return competing and self._scores[entrant].total is not None

    def _first_tied(self, position: int) -> int:
        return bisect_left(self._order, (self._order[position][0],)) if 0 <= position < len(self._order) else 0

    def _last_tied(self, position: int) -> int:
        """Rows tied with that of the position may have gained or lost their tie."""
        while 0 <= position + 1 < len(self._order) and self._order[position + 1][0] == self._order[position][0]:
            position += 1
        return min(position, len(self._order) - 1)

    def _same(self, position: int, key: Key) -> bool:
        return position < len(self._order) and self._order[position][0] == key
