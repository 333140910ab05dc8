"""A ceremony over the server: its script, its one presenter, its screens, and who may not see what is still hidden."""

import base64
import csv
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import openpyxl
import pytest
import websockets

from competition.client import Person
from competition.live.screen_messages import ScreenMessage, ScreenState
from competition.serving import Serving
from tests.conftest import PASSWORD
from tests.live.test_outlook import AWARDED
from tests.situations import Situation, a_small_competition, refused

pytestmark = pytest.mark.asyncio(loop_scope="module")

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


async def ended(organiser: Person, codes: str = "ABCD", **changes: Any) -> Situation:
    """Marks fall by ten from code to code, so that the codes are the ranking."""
    event = await a_small_competition(organiser, codes, **changes)
    for n, code in enumerate(codes):
        await event.enters("K1", code, str(90 - 10 * n))
        for seat in ("J1", "J2", "J3"):
            await event.enters(seat, code, str(9 - n))
    await organiser.post(f"/api/events/{event.event}/end")
    return event


async def ceremony_of(organiser: Person, event: Situation, **asked: Any) -> dict[str, Any]:
    made: dict[str, Any] = await organiser.post(f"/api/events/{event.event}/ceremonies", asked)
    return made


async def step(organiser: Person, ceremony: dict[str, Any], position: int, **more: Any) -> dict[str, Any]:
    asked = {"presenter": "one", "seen": ceremony["position"], "position": position, **more}
    shown: dict[str, Any] = await organiser.post(f"/api/ceremonies/{ceremony['id']}/present", asked)
    return shown


def codes_in(shown: dict[str, Any]) -> list[str]:
    return [item["row"]["code"] if item["row"] else "-" for item in shown["items"]]


@asynccontextmanager
async def screen(organiser: Person, name: str = "大厅") -> AsyncIterator[tuple[str, str, websockets.ClientConnection]]:
    """A screen's id, the secret part of its address, and its open socket."""
    made = (await organiser.post("/api/screens", {"name": name}))["screens"]
    [mine] = [one for one in made if one["address"]]
    token = mine["address"].partition("#")[2]
    async with websockets.connect(f"{organiser.url.replace('http', 'ws', 1)}/live/screen?token={token}") as socket:
        yield mine["id"], token, socket


async def next_state(socket: websockets.ClientConnection) -> ScreenState:
    while True:
        message: Any = msgspec.json.decode(await socket.recv(), type=ScreenMessage)
        if isinstance(message, ScreenState):
            return message


async def test_the_screen_shows_what_is_revealed_and_nothing_else(organiser: Person) -> None:
    event = await ended(organiser)
    ceremony = await ceremony_of(organiser, event)
    assert ceremony["faults"] == [] and ceremony["following"][0]["row"]["code"] == "D"
    async with screen(organiser) as (number, _, socket):
        assert (await next_state(socket)).view == "blank"
        shows = {"view": "ceremony", "ceremony": ceremony["id"], "language": "en"}
        await organiser.post(f"/api/screens/{number}", {"shows": shows})
        state = await next_state(socket)
        assert state.view == "ceremony" and state.ceremony is not None and state.ceremony.items == []
        for position, shown in ((1, "D"), (2, "CD"), (1, "D"), (4, "ABCD")):
            ceremony = await step(organiser, ceremony, position)
            assert "".join(codes_in(ceremony["shown"])) == shown
            raw = await socket.recv()
            assert all(f'"code":"{code}"' not in str(raw) for code in set("ABCD") - set(shown))
            assert [item.row.code for item in _rows(raw)] == list(shown)


def _rows(raw: str | bytes) -> list[Any]:
    state: Any = msgspec.json.decode(raw, type=ScreenMessage)
    return [item for item in state.ceremony.items if item.row]


async def test_two_presenters_do_not_press_at_once(organiser: Person) -> None:
    ceremony = await ceremony_of(organiser, await ended(organiser))
    now = await step(organiser, ceremony, 1)
    async with refused("ceremony.other_presenter", 409):
        await step(organiser, now, 2, presenter="two")
    taken = await step(organiser, now, 2, presenter="two", takeOver=True)
    async with refused("ceremony.other_presenter", 409):
        await step(organiser, taken, 3)
    async with refused("ceremony.step_passed", 409):
        await step(organiser, now, 2, presenter="two")
    assert (await step(organiser, taken, 0, presenter="two"))["position"] == 0


async def test_a_faulty_script_does_not_begin(organiser: Person) -> None:
    event = await a_small_competition(organiser, "AB")
    await event.enters("K1", "A", "80")
    for seat in ("J1", "J2", "J3"):
        await event.enters(seat, "A", "8")
    open_still = await ceremony_of(organiser, event)
    assert "ceremony.not_ended" in [fault["code"] for fault in open_still["faults"]]
    async with refused("ceremony.script_faulty", 409):
        await step(organiser, open_still, 1)
    done = await ended(organiser)
    special = [{"code": "Z9", "title": {"zh": "工匠精神奖", "en": "Craftsmanship"}}]
    unknown = await ceremony_of(organiser, done, special=special)
    async with refused("ceremony.script_faulty", 409) as said:
        await step(organiser, unknown, 1)
    assert "Z9" in said[0].zh and "Z9" in said[0].en


