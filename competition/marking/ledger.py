"""An entry of the ledger and the chain of hashes that binds it to all before it.

The hash of an entry is SHA-256 over its predecessor's hash and its own canonical content, so that
changing, removing or swapping stored entries breaks the chain at the first one touched.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

import msgspec

from competition.clock import iso
from competition.identifiers import uuid7

MARK = "mark"
OVERTAKEN = "overtaken"
"""A mark that came after a newer one of the same tablet for the same place: kept, and never in force."""
SIGNED = "signed"
ATTESTED = "attested"
"""A judge's signature that stands on a paper sheet: the account is the chief judge's, who saw it there."""
JUSTIFIED = "justified"
LOCKED = "locked"
REOPENED = "reopened"
ENDED = "ended"
AUDIENCE = "audience"
FROZEN = "frozen"
UNFROZEN = "unfrozen"
FINAL = "final"
RECALLED = "recalled"
"""What is final is so no longer: its results are looked at again."""
CURTAIN = frozenset({AUDIENCE, FROZEN, UNFROZEN, FINAL, RECALLED})
"""What people do about who may see the standings."""
CURTAIN_ACTS = CURTAIN | {ENDED}
SEALED = "sealed"
"""A draw of the entrants' numbers was prepared: the digest is the commitment to its seed."""
DRAWN = "drawn"
"""The numbers were drawn: the digest is that of the draw's record."""
PUBLIC_ACTS = CURTAIN_ACTS | {DRAWN}
"""What everybody is told, whatever is withheld. Each is stored by itself, in no batch with others."""
Place = tuple[str, UUID | None, str, str, str]
"""Stage, entrant, aspect, seat and device."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One ledger entry. `judge` is the seat, empty for what a panel establishes together; `value` None takes back.

    `aspect` is the sub-criterion of what was signed, attested, locked or reopened, and the aspect that was justified;
    of an `audience` entry who may see the standings, `value` being the seconds by which they lag; of a `frozen` one the
    moment from which the public sees nothing new.
    `reason` is what a person gave for an act that needs one; `digest` the SHA-256, in hex, of what was signed.
    """

    id: UUID
    event: UUID
    seq: int
    kind: str
    stage: str
    entrant: UUID | None
    aspect: str
    judge: str
    account: UUID
    value: Decimal | None
    device: str
    counter: int
    tablet_time: str
    stored_at: datetime
    reason: str = ""
    digest: str = ""
    previous: bytes = b""
    hash: bytes = b""

    @classmethod
    def of_act(
        cls,
        event: UUID,
        seq: int,
        kind: str,
        by: UUID,
        at: datetime,
        *,
        aspect: str = "",
        value: Decimal | None = None,
        reason: str = "",
        digest: str = "",
    ) -> "Entry":
        """What somebody did about the event as a whole, not chained yet."""
        return cls(uuid7(), event, seq, kind, "", None, aspect, "", by, value, "", 0, "", at, reason, digest)

    def after(self, previous: bytes) -> "Entry":
        """The same entry, chained to its predecessor."""
        return self.following(previous, self.seq, self.kind)

    def following(self, previous: bytes, seq: int, kind: str) -> "Entry":
        """The same entry under that number and as of that kind, chained to its predecessor."""
        return Entry(
            self.id,
            self.event,
            seq,
            kind,
            self.stage,
            self.entrant,
            self.aspect,
            self.judge,
            self.account,
            self.value,
            self.device,
            self.counter,
            self.tablet_time,
            self.stored_at,
            self.reason,
            self.digest,
            previous,
            hashlib.sha256(previous + self._content(seq, kind)).digest(),
        )

    def _content(self, seq: int, kind: str) -> bytes:
        """What the hash covers: every field but the two hashes, in one fixed order, as JSON.

        Reason and digest stand at the end of an entry that has one of them, and nowhere else.
        """
        said = [self.reason, self.digest] if self.reason or self.digest else []
        return msgspec.json.encode(
            [
                self.event,
                seq,
                self.id,
                kind,
                self.stage,
                self.entrant or "",
                self.aspect,
                self.judge,
                self.account,
                None if self.value is None else plain(self.value),
                self.device,
                self.counter,
                self.tablet_time,
                _written(self.stored_at),
                *said,
            ]
        )

    @property
    def ends(self) -> bool:
        """Whether the event has ended with it."""
        return self.kind == ENDED

    @property
    def place(self) -> Place:
        """What a tablet's newer mark overtakes its older one in."""
        return self.stage, self.entrant, self.aspect, self.judge, self.device

    def same_mark(self, other: "Entry") -> bool:
        """Whether both say the same of the same aspect, whoever repeats it and whenever."""
        return self._said() == other._said()

    def _said(self) -> tuple[object, ...]:
        return (
            self.event,
            MARK if self.kind == OVERTAKEN else self.kind,
            self.stage,
            self.entrant,
            self.aspect,
            self.judge,
            self.account,
            self.value,
            self.reason,
            self.digest,
        )


@lru_cache(maxsize=64)
def _written(moment: datetime) -> str:
    """All marks of a batch are stored at one moment."""
    return iso(moment)


def chained(entries: Iterable[Entry], head: bytes) -> list[Entry]:
    """The entries, numbered already, each chained to the one before; the first to the entry of that hash."""
    done: list[Entry] = []
    for entry in entries:
        done.append(entry.after(done[-1].hash if done else head))
    return done


def plain(value: Decimal) -> str:
    """The number in every digit, without an exponent or trailing zeros."""
    written = format(value, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written
