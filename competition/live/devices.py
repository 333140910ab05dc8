"""Judges' tablets as heard of by this process, and which of a judge's tablets has the desk. Knows no socket.

A desk is *leased*, not locked: the first tablet that opens it has it, another one is told so and may take it over with
one word, and the first then shows that it was. Nothing but the pages depends on it: the ledger takes the marks of every
tablet of the judge, the ones of a tablet that lost the desk included, so that a quick change of tablets is never in
anyone's way and nothing that waits on the old one is lost.

The tablets of one judge may be connected to several processes. Who has the desk is read when a tablet comes, and again
when a notice says that it changed; what tablets say of themselves is told to the other processes every second, by one
statement for all of them. No mark waits for either.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any
from uuid import UUID

from competition.alongside import alongside
from competition.clock import iso, now
from competition.db.notices import Notice
from competition.live.messages import Elsewhere, Ping, Pong, TakeOver
from competition.live.tablets import (
    KEPT,
    Heard,
    Lease,
    Tablet,
    desks,
    leave_desk,
    open_desk,
    tablets_heard,
    take_desk,
    tell_heard,
)
from rules.errors import Refusal

TELL_SECONDS = 1.0
RENEW_SECONDS = 5.0
"""So often the others are told at least that a tablet is connected."""

log = logging.getLogger("jinji")


@dataclass(slots=True)
class Device:
    """One tablet of one judge: the counts of its last ping, when that came, and how many sockets it has open here.

    `told_at` is when the other processes were told that, by a steady clock; None if there is something to tell.
    """

    name: str
    heard_at: datetime
    waiting: int = 0
    sent: int = 0
    stored: int = 0
    battery: int | None = None
    refused: int = 0
    sockets: int = 0
    told_at: float | None = None

    @property
    def connected(self) -> bool:
        return self.sockets > 0


class Devices:
    """The devices that are connected here, and those of which the other processes are still to be told."""

    def __init__(self) -> None:
        self._devices: defaultdict[UUID, dict[str, Device]] = defaultdict(dict)
        self._new: set[UUID] = set()
        """The judges of whom a tablet came that was not known here."""
        self._leases: dict[UUID, Lease] = {}
        self._changes = 0
        """How many changes of a desk were heard of."""
        self._telling = asyncio.Lock()

    async def everywhere(self, accounts: Collection[UUID]) -> dict[UUID, list[Tablet]]:
        """The tablets of these judges at whichever process, the one heard of last first; also those that have gone."""
        await self.tell()
        return await tablets_heard(accounts)

    async def tell(self) -> None:
        """The other processes can know all that is known here. Raises what the database raises."""
        async with self._telling:
            moment = monotonic()
            due = [
                (account, device)
                for account, devices in self._devices.items()
                for device in devices.values()
                if device.told_at is None or (device.connected and moment - device.told_at >= RENEW_SECONDS)
            ]
            if not due:
                return
            for _, device in due:
                device.told_at = moment
            new, self._new = self._new, set()
            try:
                await tell_heard([_heard(account, device) for account, device in due], new)
            except BaseException:
                for _, device in due:
                    device.told_at = None
                self._new |= new
                raise
            for account, device in due:
                if device.told_at and not device.connected and self._devices[account].get(device.name) is device:
                    del self._devices[account][device.name]
                if not self._devices[account]:
                    del self._devices[account]

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Inside, the other processes are told every second; at the end, that nobody is connected here any more."""
        try:
            async with alongside(self._tell_on(), "tablets"):
                yield
        finally:
            await self._tell_if_possible()

    async def _tell_on(self) -> None:
        while True:
            await asyncio.sleep(TELL_SECONDS)
            await self._tell_if_possible()

    async def _tell_if_possible(self) -> None:
        try:
            await self.tell()
        except Refusal as away:  # the next time tells it too
            log.debug("other processes could not be told of tablets: %s", away)
        except Exception:
            log.exception("other processes could not be told of tablets")

    def hear(self, notice: Notice) -> None:
        """Another process has given a desk to another tablet, or to nobody; it is read when one next asks."""
        self._forget_lease(UUID(notice.key))

    async def look(self) -> None:
        """No desk is believed to be a tablet's that is not, whatever notice was missed."""
        known = {account: lease.device for account, lease in self._leases.items()}
        held = await desks(known) if known else {}
        for account, device in known.items():
            if held.get(account) != device:
                self._forget_lease(account)

    async def release(self, account: UUID, name: str) -> None:
        """The device has the desk no longer, if it had it: the next one of the judge that is heard of has it then."""
        await leave_desk(account, name)
        self._forget_lease(account)

    def read_elsewhere(self, account: UUID, name: str) -> bool:
        """Whether another tablet of the judge than that one is connected here."""
        known = self._devices.get(account)
        return known is not None and any(one.connected and one.name != name for one in known.values())

    @contextmanager
    def connected(self, account: UUID) -> Iterator["Presence"]:
        """While inside, the device that speaks through the presence counts as connected."""
        presence = Presence(self, account)
        try:
            yield presence
        finally:
            presence.leave()

    def opened(self, account: UUID, name: str) -> Device:
        """The device, which has one more socket open."""
        known = self._devices[account]
        if name not in known:
            known[name] = Device(name, now())
            self._new.add(account)
            gone = sorted((one for one in known.values() if not one.connected), key=lambda one: one.heard_at)
            for device in gone[: max(0, len(known) - KEPT)]:
                if device.name != name:
                    del known[device.name]
        known[name].sockets += 1
        return known[name]

    def closed(self, account: UUID, device: Device) -> None:
        """One of the device's sockets is closed."""
        device.sockets -= 1
        device.told_at = None
        if not any(one.connected for one in self._devices[account].values()):
            self._leases.pop(account, None)

    async def desk(self, account: UUID, name: str, *, opens: bool) -> Lease | None:
        """Who has the judge's desk: the device if it `opens` it and nobody had it. None where that is not known."""
        lease = self._leases.get(account)
        if opens and (lease is None or (lease.device != name and not self._here(account, lease.device))):
            try:
                lease = await self._read(account, open_desk(account, name))
            except Refusal:  # the database does not answer; the next word asks again
                return None
        return lease

    async def take(self, account: UUID, name: str) -> Lease:
        """The desk is the device's. Raises what the database raises."""
        return await self._read(account, take_desk(account, name))

    def elsewhere(self, account: UUID, lease: Lease) -> Elsewhere:
        """The tablet that has the desk, as it is shown to another one."""
        here = self._here(account, lease.device)
        return Elsewhere(
            since=iso(lease.since),
            heard_at=iso(here.heard_at if here else lease.heard_at),
            connected=here is not None or lease.connected,
            waiting=here.waiting + here.sent if here else lease.waiting,
        )

    async def _read(self, account: UUID, reading: Coroutine[Any, Any, Lease]) -> Lease:
        changes = self._changes
        lease = await reading
        if changes == self._changes:
            self._leases[account] = lease
        return lease

    def _here(self, account: UUID, name: str) -> Device | None:
        device = self._devices[account].get(name) if account in self._devices else None
        return device if device and device.connected else None

    def _forget_lease(self, account: UUID) -> None:
        self._changes += 1
        self._leases.pop(account, None)


