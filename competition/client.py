"""Programs that do what people do: an organiser over HTTP, a judge's tablet over its socket.

The demo's judges, `jinji replay`, the tests and the benchmarks all use these; there is no other way in.
"""

from collections.abc import Container
from typing import Any, Self
from uuid import UUID

import httpx
import msgspec

from competition.accounts.routes import COOKIE
from competition.accounts.schemas import PairingView
from competition.events.schemas import CompetitionMade, CompetitionSetUp, JudgeView
from competition.live.messages import SheetNews
from competition.marking.schemas import JudgeDesk
from competition.marking.sheet_schemas import SeenMark, SheetSeen, SignSheets
from competition.outbox import Outbox
from competition.web.problems import ProblemView
from rules.errors import Refusal


class ServerRefused(Refusal):
    """What the server refused, as it said it."""

    code = "client.refused"
    zh = "{zh}"
    en = "{en}"

    def __init__(self, problem: ProblemView) -> None:
        self.problem = problem
        self.code = problem.code
        super().__init__(zh=problem.text.zh, en=problem.text.en)


class NoServer(Refusal):
    code = "client.no_server"
    zh = "{url} 上没有服务器应答（{reason}）；请先启动服务器（jinji serve），或用 --url 指明它的地址。"
    en = "no server answers at {url} ({reason}); start one (jinji serve) or say with --url where it is"


class Person:
    """Somebody who is signed in over HTTP."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = _http(url)

    @classmethod
    async def sign_in(cls, url: str, name: str, password: str) -> Self:
        person = cls(url)
        try:
            await person.post("/api/session", {"name": name, "password": password})
        except BaseException:
            await person.http.aclose()
            raise
        return person

    async def post(self, path: str, body: object = None) -> Any:
        content = msgspec.json.encode(body if body is not None else {})
        return _content(await self._ask("POST", path, content))

    async def put(self, path: str, body: object) -> Any:
        return _content(await self._ask("PUT", path, msgspec.json.encode(body)))

    async def delete(self, path: str) -> None:
        _content(await self._ask("DELETE", path))

    async def get(self, path: str) -> Any:
        return _content(await self._ask("GET", path))

    async def text(self, path: str) -> str:
        answer = await self._ask("GET", path)
        if answer.is_error:
            _content(answer)
        return answer.text

    async def _ask(self, method: str, path: str, content: bytes = b"") -> httpx.Response:
        try:
            return await self.http.request(method, path, content=content, headers={"content-type": "application/json"})
        except httpx.ConnectError as error:
            raise NoServer(url=self.url, reason=error) from error

    async def set_up(self, asked: CompetitionSetUp) -> CompetitionMade:
        """The competition stands; returns it with its judges."""
        return msgspec.convert(await self.post("/api/competitions", asked), CompetitionMade)

    async def pair_tablet(self, judge: JudgeView, *, way: str = "", **options: Any) -> "Tablet":
        """A tablet paired to the judge by a one-time code, as the console makes it; it reaches the server by `way`."""
        pairing = await self.make_pairing(judge)
        return await Tablet.pair(way or self.url, pairing.url.split("#pair=")[1], **options)

    async def make_pairing(self, judge: JudgeView) -> PairingView:
        """A one-time link for the judge's tablet."""
        made = await self.post(f"/api/events/{judge.event}/seats/{judge.account}/pairing")
        return msgspec.convert(made, PairingView)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()


def _http(url: str) -> httpx.AsyncClient:
    """Trusted roots take 30 ms to load, so they are only loaded where there is a certificate to check."""
    return httpx.AsyncClient(base_url=url, timeout=60, verify=url.startswith("https:"))


def _content(answer: httpx.Response) -> Any:
    if answer.is_error:
        try:
            problem = msgspec.json.decode(answer.content, type=ProblemView)
        except msgspec.DecodeError:
            answer.raise_for_status()
            raise
        raise ServerRefused(problem)
    return answer.json() if answer.content else None


class Tablet(Outbox):
    """A judge's tablet as a program: its marks go by the outbox, and its judge signs what is done."""

    @classmethod
    async def pair(cls, url: str, code: str, **options: Any) -> Self:
        """A tablet that is signed in as the judge for whom the code was made."""
        async with _http(url) as http:
            answer = await http.post("/api/pairing", json={"code": code, "device": "program"})
            _content(answer)
            return cls(url, answer.cookies[COOKIE], **options)

    def person(self) -> Person:
        """The judge as somebody who reads over HTTP."""
        person = Person(self.url)
        person.http.cookies.set(COOKIE, self._cookie)
        return person

    async def sign_what_is_ready(self, entrants: Container[str]) -> list[SheetNews]:
        """The judge has signed what can be signed of these entrants, with the marks the desk shows; how that stands.

        Only of those whom the judge has done with: what may be left out is never missing.
        """
        async with self.person() as judge:
            desk = msgspec.convert(await judge.get("/api/judge/sheets"), JudgeDesk, strict=False)
            signed: list[SheetNews] = []
            for sheet in desk.standing:
                if sheet.entrant in entrants and _can_be_signed(desk, sheet):
                    answer = await judge.post("/api/judge/sheets/sign", _signature(sheet))
                    signed += msgspec.convert(answer, list[SheetNews], strict=False)
            return signed


def _can_be_signed(desk: JudgeDesk, sheet: SheetNews) -> bool:
    here = (sheet.event, sheet.stage, sheet.seat)
    required = {
        aspect.key
        for one in desk.sheets
        for sub in one.sub_criteria
        for aspect in sub.aspects
        if (one.event, one.stage, one.seat) == here and sub.key == sheet.sub_criterion and aspect.required
    }
    unsettled = [alert for alert in sheet.alerts if not alert.reason]
    complete = required <= {mark.aspect for mark in sheet.own}
    return sheet.needed and sheet.state in ("open", "reopened") and complete and not (sheet.waiting_for or unsettled)


def _signature(sheet: SheetNews) -> SignSheets:
    """What is sent to sign a sheet as it was shown."""
    seen = [SeenMark(aspect=mark.aspect, value=mark.value) for mark in sheet.own]
    return SignSheets(
        event=UUID(sheet.event),
        stage=sheet.stage,
        entrant=sheet.entrant,
        sheets=[SheetSeen(sub_criterion=sheet.sub_criterion, marks=seen)],
    )
