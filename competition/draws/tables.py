"""Draws of the entrants' numbers: what was sealed, and what came out. Nothing here is ever changed."""

from piccolo.columns import UUID, Array, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from competition.accounts.tables import Account
from competition.events.tables import Event
from competition.identifiers import uuid7


class SealedDraw(Table):
    """A draw that is prepared: the seed is secret until the numbers are drawn, its commitment is not."""

    id = UUID(primary_key=True, default=uuid7)
    event = ForeignKey(Event, null=False)
    number = Integer()
    seed = Varchar(length=64)
    commitment = Varchar(length=64)
    account = ForeignKey(Account, null=False)
    sealed_at = Timestamptz()
    sealed_draw_number = Unique([event, number])


class NumberDraw(Table):
    """What came out of a sealed draw: whoever held `before[n]` holds `after[n]`. Line n + 1 of the list is n here."""

    id = UUID(primary_key=True, default=uuid7)
    seal = ForeignKey(SealedDraw, null=False, unique=True)
    word = Varchar(length=100)
    before = Array(base_column=Varchar(length=40))
    after = Array(base_column=Varchar(length=40))
    reason = Text(default="")
    account = ForeignKey(Account, null=False)
    drawn_at = Timestamptz()
