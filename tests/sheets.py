"""Mark sheets as people handle them: what a judge sees and signs, what the chief judge does with it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from competition.client import Person, Tablet
from competition.live.messages import SheetNews
from competition.marking.schemas import JudgeDesk
from competition.marking.sheet_schemas import EventSheetsView, PanelSheetsView, SheetHistory
from tests.situations import SCHEME, Situation

TWO_ASPECTS = SCHEME.replace(
    "panel: three,\n          points: 100 }",
    "panel: three,\n          points: 50 }\n      - { key: P2, title: { zh: 安全, en: Safety }, kind: panel, "
    "range: [0, 10], step: 0.5, panel: three,\n          points: 50, spread: 2 }",
)
"""The small competition's scheme with a second aspect, in which the judges' marks may lie 2 apart."""
assert "P2" in TWO_ASPECTS
PRACTICAL = {"stage": "", "entrant": "A", "subCriterion": "practical"}


async def desk_of(tablet: Tablet) -> JudgeDesk:
    async with tablet.person() as judge:
        return msgspec.convert(await judge.get("/api/judge/sheets"), JudgeDesk, strict=False)


async def standing(event: Situation, seat: str, entrant: str = "A") -> SheetNews:
    """How the one sheet of the judge for the entrant stands."""
    desk = await desk_of(await event.tablet(seat))
    [found] = [one for one in desk.standing if one.entrant == entrant and one.event == event.event]
    return found


async def shown(event: Situation, seat: str, entrant: str = "A") -> dict[str, Decimal]:
    """The marks on the judge's sheet for the entrant, as the desk shows them."""
    desk = await desk_of(await event.tablet(seat))
    [sheets] = [one for one in desk.sheets if one.event == event.event]
    return {mark.aspect: mark.value for mark in sheets.marks if mark.entrant == entrant}


async def sign(event: Situation, seat: str, entrant: str = "A", seen: Mapping[str, Any] | None = None) -> SheetNews:
    """The judge signs what the desk shows, or what was `seen`."""
    marks = await shown(event, seat, entrant) if seen is None else seen
    sheet = {
        "subCriterion": "theory" if seat == "K1" else "practical",
        "marks": [{"aspect": aspect, "value": str(value)} for aspect, value in marks.items()],
    }
    asked = {"event": event.event, "stage": "", "entrant": entrant, "sheets": [sheet]}
    async with (await event.tablet(seat)).person() as judge:
        [answer] = msgspec.convert(await judge.post("/api/judge/sheets/sign", asked), list[SheetNews], strict=False)
    return answer


async def justify(event: Situation, seat: str, aspect: str, reason: str, entrant: str = "A") -> SheetNews:
    asked = {"event": event.event, "stage": "", "entrant": entrant, "aspect": aspect, "reason": reason}
    async with (await event.tablet(seat)).person() as judge:
        return msgspec.convert(await judge.post("/api/judge/sheets/justify", asked), SheetNews, strict=False)


async def signed(event: Situation, entrant: str = "A", marks: str = "9 8 7") -> None:
    """The three judges have marked both aspects alike and signed."""
    for seat, value in zip(("J1", "J2", "J3"), marks.split(), strict=True):
        await event.enters(seat, entrant, value, aspect="P1")
        await event.enters(seat, entrant, value, aspect="P2")
    for seat in ("J1", "J2", "J3"):
        await sign(event, seat, entrant)


async def lock(chief: Person, event: Situation, **place: str) -> Any:
    return await chief.post(f"/api/events/{event.event}/sheets/lock", {"sheets": [{**PRACTICAL, **place}]})


async def reopen(chief: Person, event: Situation, reason: str) -> Any:
    return await chief.post(f"/api/events/{event.event}/sheets/reopen", {**PRACTICAL, "reason": reason})


async def overview(person: Person, event: Situation) -> EventSheetsView:
    return msgspec.convert(await person.get(f"/api/events/{event.event}/sheets"), EventSheetsView, strict=False)


async def panel_sheets(person: Person, event: Situation, entrant: str = "A") -> PanelSheetsView:
    """The practical's sheets of the entrant, as the chief judge sees them."""
    found = next(one for one in (await overview(person, event)).entrants if one.code == entrant)
    return next(one for one in found.panels if one.sub_criterion == "practical")


async def history(person: Person, event: Situation) -> SheetHistory:
    where = f"/api/events/{event.event}/sheets/history?stage=&entrant=A&sub=practical"
    return msgspec.convert(await person.get(where), SheetHistory, strict=False)
