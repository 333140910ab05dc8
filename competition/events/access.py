"""Who may do what in an event."""

from uuid import UUID

from competition.accounts.principal import Principal
from competition.errors import NotAllowed, NotFound
from competition.events.judging import chief_of
from competition.events.tables import Event, Seat
from rules.values import Text


async def require_chief(principal: Principal, event: UUID) -> None:
    """Return if the principal leads the event's judges: its named chief judge, or any where none is named.

    Raises `NotAllowed`, `NotFound`.
    """
    principal.require("chief_judge")
    if await chief_of(event) not in (None, principal.id):
        raise NotAllowed(principal.name, "chief_judge")


async def require_overseer(principal: Principal, event: UUID) -> None:
    """Return if the principal may follow the marking of the event: an organiser, or who leads its judges.

    Raises `NotAllowed`, `NotFound`.
    """
    principal.require("organiser", "chief_judge")
    if "organiser" not in principal.roles:
        await require_chief(principal, event)


async def require_seated(event: UUID, account: UUID) -> None:
    """Return if the account has a seat in the event or is its chief judge. Raises `NotFound`."""
    seated = await Seat.exists().where((Seat.account == account) & (Seat.panel.event == event))
    if not seated and not await Event.exists().where((Event.id == event) & (Event.chief_judge == account)):
        raise NotFound(Text("裁判", "judge"), account)
