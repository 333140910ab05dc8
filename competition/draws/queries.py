"""Reading what was drawn. A record tells who is behind a number: it is for organisers, and never for judges."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from competition.accounts.principal import Principal
from competition.accounts.queries import account_names
from competition.db.unit_of_work import unit_of_work
from competition.draws.schemas import DrawRecord, DrawsView, DrawView, LotView, SealView
from competition.draws.tables import NumberDraw, SealedDraw
from competition.errors import NotFound
from competition.events.judging import event_moment, plan_of
from competition.events.roll import EntrantName, roll_of
from competition.marking.queries import any_mark
from competition.paper_entry.queries import any_keyed_in
from rules.lots import METHOD, record_digest
from rules.values import Text


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw as it is stored; one that `waits` is sealed, and has no word and no numbers yet."""

    seal: UUID
    number: int
    seed: str
    commitment: str
    sealed_by: UUID
    sealed_at: datetime
    word: str
    before: Sequence[str]
    after: Sequence[str]
    reason: str
    by: UUID | None
    at: datetime | None

    @property
    def waits(self) -> bool:
        return self.at is None


async def draws_in(event: UUID) -> list[Draw]:
    """The event's draws, newest first."""
    sealed = await SealedDraw.select().where(SealedDraw.event == event).order_by(SealedDraw.number, ascending=False)
    rows = await NumberDraw.select().where(NumberDraw.seal.event == event)
    done = {row["seal"]: row for row in rows}
    return [_draw(row, done.get(row["id"])) for row in sealed]


async def newest_draw(event: UUID) -> Draw | None:
    found = await draws_in(event)
    return found[0] if found else None


async def are_fixed(event: UUID) -> bool:
    """Whether the event's numbers stand for results: a mark is stored, or keyed in from paper."""
    return await any_mark(event) or await any_keyed_in(event)


async def draws_of(reader: Principal, event: UUID) -> DrawsView:
    """Raises `NotAllowed`, `NotFound`."""
    reader.require("organiser")
    async with unit_of_work(isolation="repeatable_read"):
        state, _ = await event_moment(event)
        found, roll = await draws_in(event), await roll_of(event)
        closed = state == "ended" or await are_fixed(event)
    names = await account_names({one for draw in found for one in (draw.sealed_by, draw.by) if one})
    plan = await plan_of(event)
    holders = {one.code: roll[one.id] for one in plan.entrants}
    views = []
    for draw in found:
        if draw.waits:
            continue
        moves = list(zip(draw.before, draw.after, strict=True))
        views.append(_view(draw, names, [holders[now] for _, now in moves]))
        holders = {was: holders[now] for was, now in moves}
    sealed = _seal(found[0], names) if found and found[0].waits else None
    return DrawsView(event=str(event), closed=closed, sealed=sealed, draws=views)


async def record_of(reader: Principal, event: UUID) -> DrawRecord:
    """The record of the draw that holds. Raises `NotAllowed`, `NotFound`, also where nothing was drawn."""
    draws, plan = (await draws_of(reader, event)).draws, await plan_of(event)
    if not draws:
        raise NotFound(Text("抽签记录", "draw of"), event)
    return DrawRecord(competition=plan.competition, event=plan.title, sample=plan.sample, draw=draws[0])


def _draw(sealed: dict[str, Any], done: dict[str, Any] | None) -> Draw:
    return Draw(
        sealed["id"],
        sealed["number"],
        sealed["seed"],
        sealed["commitment"],
        sealed["account"],
        sealed["sealed_at"],
        done["word"] if done else "",
        done["before"] if done else (),
        done["after"] if done else (),
        done["reason"] if done else "",
        done["account"] if done else None,
        done["drawn_at"] if done else None,
    )


def _seal(draw: Draw, names: dict[UUID, str]) -> SealView:
    return SealView(commitment=draw.commitment, by=names[draw.sealed_by], at=draw.sealed_at)


def _view(draw: Draw, names: dict[UUID, str], holders: Sequence[EntrantName]) -> DrawView:
    assert draw.by is not None and draw.at is not None
    return DrawView(
        number=draw.number,
        method=METHOD,
        sealed=_seal(draw, names),
        seed=draw.seed,
        word=draw.word,
        by=names[draw.by],
        at=draw.at,
        reason=draw.reason,
        digest=record_digest(draw.seed, draw.word, draw.before, draw.after),
        lots=[
            LotView(line=line, name=who.name, delegation=who.delegation, before=was, after=now)
            for line, (who, was, now) in enumerate(zip(holders, draw.before, draw.after, strict=True), 1)
        ],
    )
