"""Promotion decisions: proposed by the rules, decided by a person."""

from piccolo.columns import JSONB, UUID, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from competition.accounts.tables import Account
from competition.events.tables import Event, Member
from competition.identifiers import uuid7
from competition.registry.tables import Holder, Occupation


class PromotionDecision(Table):
    """One member's decision. `document` keeps the whole reason as it stood when it was proposed.

    `level` is the level it leads to, None where nothing is granted. `limited_year` is set when it is approved
    under a rulebook that allows one promotion a year. Two partial unique indexes hold, whoever approves at the same
    moment: one such approval per holder and year, one approval per holder, occupation and level.
    """

    id = UUID(primary_key=True, default=uuid7)
    event = ForeignKey(Event, null=False)
    member = ForeignKey(Member, null=False)
    holder = ForeignKey(Holder, null=False)
    position = Integer()
    occupation = ForeignKey(Occupation, null=False)
    outcome = Varchar(length=20)
    level = Varchar(length=10, null=True, default=None)
    document = JSONB()
    state = Varchar(length=10, default="proposed")
    proposed_by = ForeignKey(Account, null=False)
    proposed_at = Timestamptz()
    decided_by = ForeignKey(Account, null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    refusal_reason = Text(null=True, default=None)
    limited_year = Integer(null=True, default=None)
    decision_once = Unique([event, member])
    decision_two_people = Check(decided_by != proposed_by)
    decision_known_state = Check(
        (state == "proposed") | (state == "approved") | (state == "refused") | (state == "granted")
    )
