"""What everybody is told who does not sign in: every address asked, every socket opened."""

import asyncio
import re
from collections.abc import Iterable, Mapping

import httpx
import msgspec
import websockets

from competition.live.messages import Snapshot
from tests.addresses import every_socket
from tests.situations import PATIENCE

Traffic = list[tuple[object, ...]]
SIGN_IN_FIRST = {401, 403}
SOCKETS = {
    "/live/judge": "",
    "/live/events/{event:uuid}": "",
    "/live/desk/{event:uuid}": "",
    "/live/screen": "?token={screen_token}",
}
"""What is asked behind the address of each socket."""


def filled(path: str, known: Mapping[str, str]) -> str:
    """The address with something real in it; KeyError says which parameter `known` is to be taught."""
    token = "screen_token" if "screen" in path else "token"
    return re.sub(r"\{(\w+):\w+\}", lambda found: known[token if found[1] == "token" else found[1]], path)


async def swept(
    url: str, addresses: Iterable[tuple[str, str]], known: Mapping[str, str], others: Iterable[str] = ()
) -> Traffic:
    """Every answer to somebody who is not signed in; of each event, where the address has one."""
    said: Traffic = []
    async with httpx.AsyncClient(base_url=url) as http:
        for method, path in addresses:
            for event in (known["event"], *(others if "{event:" in path else ())):
                address = filled(path, {**known, "event": event})
                answer = await http.request(method, address, json=None if method in ("GET", "HEAD") else {})
                headers = [one for one in answer.headers.raw if one[0].lower() != b"date"]
                said.append((method, path, event, answer.status_code, headers, answer.content))
                if tag := answer.headers.get("etag"):
                    again = await http.request(method, address, headers={"If-None-Match": tag})
                    said.append((method, path, event, again.status_code, again.content))
    return said


async def sockets_opened(url: str, known: Mapping[str, str]) -> Traffic:
    """What each socket first says, or how it is closed."""
    said: Traffic = []
    for path in sorted(every_socket()):
        address = url.replace("http", "ws", 1) + filled(path, known) + SOCKETS[path].format(**known)
        async with asyncio.timeout(PATIENCE), websockets.connect(address) as socket:
            try:
                said.append((path, await socket.recv(decode=False)))
            except websockets.ConnectionClosed as closed:
                said.append((path, closed.rcvd and closed.rcvd.code, closed.rcvd and closed.rcvd.reason))
    return said


async def resumed(url: str, event: str) -> Traffic:
    """What a board's socket first says to who claims to have seen this or that number, with the token in force."""
    said: Traffic = []
    address = f"{url.replace('http', 'ws', 1)}/live/events/{event}"
    async with asyncio.timeout(PATIENCE):
        async with websockets.connect(address) as socket:
            now = msgspec.json.decode(await socket.recv(), type=Snapshot)
        for after in (0, 1, *range(now.seq - 1, now.seq + 8)):
            async with websockets.connect(f"{address}?after={after}&token={now.token}") as socket:
                said.append(("resumed", event, after, await socket.recv(decode=False)))
    return said
