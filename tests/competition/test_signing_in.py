"""Passwords that are guessed are slowed down; whoever signed in with a browser before is not kept out by it."""

import asyncio
from collections import Counter

import httpx
import pytest

from competition.accounts.known import is_known, new_mark
from competition.accounts.routes import MARK
from competition.client import Person
from competition.serving import Serving
from tests.competition.test_pairing import counted
from tests.conftest import PASSWORD
from tests.situations import ask, refused

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
            await asyncio.sleep(wait)
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


CHANGE = "/api/session/password"
NEW = "another-password"


async def test_who_knows_the_old_password_sets_another_and_is_signed_out_elsewhere(server: Serving) -> None:
    """This session and this browser stay known; the old password opens nothing, and the body's desk has it kept."""
    async with await Person.sign_in(server.url, "lead", PASSWORD) as here:
        async with await Person.sign_in(server.url, "lead", PASSWORD) as there:
            await here.post(CHANGE, {"old": PASSWORD, "new": NEW})
            assert (await there.get("/api/session"))["account"] is None
        acts = await here.get("/api/body/acts")
        assert (acts[0]["act"], acts[0]["by"]) == ("official.password_changed", "认定机构负责人")
        [row] = await ask("SELECT password_hash FROM account WHERE sign_in = 'lead'")
        assert is_known(here.http.cookies[MARK], row["password_hash"])
    async with refused("accounts.wrong_password", 401):
        await Person.sign_in(server.url, "lead", PASSWORD)
    async with await Person.sign_in(server.url, "lead", NEW) as again:
        assert (await again.get("/api/session"))["account"]["name"] == "认定机构负责人"


async def test_another_password_needs_the_old_one_and_guessing_it_is_slowed(server: Serving) -> None:
    """Who found a session open learns no password by it; nothing changes, and sign-ins elsewhere do not wait."""
    async with await Person.sign_in(server.url, "chief", PASSWORD) as chief:
        async with refused("accounts.old_password_wrong", 403):
            await chief.post(CHANGE, {"old": "guess", "new": NEW})
        for unfit in ("short", PASSWORD, "x" * 201):
            async with refused("accounts.password_unfit", 422):
                await chief.post(CHANGE, {"old": PASSWORD, "new": unfit})
        answers = [await chief.http.post(CHANGE, json={"old": "guess", "new": NEW}) for _ in range(9)]
        assert answers[-1].status_code == 429 and int(answers[-1].headers["Retry-After"]) > 0
        async with await Person.sign_in(server.url, "chief", PASSWORD) as elsewhere:
            await elsewhere.post(CHANGE, {"old": PASSWORD, "new": NEW})
    async with Person(server.url) as nobody:
        async with refused("accounts.not_signed_in", 401):
            await nobody.post(CHANGE, {"old": NEW, "new": PASSWORD})
