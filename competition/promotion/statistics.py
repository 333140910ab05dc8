"""How many promotions came to what, by occupation, level and month."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from competition.clock import month_of
from competition.promotion.tables import PromotionDecision


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """What is counted together; `month` is as `2026-11`."""

    month: str
    occupation: str
    level: str


@dataclass(frozen=True, slots=True)
class DecidedCounts:
    """Those that await a decision by the month of their proposal, the others by that of the decision."""

    awaiting: Counter[Cell]
    approved: Counter[Cell]
    refused: Counter[Cell]


async def decided_counts() -> DecidedCounts:
    rows = await PromotionDecision.select(
        PromotionDecision.occupation,
        PromotionDecision.level,
        PromotionDecision.state,
        PromotionDecision.proposed_at,
        PromotionDecision.decided_at,
    ).where(PromotionDecision.outcome == "promote")
    return DecidedCounts(
        awaiting=_counted(rows, ("proposed",), "proposed_at"),
        approved=_counted(rows, ("approved", "granted"), "decided_at"),
        refused=_counted(rows, ("refused",), "decided_at"),
    )


def _counted(rows: Iterable[dict[str, Any]], states: tuple[str, ...], moment: str) -> Counter[Cell]:
    return Counter(
        Cell(month_of(row[moment]), row["occupation"], row["level"]) for row in rows if row["state"] in states
    )
