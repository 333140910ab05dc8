"""Every message of the sockets, defined once; the pages' TypeScript is generated from here.

    board   /live/events/{event}   server -> watcher: Snapshot, then Frame, Outlook and Pulse
    desk    /live/desk/{event}     the same but for the outlook, of all that is stored, to organisers and officials
    judge   /live/judge            tablet -> server:  Ping, EnterMark, TakeOver
                                   server -> tablet:  Welcome, Pong, Receipt, Refused, SheetNews, EventState, Pulse
    screen  /live/screen           server -> screen:  see screen_messages

`seq` is the event's sequence number: it only grows, and orders everything. Times are ISO 8601 in UTC
and are information for people; nothing is ordered by them.
"""

from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta

from competition.wire import Wire
from rules.errors import Refusal
from rules.lines import Kind
from rules.values import Text


class StandingRow(Wire, frozen=True):
    """One row of the board. `name` and `delegation` are None where the audience may not know them."""

    entrant: str
    rank: int | None
    tied: bool
    name: str | None
    delegation: Text | None
    total: Decimal | None
    parts: dict[str, Decimal]
    complete: bool
    marked: int
    expected: int | None
    decided_by: Text | None


class Column(Wire, frozen=True):
    """A score the board shows beside the total; `key` finds it in a row's `parts`."""

    key: str
    title: Text


class BoardHead(Wire, frozen=True):
    """`groups` says which group each entrant, by id, competes in; empty where all are in the same one.

    `seen` is who may see the standings, `delay` the seconds by which what is shown lags behind what is stored. Where
    they are shown by codes alone, an entrant's id is its code; where only organisers may see them there are no rows.
    """

    event: str
    title: Text
    competition: Text
    stage: Text
    columns: list[Column]
    sample: bool
    groups: dict[str, str]
    seen: Literal["open", "codes", "organisers"] = "open"
    delay: int = 0


Token = str
"""Says, with the number beside it, which past somebody has seen: the same number with another token is another one."""


class Snapshot(Wire, frozen=True, tag="snapshot"):
    """Everything, as of `seq`: the first message to a watcher, and the answer to "start over".

    `state` is open, ended or final. From the moment `frozen` on, where it is not empty, the public is told nothing new.
    """

    seq: int
    at: str
    state: str
    head: BoardHead
    rows: list[StandingRow]
    token: Token = ""
    frozen: str = ""


class Frame(Wire, frozen=True, tag="frame"):
    """What changed after `since` and up to `seq`: only the rows that changed.

    It can be applied to everything from `since` on. Frames of a burst are merged; the latest row wins.
    """

    seq: int
    at: str
    state: str
    rows: list[StandingRow]
    since: int = 0
    token: Token = ""
    frozen: str = ""


class Pulse(Wire, frozen=True, tag="pulse"):
    """Sent every few seconds; a page that misses it says that its link is lost.

    `stale` says that whoever sends this has lost what it hears the news from: it knows nothing later than `at`.
    """

    seq: int
    at: str
    token: Token = ""
    stale: bool = False


class BoardLine(Wire, frozen=True):
    """A line that entrants fight for. `after` is the rank of the last one above it as things stand, 0 if nobody is.

    `chances` has a letter for every entrant, in the order of their ids: `s` is safely above, `r` at risk, `o` out,
    `-` not competing. It is empty where nothing can be said.
    """

    key: str
    kind: Kind
    title: Text
    after: int
    chances: str


class Outlook(Wire, frozen=True, tag="outlook"):
    """What can still become of everybody, computed from what stood on the board at `seq`, and from nothing after it.

    It follows the frames by moments. A page that shows a later number says that this is of an earlier one.
    """

    seq: int
    at: str
    lines: list[BoardLine]
    token: Token = ""


BoardMessage = Snapshot | Frame | Outlook | Pulse


class EnterMark(Wire, frozen=True, tag="mark"):
    """A judge's mark. `id` is made by the tablet and makes the command repeatable; a None value takes the mark back.

    `entrant` is the blind code. `at` is the tablet's time, kept as information only.
    """

    id: str
    device: str
    counter: int
    event: str
    stage: str
    entrant: str
    aspect: str
    value: Decimal | None
    at: str


