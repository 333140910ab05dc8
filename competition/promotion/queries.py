"""Reading promotion decisions."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import msgspec

from competition.accounts.principal import Principal
from competition.clock import begin_of, year_of
from competition.errors import NotFound
from competition.promotion.schemas import DecisionDocument, DecisionView, HolderHistory, LevelView, PastDecision
from competition.promotion.tables import PromotionDecision
from competition.registry.corrections import corrections_of
from competition.registry.queries import every_level, holders
from rules.levels import ladder
from rules.values import Text

COLUMNS = (
    *PromotionDecision.all_columns(),
    PromotionDecision.proposed_by.name,
    PromotionDecision.first_by.name,
    PromotionDecision.decided_by.name,
)


async def decisions_of(reader: Principal, event: UUID) -> list[DecisionView]:
    """The event's decisions, best rank first; empty before anything was proposed."""
    reader.require("organiser", "official")
    rows = (
        await PromotionDecision.select(*COLUMNS)
        .where(PromotionDecision.event == event)
        .order_by(PromotionDecision.position)
    )
    return [_view(row) for row in rows]


async def decision(reader: Principal, decision_id: UUID) -> DecisionView:
    """Raises `NotFound`."""
    reader.require("organiser", "official")
    row = await PromotionDecision.select(*COLUMNS).where(PromotionDecision.id == decision_id).first()
    if row is None:
        raise NotFound(Text("晋升决定", "decision"), decision_id)
    return _view(row)


async def promoted_in_year(people: Collection[UUID], year: int) -> frozenset[UUID]:
    """Which of these holders had a promotion approved in that calendar year, in whatever occupation."""
    if not people:
        return frozenset()
    rows = await PromotionDecision.select(PromotionDecision.holder).where(
        PromotionDecision.holder.is_in(list(people))
        & PromotionDecision.state.is_in(["approved", "granted"])
        & (PromotionDecision.decided_at >= begin_of(year))
        & (PromotionDecision.decided_at < begin_of(year + 1))
    )
    return frozenset(row["holder"] for row in rows)


async def approved_of(holder: UUID) -> list[tuple[str, str, int]]:
    """(occupation, level, year at this place) of every approved promotion of the holder, granted or not yet."""
    rows = await PromotionDecision.select(
        PromotionDecision.occupation, PromotionDecision.level, PromotionDecision.decided_at
    ).where((PromotionDecision.holder == holder) & PromotionDecision.state.is_in(["approved", "granted"]))
    return [(row["occupation"], row["level"], year_of(row["decided_at"])) for row in rows]


async def history_of(reader: Principal, holder: UUID) -> HolderHistory:
    """All that is known of a holder, levels and promotions newest first. Raises `NotFound`."""
    reader.require("organiser", "official")
    known = (await holders([holder])).get(holder)
    if known is None:
        raise NotFound(Text("持证人", "holder"), holder)
    rows = (
        await PromotionDecision.select(
            *COLUMNS,
            PromotionDecision.event.title_zh,
            PromotionDecision.event.title_en,
            "event.competition.title_zh",
            "event.competition.title_en",
        )
        .where(PromotionDecision.holder == holder)
        .order_by(PromotionDecision.proposed_at, ascending=False)
    )
    return HolderHistory(
        holder=str(holder),
        name=known.name,
        romanised=known.name_romanised,
        corrections=await corrections_of(holder),
        levels=[
            LevelView(
                occupation=held.occupation, level=ladder().title(held.level), since=held.since, evidence=held.evidence
            )
            for held in await every_level(holder)
        ],
        decisions=[
            PastDecision(
                competition=Text(row["event.competition.title_zh"], row["event.competition.title_en"]),
                event=Text(row["event.title_zh"], row["event.title_en"]),
                decision=_view(row),
            )
            for row in rows
        ],
    )


def _view(row: dict[str, Any]) -> DecisionView:
    document = msgspec.json.decode(row["document"], type=DecisionDocument)
    return DecisionView(
        id=str(row["id"]),
        entrant=document.entrant,
        code=document.code,
        holder=str(row["holder"]),
        name=document.name,
        rank=document.rank,
        total=document.total,
        held=document.held,
        outcome=row["outcome"],
        level=document.level,
        titles=document.titles,
        honours=document.honours,
        incentives=document.incentives,
        clause=document.clause,
        clause_text=document.clause_text,
        summary=document.summary,
        reasons=document.reasons,
        state=row["state"],
        proposed_by=row["proposed_by.name"],
        proposed_by_id=str(row["proposed_by"]),
        first_approved_by=row["first_by.name"],
        first_approved_by_id=str(row["first_by"]) if row["first_by"] else None,
        decided_by=row["decided_by.name"],
        refusal_reason=row["refusal_reason"],
        certificate=None,
    )
