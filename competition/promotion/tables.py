"""Promotion decisions: proposed by the rules, decided by a person."""

from piccolo.columns import JSONB, UUID, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from competition.accounts.tables import Account
from competition.events.tables import Event, Member
from competition.identifiers import uuid7
from competition.registry.tables import Holder


class PromotionDecision(Table):
    """One member's decision. `document` keeps the whole reason as it stood when it was proposed.

    `level` is the level it leads to, None where nothing is granted.
    """

    id = UUID(primary_key=True, default=uuid7)
    event = ForeignKey(Event, null=False)
    member = ForeignKey(Member, null=False)
    holder = ForeignKey(Holder, null=False)
    position = Integer()
    outcome = Varchar(length=20)
    level = Varchar(length=10, null=True, default=None)
    document = JSONB()
    state = Varchar(length=10, default="proposed")
    proposed_by = ForeignKey(Account, null=False)
    proposed_at = Timestamptz()
    decided_by = ForeignKey(Account, null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    refusal_reason = Text(null=True, default=None)
    decision_once = Unique([event, member])
    decision_two_people = Check(decided_by != proposed_by)
    decision_known_state = Check(
        (state == "proposed") | (state == "approved") | (state == "refused") | (state == "granted")
    )
