"""Nobody outside can find out what is withheld: twins that differ in withheld marks alone say the same to the byte.

Two copies of one database, in which one event is frozen, one lags and one is for organisers only, are served one after
the other. In each other marks are entered, in other numbers and at other times. Everything that anybody may ask for
without signing in is asked for (every address of the application with every method, every socket), and compared:
status, headers, body, and every message to who watches, with what made it go out.

The clock is the test's, and what is random about a public frame is drawn from that clock; the date that the HTTP
server puts on an answer is left out.
"""

from collections.abc import AsyncIterator

import msgspec
import pytest
import pytest_asyncio

from competition.client import Person
from competition.live.messages import BoardMessage
from competition.settings import Settings
from tests.addresses import every_address, every_socket
from tests.conftest import PASSWORD, a_server, fresh_database
from tests.live.leaks import PLANTS
from tests.live.outside import SIGN_IN_FIRST, SOCKETS, filled, swept
from tests.live.test_outlook import AWARDED
from tests.live.twins import WHY, Clock, Given, Twin, at, parted, told_apart
from tests.postgres import TestCluster
from tests.situations import a_decided_competition, a_small_competition, ask

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def patch() -> AsyncIterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patching:
        patching.setattr("competition.clock.datetime", Clock)
        patching.setattr("competition.live.hub.BEAT_SECONDS", 1e6)
        patching.setattr("competition.standings.foresight.LOOK_SECONDS", 1e6)
        yield patching


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def given(
    cluster: TestCluster, tmp_path_factory: pytest.TempPathFactory, patch: pytest.MonkeyPatch
) -> AsyncIterator[Given]:
    dsn = await fresh_database(cluster)
    data = tmp_path_factory.mktemp("data")
    settings = Settings(data=data, database_url=dsn, port=0, public_url="http://jinji.test", password_cost=1)
    at(0)
    async with (
        a_server(settings) as running,
        await Person.sign_in(running.url, "organiser", PASSWORD) as organiser,
        await Person.sign_in(running.url, "official", PASSWORD) as official,
    ):
        decided = await a_decided_competition(organiser)
        first = (await decided.decisions())[0]
        await official.post(f"/api/decisions/{first.id}/approve")
        certificate = (await official.post(f"/api/decisions/{first.id}/certificate"))["certificate"]
        made = (await organiser.post("/api/screens", {"name": "hall"}))["screens"][0]
        names = ("frozen", "lagging", "closed", "planted")
        each = {name: await a_small_competition(organiser, scheme=AWARDED) for name in names}
        for event in each.values():
            await event.with_marks({"A": "90 9 8 7", "B": "80 8 8 8"})
        at(10)
        curtain = {name: f"/api/events/{event.event}/curtain" for name, event in each.items()}
        for name in ("frozen", "planted"):
            await organiser.post(f"{curtain[name]}/freeze", WHY)
        await organiser.post(f"{curtain['lagging']}/audience", {**WHY, "seen": "open", "delay": 3600})
        await organiser.post(f"{curtain['closed']}/audience", {**WHY, "seen": "organisers"})
        [entrant] = await ask("SELECT id FROM entrant WHERE event = $1 AND code = 'A'", each["frozen"].event)
        some = str(entrant["id"])
        known = {
            "event": each["frozen"].event,
            "competition": each["frozen"].made.competition.id,
            "token": certificate["verify"].rsplit("/", 1)[1],
            "screen_token": made["address"].rsplit("#", 1)[1],
            "screen": made["id"],
            "number": "0",
            "file": certificate["number"] + ".pdf",
            "file_path": "index.js",
            "path": "openapi.json",
            "pictured": some,
            "code": "A",
            "name": "certificates.zip",
            "kind": "transcript",
            **dict.fromkeys(("account", "ceremony", "decision_id", "delivery", "holder", "key", "message"), some),
            **dict.fromkeys(("official", "tablet", "webhook"), some),
        }
        answers = await swept(running.url, every_address(), known)
        asks_to_sign_in = {answer[:2] for answer in answers if answer[3] in SIGN_IN_FIRST}
    yield Given(dsn, settings, each, known, [one for one in every_address() if one not in asks_to_sign_in])
    await cluster.drop(dsn)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def twins(given: Given, cluster: TestCluster, patch: pytest.MonkeyPatch) -> tuple[Twin, Twin]:
    one = await parted(given, cluster, patch, "one", PLANTS)
    return one, await parted(given, cluster, patch, "other", PLANTS)


@pytest.mark.parametrize(
    "part",
    [
        "frozen: marks come in",
        "lagging: marks come in",
        "closed: marks come in",
        "asked",
        "acts while frozen",
        "asked at the end",
        "sockets",
    ],
)
async def test_nobody_can_tell_the_twins_apart(twins: tuple[Twin, Twin], part: str) -> None:
    assert told_apart(twins, part) == [] and twins[0].said[part]


@pytest.mark.parametrize("plant", PLANTS)
async def test_a_planted_leak_is_found(twins: tuple[Twin, Twin], plant: str) -> None:
    assert told_apart(twins, plant)


async def test_the_twins_are_no_twins_to_the_desk_and_the_public_was_told_something(twins: tuple[Twin, Twin]) -> None:
    """Or the comparison would be of nothing with nothing."""
    for one, other in zip(twins[0].desk, twins[1].desk, strict=True):
        assert one["rows"] != other["rows"] and one["seq"] != other["seq"]
    answered = {answer[1] for answer in twins[0].said["asked"] if answer[3] == 200}
    assert {
        "/api/public/events",
        "/api/public/events/{event:uuid}/standings",
        "/api/public/events/{event:uuid}/board-qr",
        "/api/verify/{token:str}",
        "/api/status/{number:int}",
        "/board/{event:str}",
    } <= answered
    kinds = {type(msgspec.json.decode(body[0], type=BoardMessage)).__name__ for body in messages(twins[0])}
    assert kinds == {"Snapshot", "Frame", "Outlook", "Pulse"}


def messages(twin: Twin) -> list[tuple[object, ...]]:
    return [one for said in twin.said.values() for one in said if len(one) == 1]


async def test_what_is_withheld_makes_the_server_turn_to_nobody(twins: tuple[Twin, Twin]) -> None:
    """While it is stored the audience is not even thought of: what goes out, and when, does not depend on it."""
    for name in ("frozen", "lagging", "closed"):
        said = twins[0].said[f"{name}: marks come in"]
        pulses = [place for place, one in enumerate(said) if isinstance(one[0], bytes) and b'"pulse"' in one[0]]
        assert len(pulses) == 2
        between = said[pulses[0] + 1 : pulses[1]]
        assert between == [("the audience is to be sent something", False)], "only the pulse that the test asked for"


async def test_a_parameter_or_a_socket_that_this_module_does_not_know_fails_it() -> None:
    with pytest.raises(KeyError):
        filled("/api/public/something/{unheard_of:uuid}", {"event": "e"})
    assert every_socket() == set(SOCKETS)
