"""Wrong input: a stable code, what to do in both languages, and nothing stored.

`refused` and `nothing_stored` compare the whole database, table by table, before and after.
"""

from decimal import Decimal
from uuid import UUID

import httpx
import msgspec
import pytest
import websockets

from competition.client import Person
from competition.live.messages import JudgeMessage, Receipt, Refused
from competition.serving import Serving
from competition.web.problem_page import problem_page
from competition.web.problems import ProblemView
from rules.values import Text
from tests.conftest import PASSWORD
from tests.situations import (
    a_set_up,
    a_small_competition,
    cookie_of,
    in_both_languages,
    nothing_stored,
    refused,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOBODY = UUID(int=7)
"""The id of nothing that is stored."""


@pytest.mark.parametrize(
    ("seat", "entrant", "value", "more", "code"),
    [
        ("J1", "A", "10.5", {}, "rules.mark_out_of_range"),
        ("J1", "A", "-0.5", {}, "rules.mark_out_of_range"),
        ("J1", "A", "NaN", {}, "rules.mark_out_of_range"),
        ("J1", "A", "Infinity", {}, "rules.mark_out_of_range"),
        ("J1", "A", "1E+999999", {}, "rules.mark_out_of_range"),
        ("J1", "A", "7.3", {}, "rules.mark_off_step"),
        ("J1", "A", "7", {"aspect": "T1"}, "marking.not_on_panel"),
        ("K1", "A", "7", {"aspect": "P1"}, "marking.not_on_panel"),
        ("J1", "Z", "7", {}, "marking.entrant_unknown"),
        ("J1", "王堃", "7", {}, "marking.entrant_unknown"),
        ("J1", "A", "7", {"aspect": "P9"}, "rules.aspect_unknown"),
        ("J1", "A", "7", {"stage": "final"}, "rules.stage_unknown"),
        ("J1", "A", "7", {"id": "not-an-id"}, "marking.unreadable"),
    ],
)
async def test_a_wrong_mark_is_refused(
    organiser: Person, seat: str, entrant: str, value: str, more: dict[str, str], code: str
) -> None:
    event = await a_small_competition(organiser)
    await event.tablet(seat)
    async with nothing_stored():
        answer = await event.enters(seat, entrant, value, **more)
    assert isinstance(answer, Refused) and answer.code == code
    assert in_both_languages(answer.text)


@pytest.mark.parametrize("event_id", ["0190a000-0000-7000-8000-000000000000", "elsewhere", ""])
async def test_a_mark_for_an_unknown_event_is_refused(organiser: Person, event_id: str) -> None:
    event = await a_small_competition(organiser)
    tablet = await event.tablet("J1")
    async with nothing_stored():
        await tablet.send([tablet.mark(event_id, "A", "P1", Decimal(7))])
    assert [answer.code for answer in tablet.refused] == ["marking.event_unknown"]


async def test_a_judge_of_another_event_is_not_on_the_panel(organiser: Person) -> None:
    event, other = await a_small_competition(organiser), await a_small_competition(organiser)
    tablet = await other.tablet("J1")
    async with nothing_stored():
        await tablet.send([tablet.mark(event.event, "A", "P1", Decimal(7))])
    assert [answer.code for answer in tablet.refused] == ["marking.not_on_panel"]


async def test_a_mark_after_the_end_is_refused(organiser: Person) -> None:
    event = await a_small_competition(organiser)
    await event.enters("J1", "A", "7")
    await event.ended()
    async with nothing_stored():
        answer = await event.enters("J1", "A", "8")
    assert isinstance(answer, Refused) and answer.code == "marking.event_ended" and in_both_languages(answer.text)


@pytest.mark.parametrize("message", ["nonsense", "{}", '{"type":"mark"}', '{"type":"welcome","at":""}', "[]"])
async def test_an_unreadable_message_is_refused_and_the_socket_stays_open(organiser: Person, message: str) -> None:
    """A mark sent after it, on the same socket, is stored."""
    event = await a_small_competition(organiser)
    good = await event.mark("J1", "A", "7")
    async with await event.socket("J1") as socket:
        async with nothing_stored():
            await socket.send(message)
            answer = msgspec.json.decode(await socket.recv(), type=Refused)
        assert (answer.id, answer.code) == ("", "marking.unreadable") and in_both_languages(answer.text)
        await socket.send(msgspec.json.encode(good), text=True)
        answers = [
            msgspec.json.decode(await socket.recv(), type=JudgeMessage) for _ in ("news of the sheet", "receipt")
        ]
        assert [answer.id for answer in answers if isinstance(answer, Receipt)] == [good.id], "beside the sheet's news"


# Marks from a file


ORGANISERS = (
    ("POST", "/api/competitions"),
    ("POST", "/api/events/{event}/end"),
    ("POST", "/api/events/{event}/marks-file"),
    ("POST", "/api/events/{event}/proposals"),
    ("POST", "/api/events/{event}/seats/{account}/pairing"),
    ("GET", "/api/events/{event}/progress"),
    ("GET", "/api/events/{event}/standings.csv"),
)
OFFICIALS = (
    ("POST", "/api/decisions/{decision}/approve"),
    ("POST", "/api/decisions/{decision}/refuse"),
    ("POST", "/api/decisions/{decision}/certificate"),
)
BOTH = (
    ("GET", "/api/competitions"),
    ("GET", "/api/events/{event}/decisions"),
    ("GET", "/api/certificates/JJ-2026-000001.pdf"),
)
BODIES: dict[str, object] = {
    "competitions": a_set_up("A"),
    "marks-file": {"csv": ""},
    "refuse": {"reason": "x"},
}


async def asked(person: Person, method: str, path: str) -> ProblemView:
    """The refusal of the request."""
    body = msgspec.json.encode(BODIES.get(path.rpartition("/")[2], {}))
    answer = await person.http.request(method, path, content=body, headers={"content-type": "application/json"})
    problem = msgspec.json.decode(answer.content, type=ProblemView)
    assert answer.status_code == problem.status and in_both_languages(problem.text), problem
    return problem


@pytest.mark.parametrize(("method", "path"), [*ORGANISERS, *OFFICIALS, *BOTH, ("GET", "/api/judge/sheets")])
async def test_who_is_not_signed_in_is_told_so(organiser: Person, method: str, path: str) -> None:
    filled = path.format(event=NOBODY, account=NOBODY, decision=NOBODY)
    async with Person(organiser.url) as nobody, nothing_stored():
        problem = await asked(nobody, method, filled)
    assert (problem.status, problem.code) == (401, "accounts.not_signed_in")


@pytest.mark.parametrize("who", ["judge", "official", "organiser"])
async def test_a_role_that_does_not_fit_is_refused(organiser: Person, official: Person, who: str) -> None:
    """Every address of the others, for things that exist."""
    event = await a_small_competition(organiser, "A")
    await event.ended()
    decision = (await event.proposed())[0]
    judge = (await event.tablet("J1")).person()
    person = {"judge": judge, "official": official, "organiser": organiser}[who]
    closed = {
        "judge": (*ORGANISERS, *OFFICIALS, *BOTH),
        "official": (*ORGANISERS, ("GET", "/api/judge/sheets")),
        "organiser": (*OFFICIALS, ("GET", "/api/judge/sheets")),
    }[who]
    async with judge, nothing_stored():
        for method, path in closed:
            filled = path.format(event=event.event, account=event.judge("J1").account, decision=decision.id)
            problem = await asked(person, method, filled)
            assert (problem.status, problem.code) == (403, "accounts.not_allowed"), path


async def test_a_request_from_another_site_is_refused(organiser: Person) -> None:
    """A browser sends the cookie along; the origin gives the request away."""
    event = await a_small_competition(organiser)
    async with nothing_stored():
        answer = await organiser.http.post(
            f"/api/events/{event.event}/end", headers={"origin": "https://elsewhere.example"}
        )
    problem = msgspec.json.decode(answer.content, type=ProblemView)
    assert (answer.status_code, problem.code) == (403, "accounts.foreign_origin") and in_both_languages(problem.text)
    own = await organiser.http.post(f"/api/events/{event.event}/end", headers={"origin": organiser.url})
    assert own.status_code == 200


async def test_a_socket_from_another_site_is_refused(organiser: Person) -> None:
    """A judge's page opens one from our own origin; another site's page cannot."""
    tablet = await (await a_small_competition(organiser)).tablet("J1")
    url, cookie = f"{organiser.url.replace('http', 'ws', 1)}/live/judge", cookie_of(tablet)
    with pytest.raises(websockets.InvalidStatus) as turned_away:
        await websockets.connect(
            tablet._socket_url, origin=_origin("https://elsewhere.example"), additional_headers=cookie
        )
    assert turned_away.value.response.status_code == 403
    async with websockets.connect(url, origin=_origin(organiser.url), additional_headers=cookie) as own:
        assert b"welcome" in msgspec.json.encode(msgspec.json.decode(await own.recv()))


def _origin(url: str) -> websockets.Origin:
    return websockets.Origin(url)


async def test_a_pairing_code_pairs_once(organiser: Person) -> None:
    event = await a_small_competition(organiser)
    code = (await organiser.make_pairing(event.judge("J1"))).url.split("#pair=")[1]
    async with Person(organiser.url) as tablet:
        assert (await tablet.post("/api/pairing", {"code": code, "device": "t"}))["account"]["roles"] == ["judge"]
    async with Person(organiser.url) as second:
        async with refused("accounts.pairing_refused", 403):
            await second.post("/api/pairing", {"code": code, "device": "t"})
        async with refused("accounts.pairing_refused", 403):
            await second.post("/api/pairing", {"code": "guessed", "device": "t"})
        assert await second.get("/api/session") == {"account": None}


async def test_only_a_judge_can_be_paired_with(organiser: Person) -> None:
    event = await a_small_competition(organiser)
    own = (await organiser.get("/api/session"))["account"]["id"]
    for account in (own, str(NOBODY)):
        async with refused("competition.not_found", 404):
            await organiser.post(f"/api/events/{event.event}/seats/{account}/pairing")


@pytest.mark.parametrize(("name", "password"), [("organiser", "wrong"), ("nobody", PASSWORD), ("", "")])
async def test_a_wrong_password_opens_no_session(server: Serving, name: str, password: str) -> None:
    """Which of the two was wrong is not said."""
    async with Person(server.url) as person:
        async with refused("accounts.wrong_password", 401):
            await person.post("/api/session", {"name": name, "password": password})
        assert not person.http.cookies


async def test_who_signed_out_is_not_signed_in(server: Serving) -> None:
    """Nor is who kept a copy of the cookie."""
    async with await Person.sign_in(server.url, "organiser", PASSWORD) as person:
        copy = dict(person.http.cookies)
        assert (await person.http.delete("/api/session")).status_code == 204
    async with httpx.AsyncClient(base_url=server.url, cookies=copy) as thief:
        assert (await thief.get("/api/competitions")).status_code == 401


@pytest.mark.parametrize(
    "path",
    ["/api/nothing", "/api/events/not-a-uuid/progress", "/nowhere", f"/api/public/events/{UUID(int=7)}/standings"],
)
async def test_an_unknown_address_says_so_in_both_languages(organiser: Person, path: str) -> None:
    assert (await asked(organiser, "GET", path)).status == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [("{", 400), ("[]", 400), ('{"name": "organiser"}', 400), ('{"name": 1, "password": 2}', 400),
     ('{"name": "a", "password": "b", "more": 1}', 400)],
)  # fmt: skip
async def test_a_body_that_does_not_fit_is_refused(server: Serving, body: str, status: int) -> None:
    async with Person(server.url) as person, nothing_stored():
        answer = await person.http.post("/api/session", content=body, headers={"content-type": "application/json"})
    problem = msgspec.json.decode(answer.content, type=ProblemView)
    assert (answer.status_code, problem.code) == (status, f"http.{status}") and in_both_languages(problem.text)


