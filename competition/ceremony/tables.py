"""Ceremonies with their scripts, and the screens of the halls."""

from piccolo.columns import JSONB, UUID, Boolean, Bytea, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.table import Table

from competition.accounts.tables import Account
from competition.events.tables import Event
from competition.identifiers import uuid7


class Ceremony(Table):
    """`script` (see `documents`) is as written when it was made; `position` is how many of its steps are shown.

    `presenter` is the page that presents; another one must take over first.
    """

    id = UUID(primary_key=True, default=uuid7)
    event = ForeignKey(Event, null=False)
    rehearsal = Boolean(default=False)
    script = JSONB()
    position = Integer(default=0)
    presenter = Varchar(length=64, default="")
    made_by = ForeignKey(Account, null=False)
    made_at = Timestamptz()


class Screen(Table):
    """A screen in a hall. Only the hash of its address's secret part is kept; `shows` is what it was told to show."""

    id = UUID(primary_key=True, default=uuid7)
    token_hash = Bytea(unique=True)
    name = Varchar(length=80)
    shows = JSONB()
    ceremony = ForeignKey(Ceremony, null=True, default=None)
    identify_until = Timestamptz(null=True, default=None)
    seen_at = Timestamptz(null=True, default=None)
    made_at = Timestamptz()
