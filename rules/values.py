"""The values that the rules take and give. Frozen; every number a `Decimal`; no identity beyond keys.

A *mark* is what a judge enters. A *score* is what the rules compute from marks. A *standing* is one
row of the ranking. Keys are short strings: an entrant is known here by whatever the caller ranks by.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Text:
    """One thing said in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What one judge entered for one aspect of one entrant.

    `judge` is the seat on the panel, empty where the panel enters one value together (a base value,
    a measured length). `stage` is empty in a scheme of one stage.
    """

    entrant: str
    aspect: str
    judge: str
    value: Decimal
    stage: str = ""


class State(StrEnum):
    """How an entrant takes part. Only `COMPETING` is ranked."""

    COMPETING = "competing"
    DID_NOT_START = "did_not_start"
    DID_NOT_FINISH = "did_not_finish"
    DISQUALIFIED = "disqualified"
    UNOFFICIAL = "unofficial"


@dataclass(frozen=True, slots=True)
class Score:
    """What the marks of one entrant come to, so far.

    `parts` maps the key of every criterion, sub-criterion and aspect that has a score to that score;
    what is not marked yet is absent, never zero. `total` is None before the first mark. `complete`
    says that nothing the scheme requires is missing. `gates` maps each gate to whether it is met,
    None while that cannot be known.
    """

    entrant: str
    total: Decimal | None
    parts: Mapping[str, Decimal] = field(default_factory=dict)
    complete: bool = False
    marked: int = 0
    expected: int | None = None
    gates: Mapping[str, bool | None] = field(default_factory=dict)

    @property
    def passed(self) -> bool | None:
        """Whether all gates are met: False as soon as one fails, None while one is open."""
        if False in self.gates.values():
            return False
        return None if None in self.gates.values() else True


@dataclass(frozen=True, slots=True)
class Standing:
    """One row of the ranking. `rank` is None for who is not ranked (no score yet, or not competing).

    `decided_by` names the metric that separates this row from the one above; None for the first row
    and for rows that share the rank of the one above.
    """

    entrant: str
    rank: int | None
    tied: bool
    decided_by: str | None
    score: Score
    state: State = State.COMPETING
