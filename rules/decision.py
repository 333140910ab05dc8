"""A proposed decision, and what it says to a person and to a program."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from rules.settling import Block
from rules.values import Text


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition of one clause: what it asks, what was found (`value` is data, `shown` text), whether it is met.

    `near` says how far a miss was; `places` and `marks` say it as data. A reason without a clause is about the whole
    rulebook.
    """

    clause: str
    condition: Text
    value: str
    shown: Text
    met: bool
    near: Text | None = None
    places: int | None = None
    marks: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """Something given besides a level, by a clause.

    `kind` is award, nominate (a title, once approved), honour (may be applied for), select (into a squad or a final),
    certificate (of another ladder), money, subsidy, points or credits; `amount` belongs to the last four.
    """

    kind: str
    clause: str
    name: Text
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """Makes the texts of a decision when they are asked for."""

    reasons: Callable[[], tuple[Reason, ...]]
    summary: Callable[[], Text]
    met: Callable[[], frozenset[str]]


@dataclass(frozen=True)
class Decision:
    """What is proposed for one member of an entrant.

    `outcome` is `promote` (to `level`), `may_apply` (for `level`), `blocked` (the yearly limit stands against a
    promotion to `level`) or `none`. `may_apply` is a level that may be applied for besides a promotion. `clause` is
    the deciding clause, None where none applies; `applied` are all clauses that took effect. `blocks` say what stood
    against a level and which level that would have been. `reasons` begin with the deciding clause's, or with those of
    the clause that came nearest.
    """

    entrant: str
    holder: str
    outcome: str
    level: str | None
    clause: str | None
    given: tuple[Given, ...] = ()
    blocks: tuple[Block, ...] = ()
    applied: tuple[str, ...] = ()
    may_apply: str | None = None
    reward_rank: int | None = None
    approval: str = "automatic"
    telling: Telling = field(kw_only=True, compare=False, repr=False)

    def names(self, *kinds: str) -> tuple[Text, ...]:
        return tuple(given.name for given in self.given if given.kind in kinds)

    @property
    def titles(self) -> tuple[Text, ...]:
        """Titles nominated for, and certificates of other ladders."""
        return self.names("nominate", "certificate")

    @property
    def honours(self) -> tuple[Text, ...]:
        return self.names("honour")

    @property
    def award(self) -> Text | None:
        return next(iter(self.names("award")), None)

    @property
    def incentives(self) -> tuple[Given, ...]:
        return tuple(given for given in self.given if given.amount is not None)

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        return self.telling.reasons()

    @cached_property
    def summary(self) -> Text:
        return self.telling.summary()

    @cached_property
    def met(self) -> frozenset[str]:
        """The clauses all of whose conditions hold, whether or not they took effect."""
        return self.telling.met()
