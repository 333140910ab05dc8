"""What people do about who may see the standings: each act is an entry of the ledger, in one transaction.

Organisers may, and who leads the event's judges. The act is told to everybody as it is stored; who did it, when and
why stays in the chain with the marks, and is checked with them.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from competition.accounts.principal import Principal
from competition.clock import iso, local, now
from competition.db.unit_of_work import unit_of_work
from competition.events.access import require_overseer
from competition.events.actions import lock_event
from competition.events.errors import EventOpen
from competition.events.judging import plan_of
from competition.marking.appending import append_entries
from competition.marking.intake import Intake
from competition.marking.ledger import AUDIENCE, FINAL, FROZEN, RECALLED, UNFROZEN, Entry
from competition.marking.sheet_checks import checked_reason
from competition.standings.curtain import Acts, Audience
from competition.standings.curtain_queries import acts_of, curtain_entries
from competition.standings.errors import AlreadyFinal, AlreadyFrozen, DelayUnfit, MomentPassed, NotFinal, NotFrozen
from competition.standings.schemas import ActReason, Freeze, SetAudience

LONGEST_DELAY = 3600


async def set_audience(intake: Intake, by: Principal, event: UUID, asked: SetAudience) -> None:
    """These may see the standings from now on; asking for what is so already changes nothing.

    Raises `DelayUnfit`, `ReasonMissing`, `NotAllowed`, `NotFound`.
    """
    if asked.delay > LONGEST_DELAY:
        raise DelayUnfit(most=LONGEST_DELAY)
    async with _turn(intake, by, event, asked.reason) as turn:
        if turn.acts.audience != Audience(asked.seen, asked.delay):
            turn.act, turn.said, turn.value = AUDIENCE, asked.seen, Decimal(asked.delay)


async def freeze(intake: Intake, by: Principal, event: UUID, asked: Freeze) -> None:
    """The public is told nothing new from the moment on, or from now; another moment replaces one that lies ahead.

    Raises `MomentPassed`, `AlreadyFrozen`, `AlreadyFinal`, `ReasonMissing`, `NotAllowed`, `NotFound`.
    """
    async with _turn(intake, by, event, asked.reason) as turn:
        if turn.acts.final:
            raise AlreadyFinal()
        if turn.acts.frozen_from and turn.acts.freezes(turn.moment):
            raise AlreadyFrozen(at=local(turn.acts.frozen_from))
        if asked.at and asked.at <= turn.moment:
            raise MomentPassed(at=local(asked.at))
        turn.act, turn.said = FROZEN, iso(asked.at or turn.moment)


async def unfreeze(intake: Intake, by: Principal, event: UUID, asked: ActReason) -> None:
    """The public sees what is stored. Raises `NotFrozen`, `AlreadyFinal`, `ReasonMissing`, `NotAllowed`, `NotFound`."""
    async with _turn(intake, by, event, asked.reason) as turn:
        if turn.acts.final:
            raise AlreadyFinal()
        if turn.acts.frozen_from is None:
            raise NotFrozen()
        turn.act = UNFROZEN


async def finalise(intake: Intake, by: Principal, event: UUID, asked: ActReason) -> None:
    """The results are final, and nothing of them is held back by a freeze; making them final twice changes nothing.

    Raises `EventOpen`, `ReasonMissing`, `NotAllowed`, `NotFound`.
    """
    async with _turn(intake, by, event, asked.reason) as turn:
        if not turn.ended:
            raise EventOpen()
        if not turn.acts.final:
            turn.act = FINAL


async def recall(intake: Intake, by: Principal, event: UUID, asked: ActReason) -> None:
    """The results are final no longer. Raises `NotFinal`, `ReasonMissing`, `NotAllowed`, `NotFound`."""
    async with _turn(intake, by, event, asked.reason) as turn:
        if not turn.acts.final:
            raise NotFinal()
        turn.act = RECALLED


@dataclass
class _Turn:
    """How the curtain stands while the event is locked; and what is done about it, if `act` is set."""

    acts: Acts
    ended: bool
    moment: datetime
    act: str = ""
    said: str = ""
    value: Decimal | None = None


@asynccontextmanager
async def _turn(intake: Intake, by: Principal, event: UUID, reason: str) -> AsyncIterator[_Turn]:
    """Nothing else happens in the event inside; at the end the act is stored with what follows from it."""
    await require_overseer(by, event)
    reason, plan = checked_reason(reason), await plan_of(event)
    async with intake.in_turn(event) as derive, unit_of_work() as work:
        locked = await lock_event(work, event)
        turn = _Turn(acts_of(await curtain_entries(work, event)), locked.state == "ended", now())
        yield turn
        if not turn.act:
            return
        entry = Entry.of_act(
            event,
            locked.last_seq + 1,
            turn.act,
            by.id,
            turn.moment,
            aspect=turn.said,
            value=turn.value,
            reason=reason,
        )
        await append_entries(work, plan, locked, [entry.after(locked.head)], derive)