class Presence:
    """One open socket of a judge, and the device that speaks through it once it has said its name."""

    def __init__(self, devices: Devices, account: UUID) -> None:
        self._devices = devices
        self._account = account
        self._device: Device | None = None

    async def answer(self, command: Ping | TakeOver) -> Pong:
        """What the device says is known, and the desk is its own if it takes over or nobody had it.

        Raises what the database raises when it takes over and that could not be stored.
        """
        device, devices = self._known_as(command.device), self._devices
        device.heard_at, device.told_at = now(), None
        if isinstance(command, TakeOver):
            lease: Lease | None = await devices.take(self._account, device.name)
        else:
            device.waiting, device.sent = command.waiting, command.sent
            device.stored, device.refused, device.battery = command.stored, command.refused, command.battery
            lease = await devices.desk(self._account, device.name, opens=command.opens)
        theirs = None if lease is None or lease.device == device.name else devices.elsewhere(self._account, lease)
        return Pong(number=command.number, at=iso(now()), elsewhere=theirs)

    async def give_up(self) -> None:
        """The device has gone for good and leaves the desk to another."""
        if self._device:
            await self._devices.release(self._account, self._device.name)

    def leave(self) -> None:
        if self._device:
            self._devices.closed(self._account, self._device)
            self._device = None

    def _known_as(self, name: str) -> Device:
        if self._device is None or self._device.name != name:
            self.leave()
            self._device = self._devices.opened(self._account, name)
        return self._device


def _heard(account: UUID, device: Device) -> Heard:
    return Heard(
        account=account,
        device=device.name,
        age=max(0.0, (now() - device.heard_at).total_seconds()),
        here=device.connected,
        waiting=device.waiting,
        sent=device.sent,
        stored=device.stored,
        battery=device.battery,
        refused=device.refused,
    )
