"""The ledger: everything judges entered, in order, never changed."""

from piccolo.columns import UUID, BigInt, Bytea, ForeignKey, Integer, Numeric, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from competition.accounts.tables import Account
from competition.events.tables import Entrant, Event


class LedgerEntry(Table, tablename="ledger"):
    """One entry. `id` was made by the tablet; `seq` and `previous` by the server under the event's lock.

    Triggers refuse UPDATE, DELETE and TRUNCATE. A None value takes a mark back.
    """

    id = UUID(primary_key=True)
    event = ForeignKey(Event, null=False)
    seq = BigInt()
    kind = Varchar(length=10)
    stage = Varchar(length=40)
    entrant = ForeignKey(Entrant, null=True, default=None)
    aspect = Varchar(length=80)
    judge = Varchar(length=20)
    account = ForeignKey(Account, null=False)
    value = Numeric(null=True, default=None)
    device = Varchar(length=100)
    counter = Integer()
    tablet_time = Varchar(length=40)
    stored_at = Timestamptz()
    reason = Text(default="")
    digest = Varchar(length=64, default="")
    previous = Bytea()
    hash = Bytea()
    ledger_one_place = Unique([event, seq])
