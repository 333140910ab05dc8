"""Down to which rank a rulebook promotes: found by holding it against invented people of every level.

Nothing about real holders is asked, so the line may be shown to anybody. Whoever stands above it is promoted only if
the level held leaves room, which the rulebook's own decision says afterwards.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from rules.lines import Band, Line, WithinBands
from rules.promotion import Candidate, Contest, Placed, RulebookNotInForce, propose
from rules.rulebook_model import Rulebook
from rules.values import Text

TITLE = Text("晋升名次", "Promotion rank")
FULL = Decimal(100)
LONG_AGO = date(1970, 1, 1)


def promotion_line(rulebook: Rulebook, contest: Contest, groups: Collection[str], on: date) -> Line | None:
    """The line under the last rank that is promoted on that day, of those who took part.

    None where nobody is, or everybody, or where it lies elsewhere for some of the `groups`. It has no chances where
    clauses ask for more than a rank and pass marks.
    """
    found = {_Trial(rulebook, contest, group, on).band() for group in groups}
    if len(found) != 1 or (asked := found.pop()) is None:
        return None
    band, told = asked
    return Line("promotion", "promotion", TITLE, WithinBands((band,), told=told))


@dataclass(frozen=True, slots=True)
class _Trial:
    rulebook: Rulebook
    contest: Contest
    group: str
    on: date

    def band(self) -> tuple[Band, bool] | None:
        if not self.contest.entrants or not self.promotes(1):
            return None
        first, last = 1, self.contest.entrants
        while first < last:  # who ranks better is promoted too: the analysis of rulebooks sees to that
            middle = (first + last + 1) // 2
            first, last = (middle, last) if self.promotes(middle) else (first, middle - 1)
        passed = not self.promotes(1, passed=False)
        if first == self.contest.entrants and not passed:
            return None
        return Band(1, first, passed=passed), self.promotes(1, parts=None)

    def promotes(self, rank: int, passed: bool = True, parts: Decimal | None = FULL) -> bool:
        """Whether somebody of some level is promoted who ranks so and has not, or has, passed."""
        placed = [
            Placed(str(n), n, total=Decimal(self.contest.entrants - n), passed=True, theory=FULL, practical=FULL)
            for n in range(1, self.contest.entrants + 1)
        ]
        placed[rank - 1] = replace(placed[rank - 1], passed=passed, theory=parts, practical=parts)
        levels = (None, *(level.code for level in self.rulebook.ladder.levels))
        people = [
            Candidate(str(rank), str(level), "", self.group, level, held_since=LONG_AGO, began_year_with=level)
            for level in levels
        ]
        try:
            return any(d.outcome == "promote" for d in propose(self.rulebook, self.contest, placed, people, self.on))
        except RulebookNotInForce:
            return False
