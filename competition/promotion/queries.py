"""Reading promotion decisions."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from competition.accounts.principal import Principal
from competition.errors import NotFound
from competition.promotion.schemas import DecisionDocument, DecisionView
from competition.promotion.tables import PromotionDecision

COLUMNS = (
    *PromotionDecision.all_columns(),
    PromotionDecision.proposed_by.name,
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
        raise NotFound(what="晋升决定 decision", key=decision_id)
    return _view(row)


async def promoted_in_year(people: Collection[UUID], occupation: str, year: int) -> frozenset[UUID]:
    """Which of these holders had a promotion in the occupation approved in that calendar year."""
    if not people:
        return frozenset()
    rows = await PromotionDecision.select(PromotionDecision.holder).where(
        PromotionDecision.holder.is_in(list(people))
        & PromotionDecision.state.is_in(["approved", "granted"])
        & (PromotionDecision.event.occupation == occupation)
        & (PromotionDecision.decided_at >= datetime(year, 1, 1, tzinfo=UTC))
        & (PromotionDecision.decided_at < datetime(year + 1, 1, 1, tzinfo=UTC))
    )
    return frozenset(row["holder"] for row in rows)


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
        clause=document.clause,
        clause_text=document.clause_text,
        summary=document.summary,
        reasons=document.reasons,
        state=row["state"],
        proposed_by=row["proposed_by.name"],
        decided_by=row["decided_by.name"],
        refusal_reason=row["refusal_reason"],
        certificate=None,
    )
