"""What was done with decisions, up to their approval: proposed, approved first, approved, refused."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from competition.promotion.tables import DecisionAct, PromotionDecision


@dataclass(frozen=True, slots=True)
class Happened:
    """One act. `act`: proposed, first_approved, approved, refused."""

    act: str
    by: str
    at: datetime
    reason: str


async def acts_on(decision: UUID) -> list[Happened]:
    """Everything that was done with the decision, oldest first; nothing of one that does not exist."""
    proposed = await PromotionDecision.select(
        PromotionDecision.proposed_by.name.as_alias("name"), PromotionDecision.proposed_at.as_alias("at")
    ).where(PromotionDecision.id == decision)
    acts = (
        await DecisionAct.select(
            DecisionAct.act, DecisionAct.by.name.as_alias("name"), DecisionAct.at, DecisionAct.reason
        )
        .where(DecisionAct.decision == decision)
        .order_by(DecisionAct.id)
    )
    return [Happened("proposed", row["name"], row["at"], "") for row in proposed] + [
        Happened(row["act"], row["name"], row["at"], row["reason"]) for row in acts
    ]
