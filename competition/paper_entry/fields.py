"""One field of a paper sheet: what both clerks read, what holds, what the ledger has. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from competition.marking.queries import MarkInForce
from rules.scheme import Aspect

Marks = Mapping[str, Decimal | None]


class FieldState(StrEnum):
    """`DIFFERS`: the clerks read it differently. `CONFLICTS`: the paper says another mark than the ledger's."""

    DIFFERS = "differs"
    CONFLICTS = "conflicts"
    EMPTY = "empty"
    SAME = "same"
    TO_ADD = "to_add"
    KEPT = "kept"


OPEN = (FieldState.DIFFERS, FieldState.CONFLICTS)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What was decided about a field; `seq` is the ledger entry it was compared with."""

    value: Decimal | None
    account: UUID
    at: str
    reason: str = ""
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class Field:
    aspect: Aspect
    entered: tuple[Decimal | None, Decimal | None]
    held: MarkInForce | None
    readings: tuple[Ruling, ...]
    decisions: tuple[Ruling, ...]

    @property
    def read(self) -> Ruling | None:
        """What was settled last about what stands on the paper."""
        return self.readings[-1] if self.readings else None

    @property
    def mark(self) -> Ruling | None:
        """What was decided last between paper and ledger."""
        return self.decisions[-1] if self.decisions else None

    @property
    def differs(self) -> bool:
        """Whether the two clerks read it differently, be it settled or not."""
        return self.entered[0] != self.entered[1]

    @property
    def on_paper(self) -> Decimal | None:
        """What stands on the paper, once that is settled."""
        return self.read.value if self.differs and self.read else self.entered[0]

    @property
    def state(self) -> FieldState:
        if self.differs and self.read is None:
            return FieldState.DIFFERS
        if self.on_paper is None:
            return FieldState.EMPTY
        if self.held is None:
            return FieldState.TO_ADD
        if self.held.value == self.on_paper:
            return FieldState.SAME
        if self.mark is None or self.mark.seq != self.held.seq:
            return FieldState.CONFLICTS
        if self.mark.value == self.on_paper:
            return FieldState.TO_ADD
        return FieldState.KEPT if self.mark.value == self.held.value else FieldState.CONFLICTS


def fields_of(
    aspects: Sequence[Aspect],
    entries: Sequence[Marks],
    held: Mapping[str, MarkInForce],
    readings: Mapping[str, Sequence[Ruling]],
    decisions: Mapping[str, Sequence[Ruling]],
) -> list[Field]:
    """Every field of a sheet that was keyed in twice, in the sheet's order."""
    first, second = entries
    return [
        Field(
            aspect,
            (first.get(aspect.key), second.get(aspect.key)),
            held.get(aspect.key),
            tuple(readings.get(aspect.key, ())),
            tuple(decisions.get(aspect.key, ())),
        )
        for aspect in aspects
    ]
