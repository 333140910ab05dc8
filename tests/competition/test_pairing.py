"""A tablet becomes a judge's by a code that an organiser made for that judge, once."""

import pytest

from competition.client import Person, ServerRefused
from tests.situations import a_small_competition, refused

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_judge_is_paired_only_where_the_judge_sits(organiser: Person) -> None:
    """The address of one event makes no code for a judge of another."""
    here, elsewhere = await a_small_competition(organiser), await a_small_competition(organiser)
    async with refused("competition.not_found", 404):
        await organiser.post(f"/api/events/{here.event}/seats/{elsewhere.judge('J1').account}/pairing")


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
