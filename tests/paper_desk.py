"""Mark sheets on paper as people handle them: clerks key them in, others settle, confirm and attest them."""

from typing import Any
from urllib.parse import quote

import msgspec

from competition.client import Person
from competition.paper_entry.schemas import PaperDesk, PaperField, PaperSheetView
from tests.situations import Situation, ask


async def keys_in(person: Person, event: Situation, code: str, marks: str) -> PaperSheetView:
    """The person reads the marks from the sheet, an empty box as `-`."""
    form = await sheet(person, event, code)
    aspects = [aspect.key for sub in form.sub_criteria for aspect in sub.aspects]
    read = {key: None if mark == "-" else mark for key, mark in zip(aspects, marks.split(), strict=True)}
    return view(await person.post(f"/api/events/{event.event}/paper/entries", {"code": code, "marks": read}))


async def sheet(person: Person, event: Situation, code: str) -> PaperSheetView:
    return view(await person.get(f"/api/events/{event.event}/paper/sheet?code={quote(code)}"))


async def does(person: Person, event: Situation, what: str, **body: object) -> PaperSheetView:
    return view(await person.post(f"/api/events/{event.event}/paper/{what}", body))


async def desk(person: Person, event: Situation) -> PaperDesk:
    return msgspec.convert(await person.get(f"/api/events/{event.event}/paper"), PaperDesk, strict=False)


def view(found: Any) -> PaperSheetView:
    return msgspec.convert(found, PaperSheetView, strict=False)


def states(found: PaperSheetView) -> dict[str, str]:
    return {one.aspect: one.state for one in found.fields}


def field(found: PaperSheetView, aspect: str) -> PaperField:
    return next(one for one in found.fields if one.aspect == aspect)


async def paper_rows(event: Situation) -> list[dict[str, Any]]:
    return await ask("SELECT * FROM ledger WHERE event = $1 AND device = 'paper' ORDER BY seq", event.event)


async def confirmed(people: dict[str, Person], event: Situation, code: str, marks: str) -> PaperSheetView:
    """Two clerks have read the same on the sheet, and a third has confirmed it."""
    for clerk in ("clerk", "second-clerk"):
        await keys_in(people[clerk], event, code, marks)
    return await does(people["third-clerk"], event, "confirmations", code=code)
