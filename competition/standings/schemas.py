"""What crosses the wire about standings beside the board's own messages."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from competition.live.messages import Column, StandingRow
from competition.wire import Wire
from rules.values import Text


class Explanation(Wire, frozen=True):
    """Every mark, what was dropped, every step of the arithmetic and what decided the rank, as indented text."""

    code: str
    text: Text


class DeskRow(Wire, frozen=True):
    """A row of the board with what only the desk may know; `passed` is None while that cannot be said."""

    code: str
    group: str
    passed: bool | None
    row: StandingRow


class DeskStandings(Wire, frozen=True):
    """The standings as organisers and officials see them, best first."""

    event: str
    seq: int
    state: str
    columns: list[Column]
    rows: list[DeskRow]


SeenBy = Literal["open", "codes", "organisers"]


class PublicEvent(Wire, frozen=True):
    """An event as its public board stands: `state` is open, ended or final, `seen` who may see the standings.

    From the moment `frozen` on, where it is not empty, the public is told nothing new; `holds` says that it has come.
    """

    id: str
    title: Text
    state: str
    entrants: int
    occupation: Text
    seen: SeenBy
    frozen: str
    holds: bool


class PublicEvents(Wire, frozen=True):
    """What anybody may know is going on."""

    events: list[PublicEvent]


class SetAudience(Wire, frozen=True):
    """Who may see the standings, and how many seconds after they change."""

    seen: SeenBy
    reason: str
    delay: Annotated[int, Meta(ge=0)] = 0


class Freeze(Wire, frozen=True):
    """From the moment on, or at once where there is none, the public is told nothing new."""

    reason: str
    at: Annotated[datetime, Meta(tz=True)] | None = None


class ActReason(Wire, frozen=True):
    reason: str


class CurtainAct(Wire, frozen=True):
    """What somebody did: set the audience, froze, unfroze, made final, recalled, or ended the marking.

    `moment` is a freeze's own; `seen` and `delay` an audience's. Each is None for the others.
    """

    seq: int
    act: Literal["audience", "frozen", "unfrozen", "final", "recalled", "ended"]
    by: str
    at: datetime
    reason: str
    moment: datetime | None
    seen: SeenBy | None
    delay: int | None


class CurtainView(Wire, frozen=True):
    """What the public may see. `frozen_from` may lie ahead; `frozen` says whether it has come.

    `withheld` entries of the ledger are stored that the public does not know of. `record` has the newest act first.
    """

    event: str
    seen: SeenBy
    delay: int
    frozen_from: datetime | None
    frozen: bool
    ended: bool
    final: bool
    withheld: int
    record: list[CurtainAct]
