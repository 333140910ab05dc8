"""What was shown: one frame for every batch of ledger entries."""

from piccolo.columns import UUID, BigInt, Bytea, ForeignKey, Timestamptz
from piccolo.constraints import Unique
from piccolo.table import Table

from competition.events.tables import Event
from competition.identifiers import uuid7


class StoredFrame(Table, tablename="frame"):
    """The public frame up to ledger entry `seq`, as it was sent; `body` is its JSON."""

    id = UUID(primary_key=True, default=uuid7)
    event = ForeignKey(Event, null=False)
    seq = BigInt()
    body = Bytea()
    made_at = Timestamptz()
    frame_one_place = Unique([event, seq])
