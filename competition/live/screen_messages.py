"""What a screen in a hall is told: `/live/screen`, server -> screen: ScreenState and Pulse."""

from decimal import Decimal
from typing import Literal

from competition.live.messages import Pulse
from competition.wire import Wire
from rules.errors import Language
from rules.values import Text

View = Literal["blank", "board", "overlay", "ceremony"]


class CeremonyRow(Wire, frozen=True):
    """An entrant as a ceremony shows it. `award` is what it receives, `photo` whether there is a picture."""

    entrant: str
    code: str
    rank: int
    tied: bool
    name: str
    delegation: Text | None
    total: Decimal | None
    award: Text | None
    photo: bool


class CeremonyItem(Wire, frozen=True):
    """One thing on the screen: a row, or a line above which everybody receives what it says."""

    row: CeremonyRow | None
    line: Text | None


class CeremonyShown(Wire, frozen=True):
    """What has been revealed so far, the best on top; `newest` items came with the last step."""

    title: Text
    competition: Text
    rehearsal: bool
    items: list[CeremonyItem]
    newest: int


class ScreenState(Wire, frozen=True, tag="screen"):
    """What a screen is to show. `view` is blank, board, overlay or ceremony; `query` goes behind a board's address.

    While `identify`, it shows its name in large letters.
    """

    name: str
    view: View
    event: str
    query: str
    language: Language
    identify: bool
    ceremony: CeremonyShown | None
    at: str


ScreenMessage = ScreenState | Pulse
