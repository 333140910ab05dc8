"""Notices between processes: who hears what, what a broken connection costs, and that a session ends everywhere."""

import asyncio
from typing import Any

import asyncpg
import pytest
import websockets

from competition.accounts.actions import SESSION_ENDED
from competition.client import Person
from competition.db.engine import DB
from competition.db.notices import CHANNEL, NODE, Notice, listening, send_notice
from competition.db.unit_of_work import unit_of_work
from competition.live.sockets import SIGNED_OUT
from tests.live.test_signed_out import none_ended
from tests.situations import PATIENCE, a_small_competition, ask

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Ear:
    """What a process heard, how often it looked, and whether it was told that notices come through."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.looked = 0
        self.told: list[bool] = []

    async def look(self) -> None:
        self.looked += 1

    def listening(self) -> Any:
        hears = {"one": lambda notice: self.heard.append(notice.key)}
        return listening(str(DB.config["dsn"]), hears, self.look, self.told.append)

    async def until(self, true: Any) -> None:
        async with asyncio.timeout(PATIENCE):
            while not true():  # noqa: ASYNC110
                await asyncio.sleep(0.01)


async def tell(*notices: Notice) -> None:
    async with unit_of_work() as work:
        for notice in notices:
            await send_notice(work, notice)


async def test_others_are_heard_by_kind_and_oneself_is_not(organiser: Person) -> None:
    ear = Ear()
    async with ear.listening():
        await ear.until(lambda: ear.told == [True])
        await tell(Notice("one", "own", node=NODE), Notice("two", "other kind", node="other"))
        await ask("SELECT pg_notify($1, 'not a notice')", CHANNEL)
        await tell(Notice("one", "other", node="other"))
        await ear.until(lambda: ear.heard)
    assert ear.heard == ["other"] and ear.looked >= 1


async def test_a_notice_of_what_was_not_stored_is_never_sent(organiser: Person) -> None:
    ear = Ear()
    async with ear.listening():
        await ear.until(lambda: ear.told == [True])
        with pytest.raises(ZeroDivisionError):
            async with unit_of_work() as work:
                await send_notice(work, Notice("one", "rolled back", node="other"))
                raise ZeroDivisionError
        await tell(Notice("one", "stored", node="other"))
        await ear.until(lambda: ear.heard)
    assert ear.heard == ["stored"]


async def test_a_broken_connection_is_told_and_looked_after(organiser: Person) -> None:
    """What was sent while nobody listened is not heard: that is what looking is for."""
    ear = Ear()
    async with ear.listening():
        await ear.until(lambda: ear.told == [True])
        before = ear.looked
        await ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
        await ear.until(lambda: ear.told == [True, False, True])
        assert ear.looked > before
        await tell(Notice("one", "again", node="other"))
        await ear.until(lambda: ear.heard)


async def test_a_session_that_another_process_ended_closes_its_sockets(
    organiser: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the notice: whoever looks for himself finds nothing."""
    monkeypatch.setattr("competition.app.ended_among", none_ended)
    event = await a_small_competition(organiser)
    async with await event.socket("J1") as socket:
        (session,) = await ask(
            "SELECT s.token_hash FROM session s JOIN account a ON a.id = s.account WHERE a.id = $1",
            event.judge("J1").account,
        )
        await tell(Notice(SESSION_ENDED, session["token_hash"].hex(), node="other"))
        with pytest.raises(websockets.ConnectionClosed) as closed:
            async with asyncio.timeout(PATIENCE):
                while True:
                    await socket.recv()
    assert closed.value.rcvd is not None and closed.value.rcvd.code == SIGNED_OUT


async def test_who_signs_out_tells_the_other_processes(organiser: Person) -> None:
    event = await a_small_competition(organiser)
    heard: list[str] = []
    other = await asyncpg.connect(str(DB.config["dsn"]))
    await other.add_listener(CHANNEL, lambda *of: heard.append(str(of[-1])))
    async with (await event.tablet("J1")).person() as judge:
        await judge.http.delete("/api/session")
    async with asyncio.timeout(PATIENCE):
        while not any(SESSION_ENDED in said for said in heard):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await other.close()
