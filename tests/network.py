"""A misbehaving network: what lies between a server and the tablets and pages of a test.

    async with Network(server.url) as network:
        tablet = Tablet(network.url, …)      # or a browser: it carries HTTP and WebSockets alike
        network.silence()                    # connections stay open, nothing passes: a tablet out of reach
        network.resume()                     # what was held back passes now
        network.cut()                        # every connection ends, whatever it was in the middle of
        network.refuse()                     # nobody answers at the address, until `resume`

    async with Network(server.url, weather=Weather(repeat=0.1, reorder=0.1, drop=0.02), seed=7) as network:

By itself it is faultless. Weather befalls single messages of WebSockets, in both directions. What befalls the n-th
message of the n-th connection follows from the seed alone, so that what went wrong can be made to happen again; give
each tablet a network of its own then. `happened` counts what did.
"""

import asyncio
import socket
from collections import Counter
from dataclasses import dataclass, fields
from random import Random
from typing import Self
from urllib.parse import urlsplit

LATE = 0.05
"""Seconds by which a message is held back at most while others overtake it."""
TEXT = 0x81
"""The first byte of a whole text message's frame."""


@dataclass(frozen=True, slots=True)
class Weather:
    """How often something befalls a message, as a share of all messages; of these at most one befalls each.

    repeat     it arrives, and again a little later or on the next connection
    reorder    it arrives late, and what follows overtakes it
    delay      it arrives late, and what follows waits for it
    drop       it never arrives, though the connection stays
    cut        a part of it arrives, then the connection ends
    silence    neither it nor anything after it arrives; the connection stays open
    """

    repeat: float = 0
    reorder: float = 0
    delay: float = 0
    drop: float = 0
    cut: float = 0
    silence: float = 0

    def befalls(self, chance: float) -> str:
        """What befalls a message for which this number between 0 and 1 was drawn; `pass` where it is nothing."""
        for kind in fields(self):
            chance -= getattr(self, kind.name)
            if chance < 0:
                return kind.name
        return "pass"


CALM = Weather()


class Network:
    """A way to the server at `url`, for as long as the block lasts; its own address is `url` of it."""

    def __init__(self, url: str, *, weather: Weather = CALM, seed: int | str = 0) -> None:
        self.weather = weather
        self.ways = {"up", "down"}
        """The directions in which there is weather: to the server, and back."""
        self.happened: Counter[str] = Counter()
        self.to = urlsplit(url).hostname or "127.0.0.1", urlsplit(url).port or 80
        self._seed = seed
        self._listening: socket.socket | None = None
        self._port = 0
        self._flowing = asyncio.Event()
        self._closed = False
        self._links: dict[asyncio.Task[None], _Link] = {}
        self._again: dict[str, list[bytes]] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def connections(self) -> int:
        """How many are open."""
        return len(self._links)

    def silence(self) -> None:
        """Nothing passes in either direction; connections stay open, and new ones are accepted and never answered."""
        self._flowing.clear()

    def cut(self) -> None:
        """Every connection has ended; new ones can be made."""
        for link in self._links.values():
            link.cut()

    def refuse(self) -> None:
        """Every connection has ended, and none can be made until `resume`."""
        if self._listening is not None:
            asyncio.get_running_loop().remove_reader(self._listening)
            self._listening.close()
            self._listening = None
        self.cut()

    def resume(self) -> None:
        """Connections can be made, and what was held back passes; a network that was closed stays so."""
        if self._listening is None and not self._closed:
            self._listening = socket.create_server(("127.0.0.1", self._port), backlog=512)
            self._listening.setblocking(False)
            self._listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._port = self._listening.getsockname()[1]
            asyncio.get_running_loop().add_reader(self._listening, self._accept, self._listening)
        self._flowing.set()

    async def flow(self) -> None:
        """Returns while bytes may pass."""
        await self._flowing.wait()

    def repeated_on_next(self, way: str, frame: bytes) -> None:
        self._again.setdefault(way, []).append(frame)

    def left_from_before(self, way: str) -> list[bytes]:
        """What earlier connections have left to be repeated; they forget it."""
        return self._again.pop(way, [])

    async def __aenter__(self) -> Self:
        self.resume()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closed = True
        self.refuse()
        for task in self._links:
            task.cancel()
        await asyncio.gather(*self._links, return_exceptions=True)

    def _accept(self, listening: socket.socket) -> None:
        try:
            accepted, _ = listening.accept()
        except OSError:  # who knocked has gone again
            return
        accepted.setblocking(False)
        self.happened["connection"] += 1
        link = _Link(self, f"{self._seed}/{self.happened['connection']}")
        task = asyncio.create_task(link.carry(accepted))
        self._links[task] = link
        task.add_done_callback(self._links.pop)
        task.add_done_callback(lambda _: link.taken or accepted.close())  # it may be cancelled before it begins


