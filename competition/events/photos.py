"""Pictures of entrants, as they were handed in: for ceremonies, and for papers."""

from collections.abc import Collection
from uuid import UUID

from competition.accounts.principal import Principal
from competition.db.unit_of_work import unit_of_work
from competition.errors import NotFound
from competition.events.errors import PictureUnfit
from competition.events.judging import plan_of
from competition.events.tables import EntrantPhoto
from rules.values import Text

LARGEST_PICTURE = 2 * 1024 * 1024
SIGNATURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


async def store_picture(organiser: Principal, event: UUID, code: str, content: bytes) -> None:
    """The entrant's picture is this one. Raises `PictureUnfit`, `NotFound`."""
    organiser.require("organiser")
    entrant = (await plan_of(event)).entrant(code)
    kind = next((kind for start, kind in SIGNATURES.items() if content.startswith(start)), None)
    if kind is None or len(content) > LARGEST_PICTURE:
        raise PictureUnfit()
    async with unit_of_work():
        await EntrantPhoto.delete().where(EntrantPhoto.entrant == entrant.id)
        await EntrantPhoto(entrant=entrant.id, media_type=kind, content=content).save()


async def picture(entrant: UUID) -> tuple[str, bytes]:
    """Its media type and content. Raises `NotFound`."""
    row = await EntrantPhoto.select().where(EntrantPhoto.entrant == entrant).first()
    if row is None:
        raise NotFound(Text("照片", "picture"), "-")
    return row["media_type"], row["content"]


async def pictured(entrants: Collection[UUID]) -> frozenset[UUID]:
    """Those among these entrants of whom there is a picture."""
    if not entrants:
        return frozenset()
    rows = await EntrantPhoto.select(EntrantPhoto.entrant).where(EntrantPhoto.entrant.is_in(list(entrants)))
    return frozenset(row["entrant"] for row in rows)