async def test_a_script_that_ranks_have_left_behind_is_told(organiser: Person) -> None:
    event = await a_small_competition(organiser, "AB")
    for code, value in (("A", "9"), ("B", "7")):
        await event.enters("K1", code, "80")
        for seat in ("J1", "J2", "J3"):
            await event.enters(seat, code, value)
    early = await ceremony_of(organiser, event)
    for seat in ("J1", "J2", "J3"):
        await event.enters(seat, "B", "10")
    await organiser.post(f"/api/events/{event.event}/end")
    [listed] = (await organiser.get(f"/api/events/{event.event}/ceremonies"))["ceremonies"]
    assert listed["id"] == early["id"] and [fault["code"] for fault in listed["faults"]] == ["ceremony.stale"]


async def test_whom_a_moved_line_passes_is_announced_with_its_award(organiser: Person) -> None:
    ceremony = await ceremony_of(organiser, await ended(organiser, scheme=AWARDED))
    lines = {line["title"]["zh"]: (n, line["after"]) for n, line in enumerate(ceremony["lines"])}
    assert [after for _, after in lines.values()] == [1, 2]
    where, (first, second) = f"/api/ceremonies/{ceremony['id']}/lines", [n for n, _ in lines.values()]
    ceremony = await organiser.post(where, {"line": second, "after": 3})
    async with refused("ceremony.lines_cross", 409) as said:
        await organiser.post(where, {"line": first, "after": 3})
    assert "二等奖" in said[0].zh
    shown = (await step(organiser, ceremony, ceremony["steps"]))["shown"]["items"]
    given = [item["row"]["award"] and item["row"]["award"]["zh"] for item in shown if item["row"]]
    assert given == ["一等奖", "二等奖", "二等奖", None]


async def test_a_rehearsal_holds_nothing_of_the_event(organiser: Person) -> None:
    event = await ended(organiser)
    made = await ceremony_of(organiser, event, rehearsal=True)
    everything = str(await step(organiser, made, made["steps"]))
    for name in ("张伟民", "申江造船厂", "Shenjiang", "铣工", "Milling", event.asked.title.zh):
        assert name not in everything
    assert "彩排" in everything


async def test_only_organisers_present_and_a_screen_that_is_not_there_is_told(
    server: Serving, organiser: Person
) -> None:
    ceremony = await ceremony_of(organiser, await ended(organiser))
    async with await Person.sign_in(server.url, "official", PASSWORD) as official:
        async with refused("accounts.not_allowed", 403):
            await step(official, ceremony, 1)
        async with refused("accounts.not_allowed", 403):
            await official.get("/api/screens")
    async with websockets.connect(f"{server.url.replace('http', 'ws', 1)}/live/screen?token=guess") as socket:
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd is not None and closed.value.rcvd.code == 4404


async def test_a_picture_is_shown_once_its_entrant_is(organiser: Person) -> None:
    event = await ended(organiser)
    where = f"/api/events/{event.event}/entrants/A/photo"
    async with refused("events.picture_unfit", 422):
        await organiser.put(where, {"content": base64.b64encode(b"no picture").decode()})
    await organiser.put(where, {"content": base64.b64encode(PNG).decode()})
    ceremony = await ceremony_of(organiser, event)
    async with screen(organiser) as (number, token, _):
        await organiser.post(f"/api/screens/{number}", {"shows": {"view": "ceremony", "ceremony": ceremony["id"]}})
        ceremony = await step(organiser, ceremony, 3)
        final = await step(organiser, ceremony, 4)
        best = final["shown"]["items"][0]["row"]
        assert best["photo"] and best["code"] == "A"
        answer = await organiser.http.get(f"/api/screen-pictures/{token}/{best['entrant']}")
        assert answer.status_code == 200 and answer.content == PNG
        await step(organiser, final, 3)
        assert (await organiser.http.get(f"/api/screen-pictures/{token}/{best['entrant']}")).status_code == 404


async def test_screens_are_named_found_and_taken_down(organiser: Person) -> None:
    async with screen(organiser, "东侧大屏") as (number, _, socket):
        await next_state(socket)
        await organiser.post(f"/api/screens/{number}", {"name": "西侧大屏", "identify": True})
        state = await next_state(socket)
        assert (state.name, state.identify) == ("西侧大屏", True)
        listed = (await organiser.get("/api/screens"))["screens"]
        [mine] = [one for one in listed if one["id"] == number]
        assert mine["here"] and mine["seenAt"] and mine["address"] == ""
        await organiser.delete(f"/api/screens/{number}")
        with pytest.raises(websockets.ConnectionClosed):
            while True:
                await socket.recv()


async def test_the_columns_that_ceremony_software_reads(organiser: Person) -> None:
    event = await ended(organiser)
    text = await organiser.text(f"/api/events/{event.event}/ceremony.csv")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert list(rows[0]) == [
        "Position", "Member", "Member Name", "Skill Number", "Medal", "First Name", "Last Name",
        "WorldSkills Scale Score",
    ]  # fmt: skip
    assert [row["Position"] for row in rows] == ["1", "2", "3", "4"]
    assert all(row["Last Name"] and row["First Name"] and row["Skill Number"] == "01" for row in rows)
    scores = [int(row["WorldSkills Scale Score"]) for row in rows]
    assert scores == sorted(scores, reverse=True)
    answer = await organiser.http.get(f"/api/events/{event.event}/ceremony.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Results", "Best of Nation"]
    assert book["Results"].max_row == 5 and book["Best of Nation"].max_row == 2
