"""Who holds which number: before the first mark, entrants may exchange their numbers. Inside the caller's transaction.

A number (a code) is a place: it keeps its id, and what judging reads of the event stays as it is. The entrants move
from place to place, each with its members and its picture. So a tablet or a process that has not heard of it yet can at
most show an earlier name, and never put a mark in another place.
"""

from collections.abc import Mapping
from uuid import UUID

from competition.db.unit_of_work import Work

MOVED = "unnest($1::uuid[], $2::uuid[]) AS moved (was, now)"
MOVES = (
    f"UPDATE entrant SET name = held.name, category = held.category, organisation = held.organisation "
    f"FROM {MOVED} JOIN entrant AS held ON held.id = moved.was WHERE entrant.id = moved.now",
    f"UPDATE member SET entrant = moved.now FROM {MOVED} WHERE member.entrant = moved.was",
    f"UPDATE entrant_photo SET entrant = moved.now FROM {MOVED} WHERE entrant_photo.entrant = moved.was",
)
"""The tables' unique constraints are checked when a statement is done, so that two may change places."""
WAIVED = """
    UPDATE conflict_waiver SET entrants = (
        SELECT array_agg(moved.now ORDER BY moved.now)
        FROM unnest($1::text[], $2::text[]) AS moved (was, now) WHERE moved.was = ANY(conflict_waiver.entrants)
    )
    FROM seat JOIN panel ON panel.id = seat.panel WHERE conflict_waiver.seat = seat.id AND panel.event = $3
"""


async def numbers_of(work: Work, event: UUID) -> dict[str, UUID]:
    """The event's numbers in their order, each with the id of its place."""
    rows = await work.connection.fetch("SELECT code, id FROM judging_entrant WHERE event = $1 ORDER BY position", event)
    return {row["code"]: row["id"] for row in rows}


async def change_numbers(work: Work, event: UUID, numbers: Mapping[str, UUID], moves: Mapping[str, str]) -> None:
    """Whoever held the first number of a move holds the second. Every number is in `moves` once on each side."""
    places = [numbers[was] for was in moves], [numbers[now] for now in moves.values()]
    for statement in MOVES:
        await work.connection.execute(statement, *places)
    await work.connection.execute(WAIVED, list(moves), list(moves.values()), event)
