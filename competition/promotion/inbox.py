"""What awaits an official, over all events."""

from datetime import datetime
from typing import Any
from uuid import UUID

from competition.accounts.principal import Principal
from competition.promotion.approval_rule import two_must_approve
from competition.promotion.tables import PromotionDecision
from competition.wire import Wire
from rules.values import Text


class InboxEvent(Wire, frozen=True):
    """An event in which promotions were proposed. Of those that await a decision:

    `awaiting` this official may approve, `second` of them as the second of two; `elsewhere` somebody else must, since
    this official proposed them or approved them first. `approved` have no certificate yet, `issued` have one. `since`
    is when the oldest that awaits a decision was proposed.
    """

    event: str
    title: Text
    competition: Text
    occupation: Text
    awaiting: int
    second: int
    elsewhere: int
    approved: int
    issued: int
    refused: int
    since: datetime | None


class InboxView(Wire, frozen=True):
    """Events in which something is to be done first, the longest waiting before the others."""

    two_officials: bool
    events: list[InboxEvent]


async def inbox(official: Principal) -> InboxView:
    official.require("official", "lead_official")
    rows = await PromotionDecision.select(
        PromotionDecision.event,
        PromotionDecision.state,
        PromotionDecision.proposed_by,
        PromotionDecision.proposed_at,
        PromotionDecision.first_by,
        PromotionDecision.event.title_zh,
        PromotionDecision.event.title_en,
        "event.competition.title_zh",
        "event.competition.title_en",
        PromotionDecision.occupation.name_zh,
        PromotionDecision.occupation.name_en,
    ).where(PromotionDecision.outcome == "promote")
    by_event: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows:
        by_event.setdefault(row["event"], []).append(row)
    events = [_event(official, mine) for mine in by_event.values()]
    return InboxView(
        two_officials=await two_must_approve(),
        events=sorted(events, key=lambda one: (one.awaiting == 0, one.approved == 0, one.since is None, one.since)),
    )


def _event(official: Principal, rows: list[dict[str, Any]]) -> InboxEvent:
    first = rows[0]
    open_ones = [row for row in rows if row["state"] == "proposed"]
    mine = [row for row in open_ones if official.id not in (row["proposed_by"], row["first_by"])]

    def count(state: str) -> int:
        return sum(1 for row in rows if row["state"] == state)

    return InboxEvent(
        event=str(first["event"]),
        title=Text(first["event.title_zh"], first["event.title_en"]),
        competition=Text(first["event.competition.title_zh"], first["event.competition.title_en"]),
        occupation=Text(first["occupation.name_zh"], first["occupation.name_en"]),
        awaiting=len(mine),
        second=sum(1 for row in mine if row["first_by"] is not None),
        elsewhere=len(open_ones) - len(mine),
        approved=count("approved"),
        issued=count("granted"),
        refused=count("refused"),
        since=min((row["proposed_at"] for row in open_ones), default=None),
    )
