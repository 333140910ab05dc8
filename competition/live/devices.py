"""Judges' tablets as last heard of, and which of a judge's tablets has the desk. Knows no socket.

A desk is *leased*, not locked: the first tablet that opens it has it, another one is told so and may take it over with
one word, and the first then shows that it was. Nothing but the pages depends on it. It lives in this process and is
forgotten with it; the ledger takes the marks of every tablet of the judge, the ones of a tablet that lost the desk
included, so that a quick change of tablets is never in anyone's way and nothing that waits on the old one is lost.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from competition.clock import iso, now
from competition.live.messages import Elsewhere, Ping, Pong, TakeOver

KEPT = 16
"""Devices remembered of one judge; of more, those unheard of longest are forgotten."""


@dataclass(slots=True)
class Device:
    """One tablet of one judge: the counts of its last ping, when that came, and how many sockets it has open."""

    name: str
    opened_at: datetime
    heard_at: datetime
    waiting: int = 0
    sent: int = 0
    stored: int = 0
    battery: int | None = None
    sockets: int = 0

    @property
    def connected(self) -> bool:
        return self.sockets > 0


@dataclass(slots=True)
class Lease:
    device: Device
    since: datetime


class Devices:
    """Every judge's devices; `clock` tells the times that people are shown."""

    def __init__(self, clock: Callable[[], datetime] = now) -> None:
        self._clock = clock
        self._devices: defaultdict[UUID, dict[str, Device]] = defaultdict(dict)
        self._leases: dict[UUID, Lease] = {}

    def of(self, account: UUID) -> list[Device]:
        """The judge's devices, the one heard of last first; also those that have gone."""
        return sorted(self._devices.get(account, {}).values(), key=lambda one: one.heard_at, reverse=True)

    def holder(self, account: UUID) -> Device | None:
        """The device that has the judge's desk."""
        lease = self._leases.get(account)
        return lease.device if lease else None

    def release(self, account: UUID, name: str) -> None:
        """The device has the desk no longer, if it had it: the next one of the judge that is heard of has it then."""
        lease = self._leases.get(account)
        if lease and lease.device.name == name:
            del self._leases[account]

    @contextmanager
    def connected(self, account: UUID) -> Iterator["Presence"]:
        """While inside, the device that speaks through the presence counts as connected."""
        presence = Presence(self, account)
        try:
            yield presence
        finally:
            presence.leave()

    def _opened(self, account: UUID, name: str) -> Device:
        known, moment = self._devices[account], self._clock()
        device = known.get(name)
        if device is None:
            device = known[name] = Device(name, moment, moment)
        device.opened_at = device.heard_at = moment
        device.sockets += 1
        self._forget_some(account)
        return device

    def _forget_some(self, account: UUID) -> None:
        gone = [one for one in self.of(account) if not one.connected and one is not self.holder(account)]
        for device in gone[max(0, KEPT - (len(self._devices[account]) - len(gone))) :]:
            del self._devices[account][device.name]

    def _elsewhere(self, account: UUID, device: Device) -> Elsewhere | None:
        lease = self._leases.get(account)
        if lease is None or lease.device is device:
            return None
        other = lease.device
        return Elsewhere(
            since=iso(lease.since),
            heard_at=iso(other.heard_at),
            connected=other.connected,
            waiting=other.waiting + other.sent,
        )


class Presence:
    """One open socket of a judge, and the device that speaks through it once it has said its name."""

    def __init__(self, devices: Devices, account: UUID) -> None:
        self._devices = devices
        self._account = account
        self._device: Device | None = None

    def answer(self, command: Ping | TakeOver) -> Pong:
        """What the device says is known, and the desk is its own if it takes over or nobody had it."""
        device, moment = self._known_as(command.device), self._devices._clock()
        device.heard_at = moment
        if isinstance(command, TakeOver):
            self._devices._leases[self._account] = Lease(device, moment)
        else:
            if command.opens:
                self._devices._leases.setdefault(self._account, Lease(device, moment))
            device.waiting, device.sent = command.waiting, command.sent
            device.stored, device.battery = command.stored, command.battery
        return Pong(number=command.number, at=iso(moment), elsewhere=self._devices._elsewhere(self._account, device))

    def give_up(self) -> None:
        """The device has gone for good and leaves the desk to another."""
        if self._device:
            self._devices.release(self._account, self._device.name)

    def leave(self) -> None:
        if self._device:
            self._device.sockets -= 1
            self._device = None

    def _known_as(self, name: str) -> Device:
        if self._device is None or self._device.name != name:
            self.leave()
            self._device = self._devices._opened(self._account, name)
        return self._device
