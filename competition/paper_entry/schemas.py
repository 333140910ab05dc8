"""What crosses the wire about mark sheets on paper."""

from decimal import Decimal
from typing import Literal

from competition.events.schemas import SubCriterionView
from competition.wire import Wire
from rules.values import Text

SheetStage = Literal["none", "once", "differs", "conflicts", "ready", "confirmed"]
"""Not keyed in · by one clerk · the two differ · paper and ledger differ · may be confirmed · is in the ledger."""

FieldKind = Literal["differs", "conflicts", "empty", "same", "to_add", "kept"]


class KeyedIn(Wire, frozen=True):
    """Who keyed the sheet in, and when."""

    clerk: str
    at: str


class PaperRow(Wire, frozen=True):
    """A sheet in the list, by codes only. `changed` says that the ledger has other marks than were confirmed.

    `signed` says that all that its judge must sign is signed, on a tablet or on this paper.
    """

    code: str
    form: str
    entrant: str
    state: SheetStage
    mine: bool
    left: int
    changed: bool
    signed: bool
    entries: list[KeyedIn]


class PaperForm(Wire, frozen=True):
    """What one seat marks in one stage; `key` is how its sheets are chosen for printing."""

    key: str
    stage: Text
    panel: Text
    seat: str
    judge: str
    fields: int


class PaperDesk(Wire, frozen=True):
    """All paper sheets of an event. `chief` says whether the reader decides between paper and ledger here."""

    event: str
    state: str
    chief: bool
    forms: list[PaperForm]
    sheets: list[PaperRow]


class RulingView(Wire, frozen=True):
    """What somebody decided about a field: what stands on the paper (read), or which mark holds (mark), and why."""

    kind: Literal["read", "mark"]
    value: Decimal | None
    who: str
    at: str
    reason: str


class PaperField(Wire, frozen=True):
    """One field once both entries are there. `held` is the ledger's mark, its entry `held_seq`; None: there is none.

    `rulings` are all that were made about it, the newest of a kind last.
    """

    aspect: str
    state: FieldKind
    differs: bool
    first: Decimal | None
    second: Decimal | None
    on_paper: Decimal | None
    held: Decimal | None
    held_seq: int | None
    rulings: list[RulingView]


class PaperSignature(Wire, frozen=True):
    """The judge's signature in force. `on_paper` it is attested by `who`, the chief judge; else `who` is the judge."""

    on_paper: bool
    who: str
    at: str


class PaperSheetView(Wire, frozen=True):
    """One sheet. `fields` is empty until two clerks have keyed it in: nobody sees what the first one read.

    `signature` is None until all that the sheet's judge must sign is signed. `families` are the keys, with `#` for the
    number, of which a paper may have more members than are printed.
    """

    code: str
    entrant: str
    seat: str
    judge: str
    stage: Text
    panel: Text
    state: SheetStage
    mine: bool
    changed: bool
    entries: list[KeyedIn]
    confirmed: KeyedIn | None
    added: int
    signature: PaperSignature | None
    sub_criteria: list[SubCriterionView]
    families: list[str]
    fields: list[PaperField]


class KeyIn(Wire, frozen=True):
    """What a clerk read: a value for every field of the sheet, None for an empty box. `code` as scanned.

    Members of families that were written on the paper beside those printed are added by their keys.
    """

    code: str
    marks: dict[str, Decimal | None]


class SettleReading(Wire, frozen=True):
    """What really stands on the paper, where the two entries differ; None for an empty box."""

    code: str
    aspect: str
    value: Decimal | None


class DecideMark(Wire, frozen=True):
    """Which mark holds, the paper's or the ledger's of entry `seq`, and why."""

    code: str
    aspect: str
    value: Decimal
    seq: int
    reason: str


class SheetMeant(Wire, frozen=True):
    """Which sheet is confirmed, or bears the judge's signature."""

    code: str
