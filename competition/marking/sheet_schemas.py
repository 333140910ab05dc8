"""What crosses the wire about signing, locking and correcting mark sheets, and about how they stand."""

from decimal import Decimal
from typing import Literal
from uuid import UUID

from competition.live.messages import SheetState, SpreadAlert
from competition.wire import Wire
from rules.values import Text


class SeenMark(Wire, frozen=True):
    """A mark as the judge's tablet showed it."""

    aspect: str
    value: Decimal


class SheetSeen(Wire, frozen=True):
    """One sheet as the judge saw it before signing: every mark on it, and nothing where there is none."""

    sub_criterion: str
    marks: list[SeenMark]


class SignSheets(Wire, frozen=True):
    """A judge signs these sheets of one entrant; `entrant` is the blind code."""

    event: UUID
    stage: str
    entrant: str
    sheets: list[SheetSeen]


class JustifySpread(Wire, frozen=True):
    """A panel's reason for marks that lie further apart than the scheme allows."""

    event: UUID
    stage: str
    entrant: str
    aspect: str
    reason: str


class PanelReason(Wire, frozen=True):
    """A panel's reason as the chief judge heard or read it, where its judges have no tablet; `entrant` is the code."""

    stage: str
    entrant: str
    aspect: str
    reason: str


class SheetPlace(Wire, frozen=True):
    """Which sheets of a panel; `entrant` is the blind code, `sub_criterion` the key."""

    stage: str
    entrant: str
    sub_criterion: str


class LockSheets(Wire, frozen=True):
    sheets: list[SheetPlace]


class SheetsLocked(Wire, frozen=True):
    """How many panels' sheets were locked just now, and how many of the event are not locked yet."""

    locked: int
    left: int


class ReopenSheet(Wire, frozen=True):
    stage: str
    entrant: str
    sub_criterion: str
    reason: str


class CorrectMark(Wire, frozen=True):
    """A mark by the chief judge in place of the seat's. `id` makes it repeatable; a None value takes the mark back."""

    id: UUID
    stage: str
    entrant: str
    aspect: str
    seat: str
    value: Decimal | None
    reason: str


class SeatSheet(Wire, frozen=True):
    """One judge's sheet. `missing` are the aspects not marked yet; the rest is of the signature in force.

    `on_paper` says that the signature stands on paper, as the chief judge attests.
    """

    seat: str
    account: str
    state: SheetState
    missing: list[str]
    signed_at: str | None
    on_paper: bool
    digest: str


class PanelSheetsView(Wire, frozen=True):
    """The sheets of a panel for one entrant and sub-criterion.

    `needed` is False for what may be left out and nobody has begun; `ready` says that it can be locked. `alerts` are
    empty until `revealed`. `locked_by`, `locked_at` are of the lock in force, `reopened_for` the reason of the
    reopening in force.
    """

    stage: str
    sub_criterion: str
    state: SheetState
    needed: bool
    revealed: bool
    ready: bool
    sheets: list[SeatSheet]
    alerts: list[SpreadAlert]
    locked_at: str | None
    locked_by: str
    reopened_at: str | None
    reopened_for: str


class EntrantSheets(Wire, frozen=True):
    """All sheets of one entrant, by its code. `unsigned` counts judges' sheets, `unlocked` those of panels."""

    code: str
    unsigned: int
    unlocked: int
    panels: list[PanelSheetsView]


class JudgeSheets(Wire, frozen=True):
    """What remains for one judge: of `sheets`, how many are not fully marked, and how many are not signed."""

    account: str
    judge: str
    seat: str
    panel: Text
    sheets: int
    unmarked: int
    unsigned: int


class SheetTitle(Wire, frozen=True):
    """A sub-criterion as the scheme names it, with the titles of its aspects by key (of a family, as written)."""

    stage: str
    sub_criterion: str
    title: Text
    aspects: dict[str, Text]


class EventSheetsView(Wire, frozen=True):
    """How all mark sheets of an event stand as of `seq`. Only what must be signed is counted.

    `sheets`, `signed` count judges' sheets, `panels`, `locked` those of panels, `ready` what could be locked now;
    `alerts` the spreads that are neither mended nor justified.
    """

    event: str
    seq: int
    state: str
    sheets: int
    signed: int
    panels: int
    ready: int
    locked: int
    alerts: int
    titles: list[SheetTitle]
    judges: list[JudgeSheets]
    entrants: list[EntrantSheets]


class HistoryLine(Wire, frozen=True):
    """One entry of a sheet's history: `by` is who did it. An overtaken mark never counted.

    `seat` is whose mark or signature it is, empty for what the panel does together; `value` is None where a mark was
    taken back. `in_force` says of a mark whether no later one supersedes it. `corrected` marks the chief judge's.
    """

    seq: int
    at: str
    kind: Literal["mark", "overtaken", "signed", "attested", "justified", "locked", "reopened"]
    seat: str
    by: str
    aspect: str
    value: Decimal | None
    reason: str
    digest: str
    in_force: bool
    corrected: bool


class SheetHistory(Wire, frozen=True):
    """Everything that was entered and decided on a panel's sheets for one entrant and sub-criterion, oldest first."""

    stage: str
    entrant: str
    sub_criterion: str
    title: Text
    lines: list[HistoryLine]
