"""Drawing the entrants' numbers: a seed is sealed, a word is said, the draw follows from both (`rules.lots`).

Organisers draw, and only while no mark of the event is stored: a number stands for results from then on. Both steps are
entries of the ledger, the first with the seed's commitment and the second with the digest of the record, so that the
order of the two and everything in between is chained like marks are.
"""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from unicodedata import normalize
from uuid import UUID

from competition.accounts.principal import Principal
from competition.clock import now
from competition.db.unit_of_work import Work, unit_of_work
from competition.draws.errors import DrawTooLate, NotSealed, SealDiffers, WordMissing
from competition.draws.queries import are_fixed, newest_draw
from competition.draws.schemas import DrawNumbers
from competition.draws.tables import NumberDraw, SealedDraw
from competition.events.actions import LockedEvent, lock_event
from competition.events.drawing import change_numbers, numbers_of
from competition.events.errors import EventEnded
from competition.events.judging import plan_of
from competition.marking.appending import Derive, append_entries
from competition.marking.intake import Intake
from competition.marking.ledger import DRAWN, SEALED, Entry
from competition.marking.sheet_checks import checked_reason
from rules.lots import commitment, drawn, record_digest

MOST_WORD = 100


async def seal_draw(intake: Intake, organiser: Principal, event: UUID) -> None:
    """A seed is sealed that nobody knows; one that is sealed already stays.

    Raises `DrawTooLate`, `EventEnded`, `NotFound`.
    """
    async with _turn(intake, organiser, event) as turn:
        newest = await newest_draw(event)
        if newest and newest.waits:
            return
        seed = secrets.token_hex(32)
        sealed = SealedDraw(
            event=event,
            number=newest.number + 1 if newest else 1,
            seed=seed,
            commitment=commitment(seed),
            account=organiser.id,
            sealed_at=turn.moment,
        )
        await sealed.save()
        await turn.store(SEALED, digest=sealed.commitment)


async def draw_numbers(intake: Intake, organiser: Principal, event: UUID, asked: DrawNumbers) -> None:
    """Every entrant holds the number that it has drawn; asking for the same draw twice changes nothing.

    Raises `NotSealed`, `SealDiffers`, `WordMissing`, `ReasonMissing` for another draw, `DrawTooLate`, `EventEnded`,
    `NotFound`.
    """
    word = " ".join(normalize("NFKC", asked.word).split())
    if not 1 <= len(word) <= MOST_WORD or "\0" in word:
        raise WordMissing(most=MOST_WORD)
    async with _turn(intake, organiser, event) as turn:
        newest = await newest_draw(event)
        if newest and (newest.commitment, newest.word) == (asked.commitment, word):
            return
        if newest is None or not newest.waits:
            raise NotSealed()
        if newest.commitment != asked.commitment:
            raise SealDiffers()
        reason = checked_reason(asked.reason) if newest.number > 1 or asked.reason.strip() else ""
        numbers = await numbers_of(turn.work, event)
        before = list(numbers)
        after = drawn(newest.seed, word, before)
        await NumberDraw(
            seal=newest.seal,
            word=word,
            before=before,
            after=list(after),
            reason=reason,
            account=organiser.id,
            drawn_at=turn.moment,
        ).save()
        await change_numbers(turn.work, event, numbers, dict(zip(before, after, strict=True)))
        await turn.store(DRAWN, reason=reason, digest=record_digest(newest.seed, word, before, after))


@dataclass(frozen=True, slots=True)
class _Turn:
    """The event, locked, while its numbers may still be drawn."""

    work: Work
    event: LockedEvent
    by: Principal
    derive: Derive
    moment: datetime

    async def store(self, kind: str, *, reason: str = "", digest: str) -> None:
        plan, seq = await plan_of(self.event.id), self.event.last_seq + 1
        entry = Entry.of_act(self.event.id, seq, kind, self.by.id, self.moment, reason=reason, digest=digest)
        await append_entries(self.work, plan, self.event, [entry.after(self.event.head)], self.derive)


@asynccontextmanager
async def _turn(intake: Intake, organiser: Principal, event: UUID) -> AsyncIterator[_Turn]:
    organiser.require("organiser")
    async with intake.in_turn(event) as derive, unit_of_work() as work:
        locked = await lock_event(work, event)
        if locked.state == "ended":
            raise EventEnded()
        if await are_fixed(event):
            raise DrawTooLate()
        yield _Turn(work, locked, organiser, derive, now())
