"""Ceremonies and screens over HTTP; what a screen shows comes to it over its socket."""

from collections.abc import Callable
from uuid import UUID

from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from competition.accounts.principal import Principal
from competition.ceremony.actions import (
    direct_screen,
    make_ceremony,
    make_screen,
    move_line,
    present,
    remove_ceremony,
    remove_screen,
)
from competition.ceremony.export import world_skills_csv, world_skills_workbook
from competition.ceremony.queries import (
    ceremonies_of,
    ceremony_view,
    read_ceremony,
    revealed_picture,
    screens,
)
from competition.ceremony.schemas import (
    Ceremonies,
    CeremonyView,
    DirectScreen,
    MakeCeremony,
    MakeScreen,
    MoveLine,
    Picture,
    Present,
    Screens,
)
from competition.events.judging import plan_of
from competition.events.photos import picture, store_picture
from competition.live.screens import Screens as Watching
from competition.standings.projection import Projection

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Tell = Callable[[], None]


@get("/api/events/{event:uuid}/ceremonies", operation_id="listCeremonies")
async def list_ceremonies(
    event: FromPath[UUID], principal: NamedDependency[Principal], projection: NamedDependency[Projection]
) -> Ceremonies:
    return await ceremonies_of(principal, await projection.board(event))


@post("/api/events/{event:uuid}/ceremonies", operation_id="makeCeremony")
async def make(
    event: FromPath[UUID],
    data: JSONBody[MakeCeremony],
    principal: NamedDependency[Principal],
    projection: NamedDependency[Projection],
) -> CeremonyView:
    board = await projection.board(event)
    return ceremony_view(await read_ceremony(await make_ceremony(principal, board, data)), board)


@post("/api/ceremonies/{ceremony:uuid}/present", operation_id="presentCeremony", status_code=200)
async def show(
    ceremony: FromPath[UUID],
    data: JSONBody[Present],
    principal: NamedDependency[Principal],
    projection: NamedDependency[Projection],
    watching: NamedDependency[Watching],
) -> CeremonyView:
    principal.require("organiser")
    board = await projection.board((await read_ceremony(ceremony)).event)
    await present(principal, board, ceremony, data, watching.wake)
    return ceremony_view(await read_ceremony(ceremony), board)


@post("/api/ceremonies/{ceremony:uuid}/lines", operation_id="moveLine", status_code=200)
async def move(
    ceremony: FromPath[UUID],
    data: JSONBody[MoveLine],
    principal: NamedDependency[Principal],
    projection: NamedDependency[Projection],
    watching: NamedDependency[Watching],
) -> CeremonyView:
    await move_line(principal, ceremony, data, watching.wake)
    known = await read_ceremony(ceremony)
    return ceremony_view(known, await projection.board(known.event))


@delete("/api/ceremonies/{ceremony:uuid}", operation_id="removeCeremony")
async def remove(
    ceremony: FromPath[UUID], principal: NamedDependency[Principal], watching: NamedDependency[Watching]
) -> None:
    await remove_ceremony(principal, ceremony, watching.wake)


@get("/api/screens", operation_id="listScreens")
async def list_screens(principal: NamedDependency[Principal]) -> Screens:
    return await screens(principal)


@post("/api/screens", operation_id="makeScreen")
async def add_screen(
    data: JSONBody[MakeScreen], principal: NamedDependency[Principal], public_url: NamedDependency[str]
) -> Screens:
    """All screens, the new one with its address."""
    made, token = await make_screen(principal, data.name)
    return await screens(principal, made, f"{public_url}/screen#{token}")


@post("/api/screens/{screen:uuid}", operation_id="directScreen", status_code=200)
async def direct(
    screen: FromPath[UUID],
    data: JSONBody[DirectScreen],
    principal: NamedDependency[Principal],
    watching: NamedDependency[Watching],
) -> Screens:
    await direct_screen(principal, screen, data, watching.wake)
    return await screens(principal)


@delete("/api/screens/{screen:uuid}", operation_id="removeScreen")
async def take_down(
    screen: FromPath[UUID], principal: NamedDependency[Principal], watching: NamedDependency[Watching]
) -> None:
    await remove_screen(principal, screen, watching.wake)


@put("/api/events/{event:uuid}/entrants/{code:str}/photo", operation_id="storePicture", status_code=204)
async def store_photo(
    event: FromPath[UUID], code: FromPath[str], data: JSONBody[Picture], principal: NamedDependency[Principal]
) -> None:
    await store_picture(principal, event, code, data.content)


@get("/api/events/{event:uuid}/entrants/{code:str}/photo", operation_id="readPicture")
async def read_photo(
    event: FromPath[UUID], code: FromPath[str], principal: NamedDependency[Principal]
) -> Response[bytes]:
    principal.require("organiser")
    kind, content = await picture((await plan_of(event)).entrant(code).id)
    return Response(content, media_type=kind)


@get("/api/screen-pictures/{token:str}/{pictured:uuid}", operation_id="readRevealedPicture")
async def read_revealed(token: FromPath[str], pictured: FromPath[UUID]) -> Response[bytes]:
    """The picture of an entrant whom the ceremony on this screen has revealed."""
    kind, content = await revealed_picture(token, pictured)
    return Response(content, media_type=kind, headers={"Cache-Control": "private, max-age=3600"})


@get("/api/events/{event:uuid}/ceremony.csv", operation_id="exportCeremony", media_type="text/csv")
async def export_csv(
    event: FromPath[UUID], principal: NamedDependency[Principal], projection: NamedDependency[Projection]
) -> str:
    """The eight columns that WorldSkills' ceremony software reads."""
    principal.require("organiser")
    return await world_skills_csv(await projection.board(event))


@get("/api/events/{event:uuid}/ceremony.xlsx", operation_id="exportCeremonyWorkbook", media_type=SHEET)
async def export_workbook(
    event: FromPath[UUID], principal: NamedDependency[Principal], projection: NamedDependency[Projection]
) -> Response[bytes]:
    """The same as a workbook, with the best of each delegation on a second sheet."""
    principal.require("organiser")
    return Response(await world_skills_workbook(await projection.board(event)), media_type=SHEET)


ROUTES = [
    list_ceremonies,
    make,
    show,
    move,
    remove,
    list_screens,
    add_screen,
    direct,
    take_down,
    store_photo,
    read_photo,
    read_revealed,
    export_csv,
    export_workbook,
]
