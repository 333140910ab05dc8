"""What the processes that share a database tell each other of judges' tablets.

Unlogged, since it is written every second: a crash of the database loses it, and tablets say it all again.
"""

from piccolo.columns import UUID, Integer, SmallInt, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from competition.identifiers import uuid7


class TabletHeard(Table):
    """A tablet by the name it gives itself, as the process `node` last heard of it.

    That process says that it is there `here_until`. Times are the database's.
    """

    id = UUID(primary_key=True, default=uuid7)
    account = UUID()
    device = Varchar(length=64)
    node = Varchar(length=12)
    heard_at = Timestamptz()
    here_until = Timestamptz()
    waiting = Integer()
    sent = Integer()
    stored = Integer()
    battery = SmallInt(null=True, default=None)
    refused = Integer()

    tablet_heard_once = Unique([account, device])


class DeskLease(Table):
    """Which of a judge's tablets has the desk."""

    account = UUID(primary_key=True)
    device = Varchar(length=64)
    since = Timestamptz()