@pytest.mark.parametrize(
    ("asked", "first"), [("en-GB,en;q=0.9,zh;q=0.8", "en"), ("zh-CN,en;q=0.5", "zh"), ("fr", "zh"), ("", "zh")]
)
async def test_who_opens_a_wrong_address_in_a_browser_is_told_in_a_page(
    server: Serving, asked: str, first: str
) -> None:
    """Both languages, the browser's first, and the way home; a program still reads JSON."""
    async with httpx.AsyncClient(base_url=server.url, headers={"Accept-Language": asked}) as anybody:
        page = await anybody.get("/no-such-page", headers={"Accept": "text/html,*/*;q=0.8"})
        denied = await anybody.get("/api/competitions", headers={"Accept": "text/html"})
        read = await anybody.get("/no-such-page")
    assert (page.status_code, denied.status_code, read.json()["code"]) == (404, 401, "http.404")
    assert (
        page.headers["content-type"].startswith("text/html")
        and "您尚未登录" in denied.text
        and 'href="/console"' in denied.text
    )
    assert page.text.index(f'<section lang="{first}') < page.text.index(
        '<section lang="' + {"en": "zh", "zh": "en"}[first]
    )
    assert page.text.count('href="/"') == 2


async def test_a_problem_s_page_shows_what_was_asked_as_text() -> None:
    view = ProblemView(404, "x", Text("没有<script>", "no <script>"), {})
    assert "<script>" not in problem_page(view, "en") and "no &lt;script&gt;" in problem_page(view, "en")