class _Link:
    """One connection through the network, to the server (up) and back (down)."""

    def __init__(self, network: Network, seed: str) -> None:
        self._network = network
        self._seed = seed
        self._writers: list[asyncio.StreamWriter] = []
        self._ended: set[asyncio.StreamWriter] = set()
        self._at_work = asyncio.TaskGroup()
        self._flowing = asyncio.Event()
        self._flowing.set()

    @property
    def taken(self) -> bool:
        """Whether the accepted socket is a writer's to close."""
        return bool(self._writers)

    def cut(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    async def carry(self, accepted: socket.socket) -> None:
        """Ends with the connection."""
        reader, writer = await asyncio.open_connection(sock=accepted)
        self._writers = [writer]
        try:
            await self._network.flow()
            upstream, onward = await asyncio.open_connection(*self._network.to)
            self._writers.append(onward)
            async with self._at_work as both:
                both.create_task(self._pump("up", reader, onward))
                both.create_task(self._pump("down", upstream, writer))
        except* OSError:
            self.cut()  # the server is not there, or one end has gone: so has the other then
        finally:
            for each in self._writers:
                each.close()

    async def _pump(self, way: str, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        """What comes from the source has gone to the target. Raises OSError when the connection breaks."""
        try:
            head = await source.readuntil(b"\r\n\r\n")
            await self._pass(target, head)
            if b"upgrade: websocket" in head.lower():
                await self._pump_messages(way, source, target)
            while chunk := await source.read(65536):
                await self._pass(target, chunk)
        except asyncio.IncompleteReadError as ended:
            await self._pass(target, ended.partial)
        self._ended.add(target)
        target.write_eof()

    async def _pump_messages(self, way: str, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        network, random = self._network, Random(f"{self._seed}/{way}")
        for frame in network.left_from_before(way):
            self._pass_late(target, frame, random)
        while True:
            frame = await _frame(source)
            exposed = frame[0] == TEXT and way in network.ways
            fate = network.weather.befalls(random.random()) if exposed else "pass"
            network.happened[fate] += 1
            match fate:
                case "repeat":
                    await self._pass(target, frame)
                    if random.random() < 0.5:
                        self._pass_late(target, frame, random)
                    else:
                        network.repeated_on_next(way, frame)
                    continue
                case "reorder":
                    self._pass_late(target, frame, random)
                    continue
                case "drop":
                    continue
                case "delay":
                    await asyncio.sleep(random.random() * LATE)
                case "cut":
                    await self._pass(target, frame[: random.randrange(len(frame))])
                    raise ConnectionResetError
                case "silence":
                    self._flowing.clear()
            await self._pass(target, frame)

    async def _pass(self, target: asyncio.StreamWriter, body: bytes) -> None:
        await self._network.flow()
        await self._flowing.wait()
        if target.is_closing():
            raise ConnectionResetError
        if target not in self._ended:
            target.write(body)
            await target.drain()

    def _pass_late(self, target: asyncio.StreamWriter, frame: bytes, random: Random) -> None:
        async def arrive(after: float) -> None:
            await asyncio.sleep(after)
            await self._pass(target, frame)

        self._at_work.create_task(arrive(random.random() * LATE))


async def _frame(source: asyncio.StreamReader) -> bytes:
    """The next frame of a WebSocket, as it came (RFC 6455, section 5.2). Raises IncompleteReadError at the end."""
    head = await source.readexactly(2)
    extended = await source.readexactly({126: 2, 127: 8}.get(head[1] & 0x7F, 0))
    length = int.from_bytes(extended) if extended else head[1] & 0x7F
    mask = 4 if head[1] & 0x80 else 0
    return head + extended + await source.readexactly(mask + length)
