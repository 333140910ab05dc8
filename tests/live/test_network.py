"""The misbehaving network misbehaves as it was told to, and the same way again under the same seed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import websockets

from tests.network import CALM, LATE, Network, Weather

SOON = 5 * LATE


async def echo(socket: websockets.ServerConnection) -> None:
    async for message in socket:
        await socket.send(message)


@asynccontextmanager
async def over(weather: Weather = CALM, seed: int = 0) -> AsyncIterator[tuple[Network, websockets.ClientConnection]]:
    """A socket to a server that says everything again, and the network in between."""
    async with websockets.serve(echo, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with Network(f"http://127.0.0.1:{port}", weather=weather, seed=seed) as network:
            async with connection(network) as socket:
                yield network, socket


def connection(network: Network) -> websockets.connect:
    address = network.url.replace("http", "ws")
    return websockets.connect(address, compression=None, ping_interval=None, close_timeout=0.1)


async def heard(socket: websockets.ClientConnection) -> list[str]:
    """What arrives until nothing has for a while."""
    messages = []
    try:
        while True:
            async with asyncio.timeout(SOON):
                messages.append(str(await socket.recv()))
    except (TimeoutError, websockets.ConnectionClosed):
        return messages


async def says(socket: websockets.ClientConnection, messages: list[str]) -> list[str]:
    for message in messages:
        await socket.send(message)
    return await heard(socket)


NUMBERS = [str(number) for number in range(40)]


async def test_in_calm_weather_everything_arrives_once_and_in_order() -> None:
    async with over() as (network, socket):
        long = "长" * 30_000
        assert await says(socket, [*NUMBERS, long]) == [*NUMBERS, long]
    assert network.happened.keys() == {"connection", "pass"}


async def test_silence_keeps_the_socket_open_and_loses_nothing() -> None:
    async with over() as (network, socket):
        network.silence()
        assert await says(socket, ["1", "2"]) == [] and network.connections == 1
        network.resume()
        assert await heard(socket) == ["1", "2"]


async def test_a_new_connection_into_silence_hangs() -> None:
    async with over() as (network, _):
        network.silence()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(SOON), connection(network):
                pass


async def test_a_cut_ends_what_is_open_and_nothing_else() -> None:
    async with over() as (network, socket):
        network.cut()
        with pytest.raises(websockets.ConnectionClosedError):
            await socket.recv()
        async with connection(network) as other:
            assert await says(other, ["1"]) == ["1"]


async def test_nobody_answers_at_an_address_that_refuses() -> None:
    async with over() as (network, _):
        network.refuse()
        with pytest.raises(ConnectionRefusedError):
            async with connection(network):
                pass
        network.resume()
        async with connection(network) as other:
            assert await says(other, ["1"]) == ["1"]


@pytest.mark.parametrize(
    ("weather", "count"),
    [(Weather(drop=0.3), "fewer"), (Weather(repeat=0.3), "more"), (Weather(reorder=0.3), "as many")],
)
async def test_weather_befalls_messages(weather: Weather, count: str) -> None:
    """None is made up; and what is dropped, repeated or overtaken is so because the weather says so."""
    async with over(weather) as (_, socket):
        said = await says(socket, NUMBERS)
    assert set(said) <= set(NUMBERS) and said != NUMBERS
    difference = len(said) - len(NUMBERS)
    assert {"fewer": difference < 0, "more": difference > 0, "as many": difference == 0}[count]
    assert (said == sorted(said, key=int)) == (count == "fewer")


async def test_the_same_seed_brings_the_same_again() -> None:
    """Message by message; another seed brings something else."""
    arrived = []
    for seed in (1, 1, 2):
        async with over(Weather(drop=0.5), seed) as (_, socket):
            arrived.append(await says(socket, NUMBERS))
    assert arrived[0] == arrived[1] != arrived[2]


async def test_a_message_is_cut_in_the_middle() -> None:
    async with over(Weather(cut=1)) as (network, socket):
        assert await says(socket, ["a whole message"]) == []
        assert socket.close_code == 1006 and network.happened["cut"] == 1


async def test_a_connection_that_goes_silent_says_nothing_any_more() -> None:
    """Others do."""
    async with over(Weather(silence=1)) as (network, socket):
        assert await says(socket, ["1"]) == [] and network.connections == 1
        network.weather = CALM
        assert await says(socket, ["2"]) == []
        async with connection(network) as other:
            assert await says(other, ["3"]) == ["3"]


async def test_a_message_of_an_earlier_connection_comes_again_on_the_next() -> None:
    async with over(Weather(repeat=1)) as (network, socket):
        await says(socket, NUMBERS)
        network.cut()
        network.weather = CALM
        async with connection(network) as other:
            again = await heard(other)
    assert again and set(again) <= set(NUMBERS)
