"""Who is behind the codes of an event: for boards, desks and certificates. Nothing that judges reach may ask for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from competition.events.tables import Entrant
from rules.values import Text


@dataclass(frozen=True, slots=True)
class EntrantName:
    """An entrant as people know it; `group` is worker, student or another group of the rulebook."""

    name: str
    group: str
    delegation: Text | None


Roll = Mapping[UUID, EntrantName]


async def roll_of(event: UUID) -> Roll:
    """Every entrant of the event, by id."""
    rows = await Entrant.select(
        Entrant.id,
        Entrant.name,
        Entrant.category,
        Entrant.organisation,
        Entrant.organisation.name_zh,
        Entrant.organisation.name_en,
    ).where(Entrant.event == event)
    return {
        row["id"]: EntrantName(
            row["name"],
            row["category"],
            Text(row["organisation.name_zh"], row["organisation.name_en"]) if row["organisation"] else None,
        )
        for row in rows
    }
