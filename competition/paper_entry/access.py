"""Who may do what with mark sheets on paper."""

from uuid import UUID

from competition.accounts.principal import Principal
from competition.events.access import require_chief


async def require_paper_desk(principal: Principal, event: UUID) -> None:
    """Return if the principal may print, see and confirm paper sheets: an organiser, a clerk, the event's chief judge.

    Raises `NotAllowed`, `NotFound`.
    """
    principal.require("organiser", "clerk", "chief_judge")
    if not principal.roles.intersection({"organiser", "clerk"}):
        await require_chief(principal, event)
