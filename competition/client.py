"""Programs that do what people do: an organiser over HTTP, a judge's tablet over its socket.

The demo's judges, `jinji replay`, the tests and the benchmarks all use these; there is no other way in.
"""

import asyncio
import itertools
import secrets
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Container, Iterable
from contextlib import suppress
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

import httpx
import msgspec
import websockets

from competition.accounts.routes import COOKIE
from competition.accounts.schemas import PairingView
from competition.clock import iso, now
from competition.events.schemas import CompetitionMade, CompetitionSetUp, JudgeView
from competition.identifiers import uuid7
from competition.live.messages import EnterMark, JudgeMessage, Ping, Receipt, Refused, SheetNews
from competition.live.sockets import NOT_A_JUDGE
from competition.marking.schemas import JudgeDesk
from competition.marking.sheet_schemas import SeenMark, SheetSeen, SignSheets
from competition.web.problems import ProblemView
from rules.errors import Refusal

RETRY_SECONDS = 0.2
SLOWEST_RETRY_SECONDS = 5.0
SILENCE_SECONDS = 15.0
ANSWER_SECONDS = 10.0
REPORT_SECONDS = 1.0
_read = msgspec.json.Decoder(JudgeMessage).decode


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


class Tablet:
    """A judge's tablet as a program: look, send, settle.

    A mark stays in the outbox until the server says that it is stored or refused. When the link
    breaks, or a mark has no answer for longer than `patience` seconds though the link seems whole, the
    tablet connects again and sends what was not answered; the server knows the ids.
    """

    def __init__(self, url: str, cookie: str, *, window: int = 32, patience: float = ANSWER_SECONDS) -> None:
        self.url = url
        self.device = secrets.token_hex(8)
        self.stored: list[Receipt] = []
        self.refused: list[Refused] = []
        self.reconnects = 0
        self.resent = 0
        self._socket_url = url.replace("http", "ws", 1) + "/live/judge"
        self._cookie = cookie
        self._window = window
        self._patience = patience
        self._counter = itertools.count(1)
        self._outbox: dict[str, EnterMark] = {}
        self._held: set[tuple[str, str, str, str]] = set()
        self._unsent: deque[EnterMark] = deque()
        self._room = asyncio.Event()
        self._settled = asyncio.Event()

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

    def mark(
        self, event: str, entrant: str, aspect: str, value: Decimal | None, *, stage: str = "", id: str = ""
    ) -> EnterMark:
        """The command that enters this mark, with an id and a counter of this tablet."""
        return EnterMark(
            id=id or str(uuid7()),
            device=self.device,
            counter=next(self._counter),
            event=event,
            stage=stage,
            entrant=entrant,
            aspect=aspect,
            value=value,
            at=iso(now()),
        )

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

    async def send(self, marks: Iterable[EnterMark] | AsyncIterable[EnterMark]) -> None:
        """Every mark has been answered: its receipt is in `stored`, or its refusal in `refused`."""
        async with asyncio.TaskGroup() as both:
            connected = both.create_task(self._stay_connected())
            async for command in _each(marks):
                self._enter(command)
            if self._outbox:
                await self._settled.wait()
            connected.cancel()

    def _enter(self, command: EnterMark) -> None:
        self._outbox[command.id] = command
        self._unsent.append(command)
        self._settled.clear()
        self._room.set()

    def _settle(self, mark_id: str) -> None:
        self._outbox.pop(mark_id, None)
        self._room.set()
        if not self._outbox:
            self._settled.set()

    async def _stay_connected(self) -> None:
        pause = RETRY_SECONDS
        while True:
            try:
                async with websockets.connect(
                    self._socket_url,
                    additional_headers={"Cookie": f"{COOKIE}={self._cookie}"},
                    compression=None,
                    open_timeout=5,
                    close_timeout=1,
                ) as socket:
                    pause = RETRY_SECONDS
                    self.resent += self._in_flight
                    self._unsent = deque(self._outbox.values())
                    async with asyncio.TaskGroup() as both:
                        both.create_task(self._read_answers(socket))
                        both.create_task(self._send_outbox(socket))
                        both.create_task(self._miss_answers())
                        both.create_task(self._report(socket))
            except* (OSError, TimeoutError, websockets.ConnectionClosed, websockets.InvalidHandshake) as lost:
                if any(_turned_away(error) for error in lost.exceptions):
                    raise
            self.reconnects += 1
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, SLOWEST_RETRY_SECONDS)

    async def _read_answers(self, socket: websockets.ClientConnection) -> None:
        while True:
            async with asyncio.timeout(SILENCE_SECONDS):
                message = _read(await socket.recv())
            if isinstance(message, Receipt):
                self.stored.append(message)
                self._hold(self._outbox.get(message.id))
            elif isinstance(message, Refused):
                self.refused.append(message)
            else:
                continue
            self._settle(message.id)

    def _hold(self, mark: EnterMark | None) -> None:
        if mark:
            place = mark.event, mark.stage, mark.entrant, mark.aspect
            (self._held.add if mark.value is not None else self._held.discard)(place)

    async def _report(self, socket: websockets.ClientConnection) -> None:
        """The server hears what this tablet counts, as from the judge page; and, before it leaves, that all is done."""
        numbers = itertools.count(1)
        try:
            while True:
                await socket.send(self._counts(next(numbers)), text=True)
                await asyncio.sleep(REPORT_SECONDS)
        finally:
            if not self._outbox:
                with suppress(websockets.ConnectionClosed):
                    await socket.send(self._counts(next(numbers)), text=True)

    def _counts(self, number: int) -> bytes:
        waiting = len(self._unsent)
        said = Ping(
            number=number,
            device=self.device,
            waiting=waiting,
            sent=len(self._outbox) - waiting,
            stored=len(self._held),
            battery=None,
            opens=False,
        )
        return msgspec.json.encode(said)

    @property
    def _in_flight(self) -> int:
        return len(self._outbox) - len(self._unsent)

    async def _miss_answers(self) -> None:
        """Raises TimeoutError when the oldest mark has been sent and not been answered for too long."""
        awaited = None
        while True:
            await asyncio.sleep(self._patience)
            oldest = next(iter(self._outbox), None) if self._in_flight else None
            if oldest is not None and oldest == awaited:
                raise TimeoutError
            awaited = oldest

    async def _send_outbox(self, socket: websockets.ClientConnection) -> None:
        while True:
            self._room.clear()
            while self._unsent and self._in_flight < self._window:
                await socket.send(msgspec.json.encode(self._unsent.popleft()), text=True)
            await self._room.wait()


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


async def _each(marks: Iterable[EnterMark] | AsyncIterable[EnterMark]) -> AsyncIterator[EnterMark]:
    if isinstance(marks, AsyncIterable):
        async for mark in marks:
            yield mark
    else:
        for mark in marks:
            yield mark


def _turned_away(error: BaseException) -> bool:
    """Whether the server said that this tablet is not a judge's: trying again would not help."""
    return isinstance(error, websockets.ConnectionClosed) and error.rcvd is not None and error.rcvd.code == NOT_A_JUDGE
