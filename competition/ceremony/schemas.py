"""What crosses the wire about ceremonies and screens; what a screen itself is sent is in `live.screen_messages`."""

from uuid import UUID

import msgspec

from competition.live.screen_messages import CeremonyItem, CeremonyShown, View
from competition.wire import Wire
from rules.errors import Language
from rules.values import Text


class SpecialAward(Wire, frozen=True):
    """An award that no rule gives, to the entrant with this code."""

    code: str
    title: Text


class MakeCeremony(Wire, frozen=True):
    """`places` is how many of the best are shown, all where it is 0. A rehearsal is made up and takes nothing else."""

    rehearsal: bool = False
    places: int = 0
    special: list[SpecialAward] = msgspec.field(default_factory=list)


class FaultView(Wire, frozen=True):
    code: str
    grave: bool
    text: Text


class LineView(Wire, frozen=True):
    """A line of the script; `movable` until it, or the rank it would move to, is shown."""

    title: Text
    after: int
    movable: bool


class CeremonyView(Wire, frozen=True):
    """The presenter's view: what is on the screens, and what the next step adds. `position` of `steps` are shown."""

    id: str
    event: str
    rehearsal: bool
    position: int
    steps: int
    presenter: str
    shown: CeremonyShown
    following: list[CeremonyItem]
    lines: list[LineView]
    faults: list[FaultView]
    made_at: str


class Ceremonies(Wire, frozen=True):
    ceremonies: list[CeremonyView]


class Present(Wire, frozen=True):
    """To show so many steps. `seen` is the position that the presenter's page shows; `presenter` is that page."""

    presenter: str
    seen: int
    position: int
    take_over: bool = False


class MoveLine(Wire, frozen=True):
    """The line's number, as listed, and the rank it is to stand after."""

    line: int
    after: int


class Shows(Wire, frozen=True):
    """What a screen is to show; `event` and `query` for a board or an overlay, `ceremony` for a ceremony."""

    view: View = "blank"
    event: UUID | None = None
    query: str = ""
    language: Language = "zh"
    ceremony: UUID | None = None


class MakeScreen(Wire, frozen=True):
    name: str


class ScreenView(Wire, frozen=True):
    """A screen; `here` says that it was heard of within the last seconds. Its address is told only when it is made."""

    id: str
    name: str
    shows: Shows
    seen_at: str | None
    here: bool
    address: str
    qr: str


class Screens(Wire, frozen=True):
    screens: list[ScreenView]


class DirectScreen(Wire, frozen=True):
    """What to change of a screen; what is left out stays. `identify` makes it show its name for some seconds."""

    name: str | None = None
    shows: Shows | None = None
    identify: bool = False


class Picture(Wire, frozen=True):
    """A JPEG or PNG file, in base64."""

    content: bytes
