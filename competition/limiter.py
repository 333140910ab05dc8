"""How often something may be tried: small tables in memory, no clock but a steady one, never a database.

Guesses come by the thousand, so what refuses them must cost less than they do. Every table is bounded: when it is
full, the key unheard of longest is forgotten. A key is whatever one counts by: a client's address, a name.
"""

import ipaddress
import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import TypeVar

from competition.clock import now as moment
from competition.errors import TooManyTries

T = TypeVar("T")
Clock = Callable[[], float]
KEYS = 10_000
"""Kept in one table; some two megabytes at most."""


def client_key(host: str) -> str:
    """What stands for a client: an IPv4 address, or the /64 of an IPv6 one, which one machine has to itself."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((int(address), 64), strict=False))
    return str(address)


class Rate:
    """Each key may try `burst` times at once and `per_second` times a second in the long run."""

    def __init__(self, per_second: float, burst: int, *, clock: Clock = monotonic) -> None:
        self._per_second, self._burst, self._clock = per_second, burst, clock
        self._kept: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str = "") -> None:
        """One try of the key is used up. Raises `TooManyTries` if it has none left; that costs no further one."""
        at = self._clock()
        left, since = self._kept.get(key, (float(self._burst), at))
        left = min(float(self._burst), left + (at - since) * self._per_second)
        if left < 1:
            raise TooManyTries(math.ceil((1 - left) / self._per_second))
        _keep(self._kept, key, (left - 1, at))

    def give_back(self, key: str = "") -> None:
        """The key's try was a good one and does not count."""
        if key in self._kept:
            left, since = self._kept[key]
            self._kept[key] = (left + 1, since)


@dataclass(frozen=True, slots=True)
class _Failures:
    times: int
    since: float
    until: float


class Pauses:
    """After `free` failures of a key each further one doubles the pause that it must keep, up to `longest` seconds.

    What is tried during a pause is refused and makes the pause no longer: whoever really knows is let in after it.
    A key that has not failed for ten times the longest pause starts anew.
    """

    def __init__(self, free: int, longest: float, *, clock: Clock = monotonic) -> None:
        self._free, self._longest, self._clock = free, longest, clock
        self._kept: OrderedDict[str, _Failures] = OrderedDict()

    def check(self, key: str) -> None:
        """Return if the key may try now; raise `TooManyTries` if it must wait."""
        found = self._kept.get(key)
        if found and (wait := found.until - self._clock()) > 0:
            raise TooManyTries(math.ceil(wait))

    def failed(self, key: str) -> None:
        at, found = self._clock(), self._kept.get(key)
        times = 1 if found is None or at - found.since > 10 * self._longest else found.times + 1
        beyond = min(times - self._free, 32)
        pause = min(2.0 ** (beyond - 1), self._longest) if beyond > 0 else 0.0
        _keep(self._kept, key, _Failures(times, at, at + pause))

    def succeeded(self, key: str) -> None:
        self._kept.pop(key, None)


@dataclass(slots=True)
class Seen:
    """What was tried wrongly from one client."""

    client: str
    times: int
    first_at: datetime
    last_at: datetime


class Observed:
    """Wrong tries as counted since this process began: how many, when, from where; never what was tried."""

    def __init__(self, keys: int = 1_000, now: Callable[[], datetime] = moment) -> None:
        self.times = 0
        self._keys, self._now = keys, now
        self._clients: OrderedDict[str, Seen] = OrderedDict()

    def note(self, client: str) -> None:
        at = self._now()
        self.times += 1
        seen = self._clients.get(client) or Seen(client, 0, at, at)
        seen.times, seen.last_at = seen.times + 1, at
        _keep(self._clients, client, seen, self._keys)

    def latest(self, most: int = 20) -> list[Seen]:
        """The clients that tried, the one heard of last first."""
        return list(reversed(self._clients.values()))[:most]


def _keep(kept: OrderedDict[str, T], key: str, value: T, keys: int = KEYS) -> None:
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > keys:
        kept.popitem(last=False)
