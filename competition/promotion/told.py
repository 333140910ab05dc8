"""Decisions as other systems are told of them."""

from collections.abc import Collection
from uuid import UUID

import msgspec

from competition.promotion.schemas import DecisionDocument
from competition.promotion.tables import PromotionDecision
from competition.wire import Wire
from rules.values import Text


class DecisionTold(Wire, frozen=True):
    """Who is promoted to which level, where, and by which clause."""

    id: str
    name: str
    occupation_code: str
    occupation: Text
    held: Text | None
    level: Text | None
    rulebook: Text
    clause: str | None
    competition: Text
    event: Text


async def decisions_told(decisions: Collection[UUID]) -> dict[UUID, DecisionTold]:
    if not decisions:
        return {}
    rows = await PromotionDecision.select(
        PromotionDecision.id,
        PromotionDecision.document,
        PromotionDecision.occupation,
        PromotionDecision.occupation.name_zh,
        PromotionDecision.occupation.name_en,
        PromotionDecision.event.title_zh,
        PromotionDecision.event.title_en,
        "event.competition.title_zh",
        "event.competition.title_en",
    ).where(PromotionDecision.id.is_in(list(decisions)))
    told = {}
    for row in rows:
        document = msgspec.json.decode(row["document"], type=DecisionDocument)
        told[row["id"]] = DecisionTold(
            id=str(row["id"]),
            name=document.name,
            occupation_code=row["occupation"],
            occupation=Text(row["occupation.name_zh"], row["occupation.name_en"]),
            held=document.held,
            level=document.level,
            rulebook=document.rulebook,
            clause=document.clause,
            competition=Text(row["event.competition.title_zh"], row["event.competition.title_en"]),
            event=Text(row["event.title_zh"], row["event.title_en"]),
        )
    return told
