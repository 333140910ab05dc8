"""Whoever judges learns no identity from us: everything that a judge can reach is asked for, and searched byte by byte.

What is looked for are the people of the sample competition: names, romanised names, organisations in both languages,
document numbers down to their last six digits, and the internal ids that the public board shows beside a name.
"""

import asyncio
import html
import io
import re
from collections.abc import AsyncIterator, Iterable
from urllib.parse import unquote
from uuid import UUID

import httpx
import msgspec
import pytest
import pytest_asyncio
import websockets
from pypdf import PdfReader

from competition.client import Person, Tablet
from competition.demo import SAMPLE, Sample, plausible, set_up_sample
from competition.events import judging
from competition.events.schemas import CompetitionSetUp
from competition.live.messages import JudgeMessage, Ping, Pong, Receipt, Refused, Welcome
from competition.marking.schemas import JudgeDesk
from competition.promotion.schemas import Decisions
from tests.addresses import every_address, every_socket
from tests.conftest import PASSWORD
from tests.situations import PATIENCE, ask, cookie_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

KNOWN_TO_ALL = {
    "/api/public/events/{event:uuid}/standings",
    "/api/verify/{token:str}",
    "/api/verify/{token:str}/credential",
}
"""The board names whom it ranks, and a paper's own address whom it was given to: to everybody alike."""
SOCKETS = {"/live/judge", "/live/events/{event:uuid}", "/live/desk/{event:uuid}", "/live/screen"}
"""The judge's, which is listened to here, the public board's, the desk's, which turns judges away, and the screens'."""


class Identities:
    """What must not be read, each with a word for what it is."""

    def __init__(self, asked: CompetitionSetUp, ids: Iterable[UUID] = ()) -> None:
        self.wanted: dict[str, str] = {str(one): "id" for one in ids}
        self._searched: dict[bytes, set[str]] = {}
        numbers: set[str] = set()
        for entrant in (entrant for event in asked.events for entrant in event.entrants):
            self.wanted[entrant.name] = "name"
            if entrant.organisation:
                self.wanted |= {entrant.organisation.zh: "organisation", entrant.organisation.en: "organisation"}
            for member in entrant.members:
                self.wanted |= {member.name: "name", member.romanised or member.name: "romanised name"}
                numbers.add(member.document_number)
        last = "|".join(sorted(number[-6:] for number in numbers))
        self._numbers = re.compile(rf"(?<![0-9a-f])[0-9]{{0,12}}(?:{last})(?![0-9a-f])")

    def read_in(self, body: bytes, media_type: str = "") -> set[str]:
        """What of it can be read in the body, however it is written there. The same body is searched once."""
        if body not in self._searched:
            self._searched[body] = self._search(body, media_type)
        return self._searched[body]

    def _search(self, body: bytes, media_type: str) -> set[str]:
        text = _text_of(body, media_type)
        readings = {reading.lower() for reading in (text, html.unescape(text), unquote(text), _unescaped(text))}
        found = {wanted for wanted in self.wanted if any(wanted.lower() in reading for reading in readings)}
        return found | {number for reading in readings for number in self._numbers.findall(reading)}


def _text_of(body: bytes, media_type: str) -> str:
    if media_type.startswith("application/pdf"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    return body.decode("utf-8", "replace")


def _unescaped(text: str) -> str:
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)


ASKED = msgspec.yaml.decode(SAMPLE.read_bytes(), type=CompetitionSetUp)
IDS = "SELECT id FROM entrant UNION ALL SELECT id FROM holder UNION ALL SELECT id FROM organisation"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sample(organiser: Person) -> Sample:
    return await set_up_sample(organiser)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def identities(sample: Sample) -> Identities:
    return Identities(ASKED, [row["id"] for row in await ask(IDS)])


async def everything_marked(tablet: Tablet, sample: Sample, seat: str) -> list[bytes]:
    """All that the server sends to the judge's tablet in a whole marking: what it refuses is in it, and a ping."""
    async with tablet.person() as reader:
        desk = msgspec.convert(await reader.get("/api/judge/sheets"), JudgeDesk)
    marks = [
        tablet.mark(
            sheets.event,
            entrant,
            aspect.key,
            plausible(sample.scheme.aspect(aspect.key, sheets.stage), entrant, seat),
            stage=sheets.stage,
        )
        for sheets in desk.sheets
        for entrant in sheets.entrants
        for sub in sheets.sub_criteria
        for aspect in sub.aspects
    ]
    assert marks
    marks += [msgspec.structs.replace(marks[0], counter=9_000, **wrong) for wrong in WRONG]
    heard: list[bytes] = []
    address = f"{tablet.url.replace('http', 'ws', 1)}/live/judge"
    async with (
        asyncio.timeout(PATIENCE * 4),
        websockets.connect(address, additional_headers=cookie_of(tablet)) as socket,
    ):
        ping = Ping(number=1, device="d", waiting=0, sent=0, stored=0, battery=None)
        await socket.send(msgspec.json.encode(ping), text=True)
        for mark in marks:
            await socket.send(msgspec.json.encode(mark), text=True)
        await socket.send("not a mark")
        missing = len(marks) + 1
        while missing:
            heard.append(await socket.recv(decode=False))
            missing -= isinstance(msgspec.json.decode(heard[-1], type=JudgeMessage), Receipt | Refused)
    return heard


