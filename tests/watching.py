"""Watchers of tests: what they were sent, as a page would read it; and whether it ever went back in time."""

import asyncio
from uuid import UUID

import msgspec

from competition.live.hub import Hub
from competition.live.messages import BoardMessage, Frame, Outlook, Pulse, Snapshot, StandingRow
from competition.live.wire import Reader

_read = msgspec.json.Decoder(BoardMessage).decode


def text_messages(wire: bytes) -> list[bytes]:
    """The texts in these frames of a server (RFC 6455, section 5.2)."""
    found = []
    while wire:
        assert wire[0] == 0x81 and wire[1] < 128
        size = {126: 2, 127: 8}.get(wire[1], 0)
        length = int.from_bytes(wire[2 : 2 + size]) if size else wire[1]
        begin = 2 + size
        found.append(wire[begin : begin + length])
        assert len(found[-1]) == length
        wire = wire[begin + length :]
    return found


class Page:
    """What a page shows that has heard these messages: as `lib/board.ts` does it."""

    def __init__(self) -> None:
        self.seq, self.token, self.stale = -1, "", False
        self.rows: dict[str, StandingRow] = {}
        self.heard: list[Snapshot | Frame | Pulse] = []
        self.outlook: Outlook | None = None

    def hear(self, body: bytes | str) -> bool:
        """False if it must start over: it lacks something, or what it shows is of another past."""
        message = _read(body)
        if isinstance(message, Outlook):
            assert message.seq <= self.seq, "an outlook of what has not been shown"
            self.outlook = message
            return True
        self.heard.append(message)
        match message:
            case Snapshot():
                self.outlook = None
                self.rows = {row.entrant: row for row in message.rows}
            case Frame():
                if message.since > self.seq:
                    return False
                if message.seq <= self.seq:
                    return True
                self.rows.update({row.entrant: row for row in message.rows})
            case Pulse():
                self.stale = message.stale
                return message.seq < self.seq or (message.seq, message.token) == (self.seq, self.token)
        self.seq, self.token, self.stale = message.seq, message.token, False
        return True

    @property
    def numbers(self) -> list[int]:
        """The numbers it has shown, in order."""
        return [message.seq for message in self.heard if not isinstance(message, Pulse)]


class Seen:
    """A watcher without a socket; it `has` everything up to that number.

    With `room`, that many bytes wait to be read before it counts as slow.
    """

    def __init__(self, room: int | None = None, *, has: int = -1) -> None:
        self.page = Page()
        self.page.seq, self.page.token = has, f"t{has}" if has > 0 else ""
        self.reader: Reader | None = None
        self.dismissed: int | None = None
        self.most = 0
        self._room = room
        self._unread: list[bytes] = []
        self._slow = False

    def push(self, wire: bytes) -> None:
        self._unread.append(wire)
        waiting = sum(map(len, self._unread))
        self.most = max(self.most, waiting)
        if self._room is None:
            self.read()
        elif waiting > self._room and not self._slow:
            self._slow = True
            assert self.reader is not None
            self.reader.paused()

    def dismiss(self, code: int, reason: str) -> None:
        self.dismissed = code

    def read(self) -> None:
        """Everything that was sent has been read."""
        unread, self._unread = self._unread, []
        for body in text_messages(b"".join(unread)):
            assert self.page.hear(body), body
        if self._slow:
            self._slow = False
            assert self.reader is not None
            self.reader.resumed()
            self.read()

    @property
    def said(self) -> list[str]:
        """What was read, in short."""
        names = {Snapshot: "snapshot", Frame: "frame", Pulse: "pulse"}
        return [f"{names[type(message)]} {message.seq}" for message in self.page.heard]


async def all_sent(hub: Hub, event: UUID) -> None:
    """Every frame that is known has gone out."""
    async with asyncio.timeout(5):
        while hub.busy(event):  # noqa: ASYNC110
            await asyncio.sleep(0.005)
