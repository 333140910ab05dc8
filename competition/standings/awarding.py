"""Who receives an award of an event: by the standings and, where the scheme limits them, by delegation and person."""

from competition.events.queries import members_of
from competition.events.roll import roll_of
from competition.standings.board import Board
from rules.award_limits import give_within_limits
from rules.awards import Award
from rules.report import awards_of


async def awards_given(board: Board) -> dict[str, Award]:
    """The award of each entrant that receives one, by code; names those behind the codes, so not for judges."""
    scheme, event = board.plan.scheme, board.plan.event
    if scheme.medals or not scheme.award_limits:
        return awards_of(scheme, board.standings)
    roll = await roll_of(event)
    people: dict[str, list[str]] = {}
    for _, entrant, holder in await members_of(event):
        people.setdefault(board.plan.by_id[entrant].code, []).append(str(holder))
    homes = {code: roll[one.id].delegation for code, one in board.plan.by_code.items() if one.id in roll}
    names = {"delegation": {code: [home.zh] for code, home in homes.items() if home}, "person": people}
    return give_within_limits(scheme.awards, scheme.award_limits, board.standings, names).given
