"""Promotion decisions: proposed by the rules, decided by a person."""

from piccolo.columns import JSONB, UUID, Boolean, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from competition.accounts.tables import Account
from competition.events.tables import Event, Member
from competition.identifiers import uuid7
from competition.registry.tables import Holder, Occupation


class PromotionDecision(Table):
    """One member's decision. `document` keeps the whole reason as it stood when it was proposed.

    Where two officials must approve, `first_by` is the one who did first; the decision stays proposed until another
    one has. `level` is the level it leads to, None where nothing is granted. `limited_year` is set when it is approved
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
    first_by = ForeignKey(Account, null=True, default=None)
    first_at = Timestamptz(null=True, default=None)
    decided_by = ForeignKey(Account, null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    refusal_reason = Text(null=True, default=None)
    limited_year = Integer(null=True, default=None)
    decision_once = Unique([event, member])
    decision_two_people = Check(decided_by != proposed_by)
    decision_first_apart = Check(first_by != proposed_by)
    decision_second_person = Check((first_by != decided_by) | (state == "refused"))
    decision_known_state = Check(
        (state == "proposed") | (state == "approved") | (state == "refused") | (state == "granted")
    )


class DecisionAct(Table):
    """What officials did with a decision, one row an act; nothing is ever taken out.

    `act`: first_approved (by the first of two), approved, refused.
    """

    id = UUID(primary_key=True, default=uuid7)
    decision = ForeignKey(PromotionDecision, null=False)
    act = Varchar(length=20)
    by = ForeignKey(Account, null=False)
    at = Timestamptz()
    reason = Text()


class ApprovalRule(Table):
    """How the certification body approves; one row."""

    id = Integer(primary_key=True, default=1)
    two_officials = Boolean(default=False)
    rule_only_one = Check(id == 1)
