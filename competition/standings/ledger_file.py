"""A ledger with all that is needed to check it anywhere: one JSON document, which names nobody.

Entrants are in it by their codes and judges by their seats. Frames and standings are as they were shown, but for the
names and the delegations.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from competition.events.plan import Plan, PlannedEntrant, PlannedPanel, PlannedSeat
from competition.live.messages import Frame
from competition.marking.ledger import Entry
from competition.marking.signing import SignedHead
from competition.standings.errors import LedgerFileUnreadable
from competition.wire import Wire
from rules.scheme import load_scheme
from rules.values import State, Text

NOTHING = Text("", "")


class LedgerRow(Wire, frozen=True):
    """One entry of the ledger; `previous` and `hash` in hex."""

    seq: int
    id: UUID
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
    previous: str
    hash: str
    reason: str = ""
    digest: str = ""


class CodedEntrant(Wire, frozen=True):
    id: UUID
    code: str
    state: State


class CodedSeat(Wire, frozen=True):
    account: UUID
    key: str
    recorder: bool


class CodedPanel(Wire, frozen=True):
    sub_criteria: list[str]
    seats: list[CodedSeat]


class CodedPlan(Wire, frozen=True):
    """What the marks mean: the marking scheme as its author wrote it, who is ranked, who may mark what."""

    scheme: str
    entrants: list[CodedEntrant]
    panels: list[CodedPanel]

    def digest(self) -> str:
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()


class LedgerFile(Wire, frozen=True):
    """Everything of one event that can be checked. `standings` has every row that was shown with its `seq`."""

    event: UUID
    title: Text
    plan: CodedPlan
    entries: list[LedgerRow]
    frames: list[Frame]
    standings: Frame
    head: SignedHead


def read_ledger_file(text: bytes | str) -> LedgerFile:
    """Raises `LedgerFileUnreadable`."""
    try:
        return msgspec.json.decode(text, type=LedgerFile)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise LedgerFileUnreadable(why=error) from error


def coded_plan(plan: Plan) -> CodedPlan:
    return CodedPlan(
        scheme=plan.scheme.source,
        entrants=[CodedEntrant(id=one.id, code=one.code, state=one.state) for one in plan.entrants],
        panels=[
            CodedPanel(
                sub_criteria=list(panel.sub_criteria),
                seats=[CodedSeat(account=seat.account, key=seat.key, recorder=seat.recorder) for seat in panel.seats],
            )
            for panel in plan.panels
        ],
    )


def plan_in(file: LedgerFile) -> Plan:
    """The plan again. Raises `SchemeRefused`."""
    return Plan(
        event=file.event,
        title=file.title,
        competition=NOTHING,
        sample=False,
        scheme=load_scheme(file.plan.scheme, file="scheme"),
        entrants=tuple(PlannedEntrant(one.id, one.code, one.state) for one in file.plan.entrants),
        panels=tuple(
            PlannedPanel(
                NOTHING,
                tuple(panel.sub_criteria),
                tuple(PlannedSeat(seat.account, seat.key, seat.recorder) for seat in panel.seats),
            )
            for panel in file.plan.panels
        ),
    )


def rows_of(entries: Sequence[Entry]) -> list[LedgerRow]:
    return [
        LedgerRow(
            **{name: getattr(entry, name) for name in _ALIKE}, previous=entry.previous.hex(), hash=entry.hash.hex()
        )
        for entry in entries
    ]


def entries_in(file: LedgerFile) -> list[Entry]:
    """The entries again. Raises `LedgerFileUnreadable`."""
    return [
        Entry(
            **{name: getattr(row, name) for name in _ALIKE},
            event=file.event,
            previous=binary(row.previous),
            hash=binary(row.hash),
        )
        for row in file.entries
    ]


def binary(written: str) -> bytes:
    """Raises `LedgerFileUnreadable`."""
    try:
        return bytes.fromhex(written)
    except ValueError as error:
        raise LedgerFileUnreadable(why=written[:80]) from error


_ALIKE = [name for name in LedgerRow.__struct_fields__ if name not in ("previous", "hash")]
