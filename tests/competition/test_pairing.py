"""A tablet becomes a judge's by a code that an organiser made for that judge, once; who guesses gets nowhere."""

import asyncio
import pkgutil
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import islice
from typing import Any

import pytest

from competition.accounts.codes import TYPED_LASTS, new_typed_code
from competition.client import Person, ServerRefused, Tablet
from competition.identifiers import new_token
from tests.situations import Situation, a_small_competition, ask, refused

pytestmark = pytest.mark.asyncio(loop_scope="module")
GUESSES = 10_000


async def typed_code(event: Situation, seat: str) -> str:
    made = await event.organiser.post(f"/api/events/{event.event}/seats/{event.judge(seat).account}/typed-code")
    return str(made["code"])


async def test_a_judge_is_paired_only_where_the_judge_sits(organiser: Person) -> None:
    """The address of one event makes no code for a judge of another."""
    here, elsewhere = await a_small_competition(organiser), await a_small_competition(organiser)
    for what in ("pairing", "typed-code"):
        async with refused("competition.not_found", 404):
            await organiser.post(f"/api/events/{here.event}/seats/{elsewhere.judge('J1').account}/{what}")


async def test_what_the_server_refuses_has_its_code_at_the_client(organiser: Person) -> None:
    """A program may act on the code as a page does."""
    with pytest.raises(ServerRefused) as refusal:
        await Person.sign_in(organiser.url, "nobody", "nothing")
    assert refusal.value.code == "accounts.wrong_password"


async def test_what_is_no_mark_is_refused_under_the_id_it_bears(organiser: Person) -> None:
    """So that the tablet that sent it need not send it again."""
    event = await a_small_competition(organiser)
    async with await event.socket("J1") as socket:
        await socket.send('{"type": "mark", "id": "not-a-mark"}')
        assert '"id":"not-a-mark"' in str(await socket.recv())


@pytest.mark.parametrize("change", [str, str.lower, lambda code: f" {code.replace('-', ' ')} "])
async def test_a_typed_code_pairs_once_however_it_is_typed(organiser: Person, change: Callable[[str], str]) -> None:
    event = await a_small_competition(organiser)
    code = change(await typed_code(event, "J1"))
    tablet = await Tablet.pair(organiser.url, code)
    async with tablet.person() as judge:
        assert (await judge.get("/api/session"))["account"]["name"] == "裁判J1"
    async with refused("accounts.pairing_refused", 403):
        await Tablet.pair(organiser.url, code)


async def test_a_judge_has_one_typed_code_at_a_time(organiser: Person) -> None:
    """And a link beside it, which stays good."""
    event = await a_small_competition(organiser)
    link = (await organiser.make_pairing(event.judge("J1"))).url.split("#pair=")[1]
    first, second = await typed_code(event, "J1"), await typed_code(event, "J1")
    async with refused("accounts.pairing_refused", 403):
        await Tablet.pair(organiser.url, first)
    await Tablet.pair(organiser.url, second)
    await Tablet.pair(organiser.url, link)


async def test_a_typed_code_lives_ten_minutes(organiser: Person) -> None:
    event = await a_small_competition(organiser)
    code = await typed_code(event, "J1")
    await ask("UPDATE pairing_code SET expires_at = expires_at - $1::interval WHERE typed", TYPED_LASTS)
    async with refused("accounts.pairing_refused", 403):
        await Tablet.pair(organiser.url, code)


async def test_ten_thousand_guesses_are_refused_while_a_judge_pairs(
    organiser: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over HTTP, at full speed, by link and by typed code. The guesses cost the database next to nothing."""
    event = await a_small_competition(organiser)
    typed = await typed_code(event, "J2")
    answers: Counter[int] = Counter()
    guesses = iter([new_token() if number % 10 else new_typed_code() for number in range(GUESSES)])
    under_way = asyncio.Event()
    paired_amid: list[int] = []

    async def guess() -> None:
        async for status, retry_after in answers_to(organiser.url, guesses):
            answers[status] += 1
            assert status != 429 or retry_after >= 1
            if answers.total() == GUESSES // 10:
                under_way.set()

    async def judges_pair() -> None:
        await under_way.wait()
        for pairing in (event.tablet("J1"), Tablet.pair(organiser.url, typed)):
            await pairing
            paired_amid.append(answers.total())

    acquired = counted(monkeypatch, "asyncpg.pool.Pool.acquire")
    async with asyncio.timeout(120), asyncio.TaskGroup() as everybody:
        everybody.create_task(judges_pair())
        for _ in range(4):
            everybody.create_task(guess())
    assert answers.total() == GUESSES and set(answers) == {403, 429} and answers[403] < GUESSES // 50
    assert len(paired_amid) == 2 and paired_amid[1] < GUESSES * 0.9
    assert 4 <= len(acquired) < GUESSES // 50
    seen = (await organiser.get("/api/wrong-tries"))["pairing"]
    assert seen["times"] >= GUESSES and [one["client"] for one in seen["clients"]] == ["127.0.0.1"]


async def answers_to(url: str, codes: Iterator[str]) -> AsyncIterator[tuple[int, int]]:
    """Status and seconds to wait of each answer, over one bare connection: nothing that a guesser could do faster."""
    host = url.removeprefix("http://")
    reader, writer = await asyncio.open_connection(*host.split(":"))
    while some := list(islice(codes, 20)):
        for code in some:
            body = f'{{"code":"{code}","device":"guesser"}}'
            head = f"POST /api/pairing HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n"
            writer.write(f"{head}content-length: {len(body)}\r\n\r\n{body}".encode())
        for _ in some:
            found = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            await reader.readexactly(_number(found, "content-length: "))
            yield _number(found, "http/1.1 "), _number(found, "retry-after: ")
    writer.close()


def _number(head: str, before: str) -> int:
    found = re.search(rf"{before}(\d+)", head)
    return int(found[1]) if found else 0


def counted(monkeypatch: pytest.MonkeyPatch, function: str) -> list[None]:
    """Grows by one with every call of the function or method of this name."""
    calls: list[None] = []
    original = pkgutil.resolve_name(function)

    def call(*arguments: Any, **options: Any) -> Any:
        calls.append(None)
        return original(*arguments, **options)

    monkeypatch.setattr(function, call)
    return calls


async def test_only_an_organiser_sees_what_was_tried(organiser: Person) -> None:
    """And never what the tries were."""
    event = await a_small_competition(organiser)
    with pytest.raises(ServerRefused):
        await Tablet.pair(organiser.url, "a-secret-of-mine")
    assert "secret" not in str(await organiser.get("/api/wrong-tries"))
    async with (await event.tablet("J1")).person() as judge, refused("accounts.not_allowed", 403):
        await judge.get("/api/wrong-tries")
