"""Where a webhook may be sent: not into the network that the server stands in, whatever a name resolves to.

The host is resolved here, every address it has is looked at, and the connection then goes to the address that was
looked at: a name that resolves otherwise a moment later leads nowhere else. It is done again for every message.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from competition.exchange.errors import AddressRefused

NAT64 = IPv6Network("64:ff9b::/96")
Resolve = Callable[[str, int], Awaitable[list[str]]]


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect to, and what to say there: the URL with a number for the host, and the host's own name."""

    url: str
    host: str
    authority: str


async def resolved(host: str, port: int) -> list[str]:
    """Every address of the host; empty when it has none."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [str(one[4][0]) for one in found]


async def checked_target(url: str, *, private: bool, resolve: Resolve = resolved) -> Target:
    """Where this URL leads, if messages may go there. Raises `AddressRefused`."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise AddressRefused("form") from error
    schemes = ("https", "http") if private else ("https",)
    if parts.scheme not in schemes or not parts.hostname or parts.username or parts.password or len(url) > 500:
        raise AddressRefused("form")
    addresses = await resolve(parts.hostname, port)
    if not addresses:
        raise AddressRefused("unresolved")
    if not private and not all(is_public(one) for one in addresses):
        raise AddressRefused("private")
    number = f"[{addresses[0]}]" if ":" in addresses[0] else addresses[0]
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(f"{parts.scheme}://{number}:{port}{path}", parts.hostname, parts.netloc)


def is_public(address: str) -> bool:
    """Whether the address is one of the Internet's; one that carries an IPv4 address in it is judged by that too."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(one.is_global and not one.is_multicast for one in (known, *_inside(known)))


def _inside(address: IPv4Address | IPv6Address) -> list[IPv4Address]:
    if isinstance(address, IPv4Address):
        return []
    carried = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in NAT64:
        carried.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [one for one in carried if one is not None]
