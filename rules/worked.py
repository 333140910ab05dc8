"""What a node came to, and how: the trace that the arithmetic of `working` leaves.

Every step that changes the value is kept, so that an explanation shows what was done and not what should have been.
What is kept is put into words only when it is read: of a hundred marks that are scored, hardly one is explained.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from rules.numbers import to_decimal
from rules.scheme_model import Node


@dataclass(frozen=True, slots=True)
class Given:
    """One mark as it was used: whether it counted or was dropped."""

    judge: str
    value: Decimal
    kept: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the arithmetic: what was done, with what, and the value after it."""

    what: str
    detail: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Worked:
    """A node with what it came to; `exact`, and `value`, its decimal form, are None while there is none.

    `taken` says of each child what this node takes of it, after the weight; None where it takes nothing.
    `complete` says that nothing required is missing below. `part` is the key among a score's parts.
    """

    node: Node
    part: str
    exact: Fraction | None
    complete: bool
    marked: int
    expected: int | None
    children: Sequence["Worked"] = ()
    marks: "Marks | None" = None
    done: Sequence["Done"] = ()
    taken: Sequence[Fraction | None] = ()

    @property
    def given(self) -> tuple[Given, ...]:
        """The judges' marks, or their sums over a sheet, in the order of the judges."""
        return self.marks.given if self.marks else ()

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(Step(what, _said(detail), to_decimal(value)) for what, detail, value in self.done)

    @property
    def value(self) -> Decimal | None:
        return None if self.exact is None else to_decimal(self.exact, self.node.round)

    @property
    def passed(self) -> bool | None:
        """Whether the pass mark is reached; None while something is missing, or where there is no pass mark."""
        if self.exact is None or not self.complete or self.node.pass_mark is None:
            return None
        return self.exact >= self.node.pass_mark


Done = tuple[str, object, Fraction]
"""A step as it was done; `Step` says it."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What judges gave, each with the judge, and the places of those that counted."""

    judges: Sequence[str]
    values: Sequence[Decimal | Fraction]
    counting: Sequence[int]

    @property
    def given(self) -> tuple[Given, ...]:
        pairs = enumerate(zip(self.judges, self.values, strict=True))
        return tuple(
            Given(judge, value if isinstance(value, Decimal) else to_decimal(value), place in self.counting)
            for place, (judge, value) in pairs
        )


def _said(detail: object) -> str:
    return f"{detail.part} {detail.value}" if isinstance(detail, Worked) else str(detail)
