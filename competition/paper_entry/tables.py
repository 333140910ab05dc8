"""What came in on paper: who keyed what in, who decided what of it, who confirmed it. Nothing here is ever changed."""

from piccolo.columns import JSONB, UUID, BigInt, ForeignKey, Integer, Numeric, Text, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from competition.accounts.tables import Account
from competition.events.tables import Entrant, Event
from competition.identifiers import uuid7


class PaperSheet(Table):
    """A mark sheet that came back on paper: one seat's for one entrant. `panel` is its place, from 1."""

    id = UUID(primary_key=True, default=uuid7)
    event = ForeignKey(Event, null=False)
    stage = Varchar(length=40)
    panel = Integer()
    seat = Varchar(length=20)
    entrant = ForeignKey(Entrant, null=False)
    version = Varchar(length=10)
    paper_sheet_once = Unique([event, stage, panel, seat, entrant])


class PaperEntry(Table):
    """What one clerk keyed in: the first or the second time. `marks` are by aspect; null is an empty box."""

    id = UUID(primary_key=True, default=uuid7)
    sheet = ForeignKey(PaperSheet, null=False)
    place = Integer()
    account = ForeignKey(Account, null=False)
    marks = JSONB()
    entered_at = Timestamptz()
    paper_entry_known_place = Check((place >= 1) & (place <= 2))
    paper_entry_one_place = Unique([sheet, place])
    paper_entry_other_account = Unique([sheet, account])


class PaperRuling(Table):
    """What a person decided about one field; the newest of its kind holds. `value` None is an empty box.

    `kind` is read (what stands on the paper) or mark (whether that or the ledger's mark, of `ledger_seq`, holds).
    """

    id = UUID(primary_key=True, default=uuid7)
    sheet = ForeignKey(PaperSheet, null=False)
    aspect = Varchar(length=80)
    kind = Varchar(length=10)
    value = Numeric(null=True, default=None)
    ledger_seq = BigInt(null=True, default=None)
    account = ForeignKey(Account, null=False)
    reason = Text(default="")
    made_at = Timestamptz()
    paper_ruling_known_kind = Check((kind == "read") | (kind == "mark"))


class PaperConfirmation(Table):
    """The sheet's marks are in the ledger: so many were added, up to its entry `last_seq`."""

    id = UUID(primary_key=True, default=uuid7)
    sheet = ForeignKey(PaperSheet, null=False, unique=True)
    account = ForeignKey(Account, null=False)
    added = Integer()
    last_seq = BigInt()
    confirmed_at = Timestamptz()
