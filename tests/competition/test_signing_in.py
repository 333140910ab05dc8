"""Passwords that are guessed are slowed down; whoever signed in with a browser before is not kept out by it."""

from collections import Counter

import httpx
import pytest

from competition.accounts.known import is_known, new_mark
from competition.accounts.routes import MARK
from competition.client import Person
from competition.serving import Serving
from tests.competition.test_pairing import counted
from tests.conftest import PASSWORD
from tests.situations import refused

pytestmark = pytest.mark.asyncio(loop_scope="module")
MANY = 300


async def tries(http: httpx.AsyncClient, name: str, password: str) -> httpx.Response:
    return await http.post("/api/session", json={"name": name, "password": password})


async def test_guessing_a_password_is_slowed_and_costs_no_processor(
    server: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of three hundred guesses a few are looked at; the rest are told how long to wait, and the organiser sees them."""
    organiser = await Person.sign_in(server.url, "organiser", PASSWORD)
    hashed = counted(monkeypatch, "competition.accounts.actions.password_fits")
    answers: Counter[int] = Counter()
    async with organiser, httpx.AsyncClient(base_url=server.url) as guesser:
        for number in range(MANY):
            answer = await tries(guesser, "clerk", f"guess {number}")
            answers[answer.status_code] += 1
            assert answer.status_code == 401 or 1 <= int(answer.headers["retry-after"]) <= 60
        assert answers[429] > MANY - 20 and set(answers) == {401, 429}
        assert len(hashed) == answers[401] <= 15
        seen = (await organiser.get("/api/wrong-tries"))["signIn"]
        assert seen["times"] >= MANY and "guess" not in str(seen)


async def test_who_signed_in_before_is_let_in_while_the_password_is_guessed(server: Serving) -> None:
    """From the same address as the guesser, at once; a browser that never did waits like the guesser."""
    async with httpx.AsyncClient(base_url=server.url) as own, httpx.AsyncClient(base_url=server.url) as guesser:
        assert (await tries(own, "official", PASSWORD)).status_code == 201
        wait = 0
        while wait < 4:
            wait = int((await tries(guesser, "official", "guess")).headers.get("retry-after", 0))
        assert (await tries(guesser, "official", PASSWORD)).status_code == 429
        assert (await tries(own, "official", PASSWORD)).status_code == 201


async def test_a_mark_is_worth_nothing_for_another_name_or_when_forged(server: Serving) -> None:
    async with httpx.AsyncClient(base_url=server.url) as own:
        assert (await tries(own, "other", PASSWORD)).status_code == 201
        mark = own.cookies[MARK]
    for borrowed in (mark, mark[:-1] + ("0" if mark[-1] != "0" else "1"), "number.", "."):
        async with httpx.AsyncClient(base_url=server.url, cookies={MARK: borrowed}) as guesser:
            statuses = [(await tries(guesser, "second-clerk", "guess")).status_code for _ in range(12)]
            assert 429 in statuses


async def test_a_known_browser_answers_for_itself(server: Serving) -> None:
    """A stolen mark lets nobody guess on."""
    async with httpx.AsyncClient(base_url=server.url) as own:
        assert (await tries(own, "both", PASSWORD)).status_code == 201
        assert 429 in [(await tries(own, "both", "guess")).status_code for _ in range(9)]


async def test_marks_fit_one_password_only() -> None:
    mark = new_mark("hash of one")
    assert is_known(mark, "hash of one")
    assert not is_known(mark, "hash of another") and not is_known(mark, None) and not is_known("", "hash of one")


async def test_refused_sign_ins_store_nothing(server: Serving) -> None:
    async with refused("accounts.wrong_password", 401):
        await Person.sign_in(server.url, "nobody at all", PASSWORD)