Count = Annotated[int, Meta(ge=0, lt=2**31)]
DeviceName = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[^\x00]*$")]


class Ping(Wire, frozen=True, tag="ping"):
    """A tablet's word, about every second: it is there, and this is what it counts. The first one opens its desk.

    `waiting` marks were not handed to the link yet, `sent` ones are not answered, `stored` ones are known to be held
    by the server, and `refused` ones were not stored and are still before the judge. `battery` is in per cent, None
    where the browser does not tell. Answered by a Pong at once.
    A program that sends marks and shows no sheets says so by `opens`, and leaves the desk to people.
    """

    number: Count
    device: DeviceName
    waiting: Count
    sent: Count
    stored: Count
    battery: Annotated[int, Meta(ge=0, le=100)] | None
    opens: bool = True
    refused: Count = 0


class TakeOver(Wire, frozen=True, tag="take_over"):
    """The judge goes on marking on this device; the one that had the desk shows so. Answered by a Pong."""

    number: Count
    device: DeviceName


class Elsewhere(Wire, frozen=True):
    """The other device that has the judge's desk, as last heard of. `waiting` are its marks without a receipt."""

    since: str
    heard_at: str
    connected: bool
    waiting: int


class Pong(Wire, frozen=True, tag="pong"):
    """The answer to the Ping or TakeOver of this number. `elsewhere` is None while this device has the desk."""

    number: int
    at: str
    elsewhere: Elsewhere | None


class Welcome(Wire, frozen=True, tag="welcome"):
    """The first word to a tablet. `account` is the judge in whose name marks are taken on this socket."""

    at: str
    account: str


class Receipt(Wire, frozen=True, tag="receipt"):
    """The mark is in the ledger. `repeated` says that it already was; `overtaken` that a newer one of the tablet was
    there before it, which stays in force.
    """

    id: str
    event: str
    seq: int
    hash: str
    repeated: bool
    overtaken: bool


class Refused(Wire, frozen=True, tag="refused"):
    """The mark was not stored and sending it again will not change that. `id` is empty if none could be read."""

    id: str
    code: str
    text: Text

    @classmethod
    def of(cls, mark_id: str, refusal: Refusal) -> "Refused":
        """The refusal of the mark that its tablet knows by this id."""
        return cls(id=mark_id, code=refusal.code, text=refusal.both())


class EventState(Wire, frozen=True, tag="event_state"):
    event: str
    state: str


SheetState = Literal["open", "signed", "locked", "reopened"]


class PanelMark(Wire, frozen=True):
    """One mark of a panel, as all of it sees it once everybody's are in; `seat` is empty for what it found together.

    `corrected` is the chief judge's reason, where it was entered by the chief judge in place of the seat.
    """

    seat: str
    aspect: str
    value: Decimal
    corrected: str = ""


class SpreadAlert(Wire, frozen=True):
    """The panel's marks of the aspect lie further apart than `allowed`. `reason` is the panel's, empty until given."""

    aspect: str
    lowest: Decimal
    highest: Decimal
    allowed: Decimal
    reason: str


class SheetNews(Wire, frozen=True, tag="sheet"):
    """How one of the judge's mark sheets stands as of `seq`; what it says replaces what was said of the sheet before.

    `needed` is False for a sheet that may be left out and that nobody has begun. `waiting_for` counts the other judges
    of the panel whose marks are not all in. `own` are the marks on this sheet, `marks` those of the whole panel, once
    they are `revealed`; until then there are none. `digest` and `signed_at` are of the own signature in force; `signed`
    are the seats that have signed, of `seats`. `reopened_for` is the chief judge's reason, empty where the sheet was
    not opened again.
    """

    event: str
    stage: str
    entrant: str
    sub_criterion: str
    seat: str
    seq: int
    state: SheetState
    needed: bool
    waiting_for: int
    revealed: bool
    seats: list[str]
    signed: list[str]
    own: list[PanelMark]
    marks: list[PanelMark]
    alerts: list[SpreadAlert]
    digest: str
    signed_at: str | None
    reopened_for: str


JudgeCommand = Ping | EnterMark | TakeOver
JudgeMessage = Welcome | Pong | Receipt | Refused | SheetNews | EventState | Pulse