WRONG = [
    {"id": "no-id"},
    {"id": "0193f000-0000-7000-8000-000000000001", "entrant": "Z99"},
    {"id": "0193f000-0000-7000-8000-000000000002", "aspect": "Z9"},
    {"id": "0193f000-0000-7000-8000-000000000003", "event": "0193f000-0000-7000-8000-000000000004"},
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def heard(organiser: Person, sample: Sample) -> list[bytes]:
    """All that the tablets of the sample's judges are sent: every entrant, every aspect, and what is refused."""
    judges = [judge for judge in sample.made.judges if judge.seat]
    each = [await everything_marked(await organiser.pair_tablet(judge), sample, judge.seat) for judge in judges]
    return [message for messages in each for message in messages]


async def test_no_message_to_a_judge_in_a_whole_marking_names_anybody(
    identities: Identities, heard: list[bytes]
) -> None:
    kinds = {type(msgspec.json.decode(message, type=JudgeMessage)) for message in heard}
    assert {Welcome, Pong, Receipt, Refused} <= kinds and len(heard) > 24 * 30
    assert {message: found for message in heard if (found := identities.read_in(message))} == {}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def of_judges(organiser: Person, sample: Sample) -> AsyncIterator[dict[str, Person]]:
    """A judge who marks, a recorder, and the chief judge, as they read over HTTP."""
    tablets = {seat: await organiser.pair_tablet(sample.judge(seat)) for seat in ("J1", "M1")}
    people = {seat: tablet.person() for seat, tablet in tablets.items()}
    people["chief judge"] = await Person.sign_in(organiser.url, "chief", PASSWORD)
    yield people
    for person in people.values():
        await person.http.aclose()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def known(organiser: Person, official: Person, sample: Sample, heard: list[bytes]) -> dict[str, str]:
    """Something real for every parameter of an address, once the event has ended and a certificate is issued."""
    await organiser.post(f"/api/events/{sample.event}/end")
    await organiser.post(f"/api/events/{sample.event}/curtain/final", {"reason": "公示期满"})
    proposed = msgspec.convert(await organiser.post(f"/api/events/{sample.event}/proposals"), Decisions, strict=False)
    first = next(one for one in proposed.decisions if one.outcome == "promote")
    await official.post(f"/api/decisions/{first.id}/approve")
    certificate = (await official.post(f"/api/decisions/{first.id}/certificate"))["certificate"]
    delivery = (await official.post(f"/api/events/{sample.event}/deliveries"))["newest"]
    [ids] = await ask("SELECT (SELECT id FROM holder LIMIT 1) AS holder, (SELECT id FROM entrant LIMIT 1) AS entrant")
    ceremony = await organiser.post(f"/api/events/{sample.event}/ceremonies", {"rehearsal": False})
    [screen] = (await organiser.post("/api/screens", {"name": "hall"}))["screens"]
    async with await Person.sign_in(organiser.url, "lead", PASSWORD) as lead:
        key = (await lead.post("/api/body/tokens", {"name": "system"}))["made"]["id"]
        [body_official, *_] = (await lead.get("/api/body/officials"))["officials"]
    judge = sample.judge("J1")
    [tablet, *_] = await organiser.get(f"/api/events/{sample.event}/seats/{judge.account}/tablets")
    return {
        "event": sample.event,
        "competition": sample.made.competition.id,
        "account": judge.account,
        "tablet": tablet["id"],
        "code": first.code,
        "decision_id": first.id,
        "holder": str(ids["holder"]),
        "file": certificate["number"] + ".pdf",
        "file_path": "index.js",
        "path": "openapi.json",
        "token": certificate["verify"].rsplit("/", 1)[1],
        "number": certificate["number"],
        "delivery": delivery["id"],
        "name": next(iter(delivery["files"]), "certificates.zip"),
        "entrant": first.code,
        "pictured": str(ids["entrant"]),
        "ceremony": ceremony["id"],
        "screen": screen["id"],
        "stage": "",
        "kind": "transcript",
        "official": body_official["id"],
        "key": key,
        "webhook": key,
        "message": key,
    }


def filled(path: str, known: dict[str, str]) -> str:
    """The address with something real in it; KeyError says which parameter `known` is to be taught."""
    address = re.sub(r"\{(\w+):(\w+)\}", lambda found: "1" if found[2] == "int" else known[found[1]], path)
    return address + f"?entrant={known['code']}" if path.endswith("/sheets.pdf") else address


async def test_no_answer_to_a_judge_names_anybody_but_as_the_public_board_does(
    organiser: Person, known: dict[str, str], identities: Identities, of_judges: dict[str, Person]
) -> None:
    """Every address there is, with whatever method it takes; a refusal is searched like an answer."""
    allowed: set[tuple[str, str]] = set()
    async with httpx.AsyncClient(base_url=organiser.url) as anybody:
        for who, judge in of_judges.items():
            for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
                for path in sorted(path for one, path in every_address() if one == method):
                    if path == "/api/session" and method == "DELETE":
                        continue
                    answer = await judge.http.request(method, filled(path, known), json=None if method == "GET" else {})
                    assert answer.status_code < 500, (method, path, answer.text)
                    found = identities.read_in(answer.content, answer.headers.get("content-type", ""))
                    if found and path in KNOWN_TO_ALL:
                        assert (await anybody.get(filled(path, known))).content == answer.content
                    else:
                        assert found == set(), (who, method, path)
                    if answer.is_success:
                        allowed.add((who, path))
    assert {("J1", "/api/judge/sheets"), ("chief judge", "/api/events/{event:uuid}/oversight")} <= allowed
    assert not {"/api/events/{event:uuid}/standings", "/api/events/{event:uuid}/results.pdf"} & {
        at for _, at in allowed
    }


async def test_a_screen_s_socket_says_nothing_to_whoever_has_not_its_address(organiser: Person, sample: Sample) -> None:
    tablet = await organiser.pair_tablet(sample.judge("J1"))
    address = f"{organiser.url.replace('http', 'ws', 1)}/live/screen?token={'x' * 43}"
    async with websockets.connect(address, additional_headers=cookie_of(tablet)) as socket:
        with pytest.raises(websockets.ConnectionClosed):
            await socket.recv()


async def test_there_is_no_socket_that_this_module_does_not_know() -> None:
    assert every_socket() == SOCKETS


@pytest.mark.parametrize(
    "leak",
    [
        '{"name":"李喆"}',
        '{"name":"\\u674e\\u5586"}',
        "/judge?for=%E6%9D%8E%E5%96%86",
        "<td>Zhang WEIMIN</td>",
        '{"delegation":{"en":"Dongpu Electric"}}',
        '"000000190001010003"',
        "*** 010003",
        "/holders/190001010003/",
    ],
)
async def test_a_planted_leak_is_found(leak: str) -> None:
    assert Identities(ASKED).read_in(leak.encode())


@pytest.mark.parametrize("harmless", ['{"hash":"ab1010003cd"}', '{"code":"A07","seq":10003}', "李先生", "王"])
async def test_what_is_no_leak_is_not_taken_for_one(harmless: str) -> None:
    assert Identities(ASKED).read_in(harmless.encode()) == set()


async def test_a_leak_planted_in_the_database_is_found_in_the_judge_s_answer(
    organiser: Person, sample: Sample, identities: Identities, of_judges: dict[str, Person]
) -> None:
    """The panel's title names an organisation: the search sees it in what the judge's page reads."""
    seat = "SELECT panel FROM seat WHERE key = 'J1'"
    [before] = await ask(f"SELECT title_zh FROM panel WHERE id IN ({seat})")
    await ask(f"UPDATE panel SET title_zh = '裁判组（申江造船厂）' WHERE id IN ({seat})")
    judging._plans.clear()
    answer = await of_judges["J1"].http.get("/api/judge/sheets")
    await ask(f"UPDATE panel SET title_zh = $1 WHERE id IN ({seat})", before["title_zh"])
    judging._plans.clear()
    assert identities.read_in(answer.content) == {"申江造船厂"}


async def test_an_entrant_s_internal_id_counts_as_an_identity(organiser: Person, identities: Identities) -> None:
    """Since the public board shows it beside the name."""
    [entrant] = await ask("SELECT id FROM entrant WHERE code = 'A07'")
    assert identities.read_in(f'{{"entrant":"{entrant["id"]}"}}'.encode()) == {str(entrant["id"])}
