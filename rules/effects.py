"""What a clause brings when its conditions hold.

Effects on levels answer what they would bring to somebody who holds a certain level, and why that is nothing:
`already_held` (nothing above what is held) or `cap` (the next step lies above the clause's cap).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from rules.conditions import Condition
from rules.levels import Ladder
from rules.values import Text

Brings = tuple[str | None, str]


@dataclass(frozen=True, slots=True)
class SetTo:
    """Promoted to the level, from wherever below."""

    level: str

    def brings(self, held: str | None, ladder: Ladder) -> Brings:
        return (self.level, "") if ladder.is_above(self.level, held) else (None, "already_held")


@dataclass(frozen=True, slots=True)
class SetToOrStep:
    """Promoted to the level; who holds just that is promoted one step further; who holds more gets nothing."""

    level: str

    def brings(self, held: str | None, ladder: Ladder) -> Brings:
        if held == self.level:
            above = ladder.next_above(held)
            return (above, "") if above else (None, "cap")
        return SetTo(self.level).brings(held, ladder)


@dataclass(frozen=True, slots=True)
class RaiseBy:
    """Promoted so many levels from the one held, never above `cap`."""

    steps: int
    cap: str

    def brings(self, held: str | None, ladder: Ladder) -> Brings:
        reached = held
        for _ in range(self.steps):
            above = ladder.next_above(reached)
            if above is None or ladder.is_above(above, self.cap):
                break
            reached = above
        return (reached, "") if reached != held else (None, "cap")


@dataclass(frozen=True, slots=True)
class MayApply:
    """May apply for the first of the levels that is above the one held; granted only after a review."""

    levels: tuple[str, ...]

    def brings(self, held: str | None, ladder: Ladder) -> Brings:
        above = next((level for level in self.levels if ladder.is_above(level, held)), None)
        return (above, "") if above else (None, "already_held")


@dataclass(frozen=True, slots=True)
class Prize:
    """An award of the rulebook, by its place among them. Of several prize clauses that hold the first counts."""

    name: Text
    standing: int


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a name: `nominate` (a title), `honour` (may be applied for), `select` (into a squad or final)."""

    kind: str
    name: Text


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate that stands on another ladder than the rulebook's."""

    level: str
    name: Text


@dataclass(frozen=True, slots=True)
class Factor:
    """Multiplies an incentive where all conditions hold."""

    by: Decimal
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Incentive:
    """Money (in yuan), points or credits."""

    unit: str
    amount: Decimal
    factor: Factor | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """Nobody whom the clause concerns gets anything unless its conditions hold."""


@dataclass(frozen=True, slots=True)
class Cap:
    """No contest promotes those whom the clause concerns above this level."""

    level: str


@dataclass(frozen=True, slots=True)
class PerYear:
    """At most so many promotions from contests in a calendar year."""

    times: int


@dataclass(frozen=True, slots=True)
class Displaces:
    """Holders of these honours keep their rank but take no reward; those below move up for rewards."""

    honours: frozenset[str]


@dataclass(frozen=True, slots=True)
class Informs:
    """The clause only informs."""


OnLevel = SetTo | SetToOrStep | RaiseBy | MayApply
Grant = Named | Certificate | Incentive
Effect = OnLevel | Grant | Prize | Gate | Cap | PerYear | Displaces | Informs

UNITS: Mapping[str, Text] = {
    "money": Text("奖金{}元", "CNY {}"),
    "subsidy": Text("补贴{}元", "a subsidy of CNY {}"),
    "points": Text("{}分（团体积分）", "{} team points"),
    "credits": Text("{}学分", "{} credits"),
}
