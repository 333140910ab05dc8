"""What the watchers of one event must be sent. Knows no socket and no clock.

`seq` only grows. It orders what happened, but a number alone does not say in which past: a database that was restored
goes on from an older number and gives the same numbers again. So each stored frame has a random *token*, and a watcher
that comes back says both. If the token is the one that this feed knows under the number, the watcher is sent the
frames after it; if not, or if they are no longer kept, it starts over with a snapshot.

Frames that come faster than they are sent are merged: the latest row of each entrant wins, `since` stays the first
one's, and the numbers in between lead on as well.

The outlook is worked out beside that and always lags a little. The newest one is kept, whole, and sent to everybody;
it says which number it is of.
"""

import hashlib
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec

from competition.live.messages import Frame, Outlook, Pulse, Snapshot, StandingRow

KEPT = 512
"""Frames that a watcher may have missed at most."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A snapshot as it is sent, and the tag by which a cache knows it (RFC 9110, section 8.8.3)."""

    body: bytes
    tag: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A frame as it was sent: from the number it begins after to its own."""

    since: int
    seq: int
    body: bytes


class BoardFeed:
    """The public state of one event and its newest frames; each is encoded once."""

    def __init__(self, snapshot: Snapshot, past: Iterable[Sent] = (), tokens: Mapping[int, str] | None = None) -> None:
        self.recent: deque[Sent] = deque(maxlen=KEPT)
        self._tokens: dict[int, str] = {}
        self.start_over(snapshot, past, tokens)

    def start_over(
        self, snapshot: Snapshot, past: Iterable[Sent] = (), tokens: Mapping[int, str] | None = None
    ) -> None:
        """Only what is given is known: the state now, the frames that led to it, and the tokens of that past."""
        self.head, self.seq, self.token = snapshot.head, snapshot.seq, snapshot.token
        self.at, self.state, self.frozen = snapshot.at, snapshot.state, snapshot.frozen
        self.sent = snapshot.seq
        self.recent.clear()
        self.recent.extend(past)
        self._rows = {row.entrant: row for row in snapshot.rows}
        self._tokens = {**(tokens or {}), snapshot.seq: snapshot.token}
        self._pending: Frame | None = None
        self._encoded: bytes | None = None
        self._snapshot: Encoded | None = None
        self.outlook: Outlook | None = None
        self._foreseen = b""
        self.outlook_due = False

    def turn_to(self, snapshot: Snapshot, past: Iterable[Sent], tokens: Mapping[int, str]) -> bool:
        """The state is the snapshot's. True if it follows from what was known: a frame then leads there.

        False means that it has another past, and that everybody starts over.
        """
        rows = {row.entrant: row for row in snapshot.rows}
        changed = [row for entrant, row in rows.items() if self._rows.get(entrant) != row]
        same_past = tokens.get(self.seq) == self.token and (snapshot.seq > self.seq or not changed)
        if not same_past or snapshot.head != self.head or rows.keys() != self._rows.keys():
            self.start_over(snapshot, past, tokens)
            return False
        frame = Frame(
            since=self.seq,
            seq=snapshot.seq,
            token=snapshot.token,
            at=snapshot.at,
            state=snapshot.state,
            frozen=snapshot.frozen,
            rows=changed,
        )
        self.add(frame, tokens)
        return True

    def add(self, frame: Frame, tokens: Mapping[int, str] | None = None, body: bytes | None = None) -> None:
        """The frame is known, and waits to be sent; one that is known already changes nothing.

        `tokens` are those of the numbers on the way, where several stored frames became this one; `body` is the frame
        as JSON, if somebody has made it already.
        """
        if frame.seq <= self.seq:
            return
        self._rows.update({row.entrant: row for row in frame.rows})
        self.seq, self.token, self.at = frame.seq, frame.token, frame.at
        self.state, self.frozen = frame.state, frame.frozen
        self._tokens.update({**(tokens or {}), frame.seq: frame.token})
        self._forget_tokens()
        self._encoded = None if self._pending else body
        self._pending = merged(self._pending, frame) if self._pending else frame
        self._snapshot = None

    @property
    def pending(self) -> bool:
        """Whether there is something to send."""
        return self._pending is not None

    def take(self) -> bytes:
        """All that waited, as one frame, which counts as sent from here on."""
        assert self._pending is not None
        frame, self._pending = self._pending, None
        body = self._encoded or msgspec.json.encode(frame)
        self.recent.append(Sent(frame.since, frame.seq, body))
        self.sent = frame.seq
        return body

    @property
    def shown(self) -> Snapshot:
        """Everything that is known."""
        return Snapshot(
            seq=self.seq,
            token=self.token,
            at=self.at,
            state=self.state,
            frozen=self.frozen,
            head=self.head,
            rows=in_order(self._rows.values()),
        )

    def foresee(self, outlook: Outlook, body: bytes | None = None) -> None:
        """The outlook is known, and waits to be sent; one of another past than what is shown, or an older one, is not.

        `body` is its JSON, if somebody has made it already.
        """
        known = outlook.seq <= self.seq and self._tokens.get(outlook.seq, outlook.token) == outlook.token
        if known and (self.outlook is None or self.outlook.seq <= outlook.seq):
            self.outlook, self._foreseen = outlook, body or msgspec.json.encode(outlook)
            self.outlook_due = True

    def foreseen(self, seq: int) -> list[bytes]:
        """The outlook, for whoever has been sent everything up to the number; nothing where it is of a later one."""
        return [self._foreseen] if self.outlook is not None and self.outlook.seq <= seq else []

    def missed(self, after: int | None, token: str) -> list[bytes] | None:
        """The frames sent after the number, if whoever has this token has everything up to it; else None."""
        if after is None or self._tokens.get(after) != token:
            return None
        begins = self.recent[0].since if self.recent else self.sent
        if after < begins:
            return None
        return [sent.body for sent in self.recent if sent.seq > after]

    def snapshot(self) -> Encoded:
        """Everything that is known, what waits to be sent included; encoded once for each number."""
        if self._snapshot is None:
            body = msgspec.json.encode(self.shown)
            self._snapshot = Encoded(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
        return self._snapshot

    def pulse(self, at: str, stale: bool) -> bytes:
        """The word that nothing is under way: who has less than `sent` has missed something."""
        return msgspec.json.encode(Pulse(seq=self.sent, token=self.token_of(self.sent), at=at, stale=stale))

    def token_of(self, seq: int) -> str:
        """Empty where the number is none that this feed knows."""
        return self._tokens.get(seq, "")

    def _forget_tokens(self) -> None:
        while len(self._tokens) > 2 * KEPT:
            del self._tokens[next(iter(self._tokens))]


def merged(first: Frame, second: Frame) -> Frame:
    """One frame that says what both say, the second after the first."""
    rows = {row.entrant: row for row in (*first.rows, *second.rows)}
    return msgspec.structs.replace(second, since=first.since, rows=list(rows.values()))


def in_order(rows: Iterable[StandingRow]) -> list[StandingRow]:
    """Best first, unranked ones last; equal ones in an order that says nothing."""
    return sorted(rows, key=lambda row: (row.rank is None, row.rank or 0, row.entrant))
