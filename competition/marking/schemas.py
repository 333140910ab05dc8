"""What crosses the wire about a judge's mark sheets and the progress of marking."""

from decimal import Decimal

from competition.events.schemas import SubCriterionView
from competition.live.messages import SheetNews
from competition.wire import Wire
from rules.values import Text


class OwnMark(Wire, frozen=True):
    """A mark of this judge that is in force in the ledger; `entrant` is the blind code."""

    entrant: str
    aspect: str
    value: Decimal
    seq: int


class SheetsView(Wire, frozen=True):
    """All that one judge marks in one event: for every entrant, these sub-criteria.

    `entrants` are blind codes in working order; no name, organisation or number of a person is here.
    Every mark up to the event's number `seq` is in `marks`.
    """

    event: str
    title: Text
    competition: Text
    state: str
    seq: int
    stage: str
    seat: str
    panel: Text
    sub_criteria: list[SubCriterionView]
    entrants: list[str]
    marks: list[OwnMark]


class JudgeDesk(Wire, frozen=True):
    """`standing` has how every one of the sheets stands, by event, stage, entrant and sub-criterion."""

    judge: str
    sheets: list[SheetsView]
    standing: list[SheetNews]


class EntrantProgress(Wire, frozen=True):
    code: str
    stored: int


class JudgeProgress(Wire, frozen=True):
    """How far one judge is. `expected` counts marks for all entrants, `per_entrant` for one of them."""

    account: str
    judge: str
    seat: str
    panel: Text
    paired: bool
    connected: bool
    stored: int
    expected: int
    per_entrant: int
    last_stored_at: str | None
    entrants: list[EntrantProgress]


class EventProgress(Wire, frozen=True):
    """`stored` and `expected` are sums over all judges; `last_seq` is the event's sequence number.

    `unsigned` counts judges' sheets without the signature that is due, `unlocked` the panels' sheets without a lock.
    """

    event: str
    state: str
    last_seq: int
    stored: int
    expected: int
    judges: list[JudgeProgress]
    unsigned: int = 0
    unlocked: int = 0


class MarksFile(Wire, frozen=True):
    """A CSV file of marks: `entrant,aspect,judge,value`, entrants by their codes; `name` is how refusals call it."""

    csv: str
    name: str = "marks.csv"


class MarksTaken(Wire, frozen=True):
    stored: int


class DeviceView(Wire, frozen=True):
    """A judge's tablet as last heard of, at `heard_at`.

    `refused` marks were not stored and never will be, and the judge has not acknowledged that yet.
    `agrees` compares what it counts as stored with the ledger; None while marks are under way, and for a tablet that
    does not have the judge's desk, since nobody tells it what the other one does.
    """

    name: str
    connected: bool
    has_desk: bool
    heard_at: str
    waiting: int
    sent: int
    stored: int
    battery: int | None
    refused: int
    agrees: bool | None


class ConsistencyView(Wire, frozen=True):
    """A judge beside the others of the panel, in hundredths of an aspect's range; None where too little is known."""

    compared: int
    leniency: Decimal | None
    scatter: Decimal | None
    drift: Decimal | None


class WatchedJudge(Wire, frozen=True):
    """`held` is how many of the judge's marks the ledger holds, in all events. `consistency` is None for a recorder."""

    account: str
    judge: str
    seats: list[str]
    held: int
    devices: list[DeviceView]
    consistency: ConsistencyView | None


class Oversight(Wire, frozen=True):
    event: str
    judges: list[WatchedJudge]
