"""What is known of acts on mark sheets, and what follows from them for who looks on. No I/O."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

CORRECTION = "correction"
"""The device of a mark by the chief judge in place of a seat's."""


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did at the entry `seq`: signed, justified, locked or reopened.

    A signature `on_paper` is the judge's, and the account that of the chief judge who attests it.
    """

    seq: int
    account: UUID
    at: datetime
    reason: str
    digest: str
    on_paper: bool = False


@dataclass(frozen=True, slots=True)
class Alert:
    """The panel's marks of the aspect lie further apart than `allowed`; `justified` is None until it says why."""

    aspect: str
    lowest: Decimal
    highest: Decimal
    allowed: Decimal
    justified: Act | None


@dataclass(slots=True)
class OnSheets:
    """How many marks stand on somebody's sheets, and when the newest was stored or taken back."""

    marks: int = 0
    newest: datetime | None = None

    def add(self, marks: int, at: datetime | None) -> None:
        self.marks += marks
        if at is not None and (self.newest is None or at > self.newest):
            self.newest = at
