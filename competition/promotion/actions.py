"""Proposing, approving, refusing and granting. Who proposes never approves."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import msgspec

from competition.accounts.principal import Principal
from competition.clock import now, today
from competition.db.unit_of_work import unit_of_work
from competition.errors import NotFound
from competition.events.errors import EventOpen
from competition.events.queries import event_facts, members_of
from competition.events.roll import roll_of
from competition.promotion.approval_rule import two_must_approve
from competition.promotion.errors import (
    AlreadyHeld,
    AlreadyProposed,
    AnnualLimit,
    NoRulebook,
    NotApproved,
    NothingToApprove,
    NotProposed,
    ReasonMissing,
    SameApprover,
    SamePerson,
)
from competition.promotion.proposing import decide
from competition.promotion.queries import approved_of, promoted_in_year
from competition.promotion.schemas import DecisionDocument
from competition.promotion.tables import DecisionAct, PromotionDecision
from competition.registry.actions import enter_level, lock_holder
from competition.registry.queries import holders, honours_of, levels_held
from competition.standings.board import Board
from rules.levels import ladder
from rules.values import Text


async def propose_promotions(organiser: Principal, board: Board) -> None:
    """A decision is proposed for every member of the event, by the rulebook that the competition pinned.

    Raises `EventOpen`, `NoRulebook`, `AlreadyProposed`.
    """
    organiser.require("organiser")
    event = board.plan.event
    async with unit_of_work() as work:
        await work.connection.execute("SELECT 1 FROM event WHERE id = $1 FOR UPDATE", event)
        facts = await event_facts(event)
        if facts.state != "ended":
            raise EventOpen()
        if facts.rulebook is None:
            raise NoRulebook()
        if await PromotionDecision.exists().where(PromotionDecision.event == event):
            raise AlreadyProposed()
        members = await members_of(event)
        people = {holder for _, _, holder in members}
        decided = decide(
            facts.rulebook,
            facts,
            board.plan,
            await roll_of(event),
            board.standings,
            members,
            await holders(people),
            await levels_held(people, facts.occupation),
            await honours_of(people),
            await promoted_in_year(people, today().year),
            today(),
        )
        for position, (member, holder, decision, document) in enumerate(decided):
            await PromotionDecision(
                event=event,
                member=member,
                holder=holder,
                position=position,
                occupation=facts.occupation,
                outcome=decision.outcome,
                level=decision.level,
                document=msgspec.json.encode(document).decode(),
                proposed_by=organiser.id,
                proposed_at=now(),
            ).save()


async def approve(official: Principal, decision_ids: Sequence[UUID]) -> None:
    """All these promotions are approved, or none is.

    Where two must approve, each is approved by this official as the first or as the second, whichever it lacks; what
    somebody approved first needs another person even if the body has changed its rule since.

    Raises `NotProposed`, `NothingToApprove`, `SamePerson`, `SameApprover`, and `AnnualLimit` or `AlreadyHeld` also
    when another approval of the same holder came first by a moment: the holder's row is locked, and the database's
    own indexes stand behind that.
    """
    official.require("official")
    async with unit_of_work() as work:
        two = await two_must_approve()
        for decision_id in sorted(set(decision_ids)):
            decision = await _found(decision_id, lock=True)
            _require_undecided(decision, official)
            if decision.outcome != "promote" or decision.level is None:
                raise NothingToApprove()
            if decision.first_by == official.id:
                raise SameApprover(name=msgspec.json.decode(decision.document, type=DecisionDocument).name)
            await lock_holder(work, decision.holder)
            limited_year = await _within_limits(decision, decision.level)
            if two and decision.first_by is None:
                decision.first_by, decision.first_at = official.id, now()
                await decision.save()
                await _enter_act(decision, official, "first_approved")
            else:
                decision.limited_year = limited_year
                await _decide(decision, official, "approved")


async def refuse(official: Principal, decision_id: UUID, reason: str) -> None:
    """The promotion is refused, with the reason; either of two officials may refuse what the first approved.

    Raises `NotProposed`, `ReasonMissing`, `SamePerson`.
    """
    official.require("official")
    if not reason.strip():
        raise ReasonMissing()
    async with unit_of_work():
        decision = await _found(decision_id, lock=True)
        _require_undecided(decision, official)
        decision.refusal_reason = reason.strip()
        await _decide(decision, official, "refused")


@dataclass(frozen=True, slots=True)
class Granted:
    """What a certificate is made from."""

    event: UUID
    member: UUID
    position: int
    holder: UUID
    level: str
    document: DecisionDocument


async def approved_decision(decision_id: UUID, *, lock: bool = False) -> Granted:
    """The decision, if it is approved and not granted yet. Raises `NotApproved`, `NotFound`."""
    return _granted(await _found(decision_id, lock=lock), "approved")


async def granted_decision(decision_id: UUID) -> Granted:
    """A decision that was granted, locked, as it stands; for a certificate in place of the first one."""
    return _granted(await _found(decision_id, lock=True), "granted")


def _granted(decision: PromotionDecision, state: str) -> Granted:
    """Raises `NotApproved` where it stands otherwise."""
    if decision.state != state or decision.level is None:
        raise NotApproved(decision.state)
    document = msgspec.json.decode(decision.document, type=DecisionDocument)
    return Granted(decision.event, decision.member, decision.position, decision.holder, decision.level, document)


async def grant(decision_id: UUID, certificate: str) -> None:
    """The level is held from today, by this certificate; part of the transaction that issues it."""
    granted = await approved_decision(decision_id, lock=True)
    facts = await event_facts(granted.event)
    await PromotionDecision.update({PromotionDecision.state: "granted"}).where(PromotionDecision.id == decision_id)
    await enter_level(granted.holder, facts.occupation, granted.level, today(), certificate)


async def _within_limits(decision: PromotionDecision, level: str) -> int | None:
    """The year that an approval now counts for, under a rulebook that allows one a year."""
    facts = await event_facts(decision.event)
    name = msgspec.json.decode(decision.document, type=DecisionDocument).name
    held = (await levels_held([decision.holder], decision.occupation))[decision.holder]
    approved = await approved_of(decision.holder)
    if level in [one.level for one in held] or (decision.occupation, level) in [one[:2] for one in approved]:
        raise AlreadyHeld(name=name, level=ladder().title(level))
    limit = facts.rulebook.per_year if facts.rulebook else None
    year = today().year
    count = sum(1 for _, _, in_year in approved if in_year == year)
    if limit is not None and count >= limit:
        raise AnnualLimit(name=name, year=year, count=count, limit=limit)
    return year if limit == 1 else None


def _require_undecided(decision: PromotionDecision, official: Principal) -> None:
    if decision.state != "proposed":
        raise NotProposed(decision.state)
    if decision.proposed_by == official.id:
        raise SamePerson()


async def _decide(decision: PromotionDecision, official: Principal, state: str) -> None:
    decision.state = state
    decision.decided_by = official.id
    decision.decided_at = now()
    await decision.save()
    await _enter_act(decision, official, state, decision.refusal_reason or "")


async def _enter_act(decision: PromotionDecision, official: Principal, act: str, reason: str = "") -> None:
    await DecisionAct(decision=decision.id, act=act, by=official.id, at=now(), reason=reason).save()


async def _found(decision_id: UUID, *, lock: bool) -> PromotionDecision:
    """Raises `NotFound`."""
    asked = PromotionDecision.objects().where(PromotionDecision.id == decision_id)
    found = await (asked.lock_rows("UPDATE") if lock else asked).first()
    if found is None:
        raise NotFound(Text("晋升决定", "decision"), decision_id)
    return found
