"""What crosses the wire about draws of numbers."""

from datetime import datetime

from competition.wire import Wire
from rules.values import Text


class DrawNumbers(Wire, frozen=True):
    """The numbers are to be drawn with the seed of this commitment and this word; a draw repeated needs a reason."""

    commitment: str
    word: str
    reason: str = ""


class SealView(Wire, frozen=True):
    """A seed that is sealed, by its SHA-256."""

    commitment: str
    by: str
    at: datetime


class LotView(Wire, frozen=True):
    """One line of the list: who held which number before, and holds which one after the draw."""

    line: int
    name: str
    delegation: Text | None
    before: str
    after: str


class DrawView(Wire, frozen=True):
    """The record of a draw: all that is needed to repeat it. `digest` is what the ledger keeps of it."""

    number: int
    method: str
    sealed: SealView
    seed: str
    word: str
    by: str
    at: datetime
    reason: str
    digest: str
    lots: list[LotView]


class DrawsView(Wire, frozen=True):
    """The draws of an event, newest first. `closed`: there are marks, and none can be added; `sealed` waits for one."""

    event: str
    closed: bool
    sealed: SealView | None
    draws: list[DrawView]


class DrawRecord(Wire, frozen=True):
    """A draw with the event it belongs to, as a file that anybody can check."""

    competition: Text
    event: Text
    sample: bool
    draw: DrawView
