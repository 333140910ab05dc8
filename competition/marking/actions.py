"""Storing marks and ending an event: each one transaction under the event's lock."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from typing import Protocol
from uuid import UUID

from competition.accounts.principal import Principal
from competition.clock import now
from competition.db.unit_of_work import Work, unit_of_work
from competition.errors import NotFound
from competition.events.actions import LockedEvent, advance_event, lock_event
from competition.events.judging import plan_of
from competition.events.plan import Plan
from competition.identifiers import uuid7
from competition.live.messages import EnterMark, Receipt, Refused
from competition.marking.book import Book
from competition.marking.errors import (
    CommandUnreadable,
    EntrantUnknown,
    EventEnded,
    EventUnknown,
    IdReused,
    NotByFile,
    NotOnPanel,
)
from competition.marking.ledger import ENDED, MARK, OVERTAKEN, Entry, Place
from competition.marking.queries import entries_by_id
from competition.marking.sheet_errors import SheetLocked
from competition.marking.sheets import EventSheets
from rules.errors import Refusal
from rules.marks_file import read_marks
from rules.values import Text

MOST_MARKS = 2**31
"""Of one tablet; what the ledger's column for its counter holds."""


class Derive(Protocol):
    """Recomputes what follows from new entries, in the transaction that stores them.

    `event` is the event as it was before them; `state` its state after them.
    """

    async def __call__(
        self, work: Work, plan: Plan, event: LockedEvent, entries: Sequence[Entry], state: str
    ) -> None: ...


async def store_marks(
    event: UUID, batch: Sequence[tuple[Principal, EnterMark]], derive: Derive, book: Book
) -> list[Receipt | Refused]:
    """Every mark of the batch is in the ledger or refused, each with its answer, in the order given.

    A mark that is there already, by its id, is answered with the receipt it had. One that comes after a newer one of
    its tablet for the same place is stored as overtaken: it does not count.
    """
    try:
        plan = await plan_of(event)
    except NotFound:
        return [_refused(command.id, EventUnknown(event=event)) for _, command in batch]
    moment, named = now(), str(event)
    asked = [_read(plan, judge, command, moment) for judge, command in batch]
    readable = [entry for entry in asked if isinstance(entry, Entry)]
    answers: list[Receipt | Refused] = []
    async with unit_of_work() as work:
        locked = await lock_event(work, event)
        sheets = await book.in_step(work, plan, locked.last_seq)
        known = await entries_by_id(work, [entry.id for entry in readable])
        newest: dict[Place, int] = {}
        stored: list[Entry] = []
        for (_, command), entry in zip(batch, asked, strict=True):
            if isinstance(entry, Refusal):
                answers.append(_refused(command.id, entry))
                continue
            seen = known.get(entry.id)
            if seen is None and locked.state == "ended":
                answers.append(_refused(command.id, EventEnded()))
                continue
            if seen is not None and not seen.same_mark(entry):
                answers.append(_refused(command.id, IdReused(id=command.id)))
                continue
            if seen is None and (closed := locked_sheet(sheets, entry)):
                answers.append(_refused(command.id, closed))
                continue
            if seen is None:
                place = entry.place
                newer = newest.get(place, sheets.newest.get(place, -1))
                kind = OVERTAKEN if entry.counter < newer else MARK
                newest[place] = max(entry.counter, newer)
                head, seq = stored[-1].hash if stored else locked.head, locked.last_seq + len(stored) + 1
                entry = known[entry.id] = entry.following(head, seq, kind)
                stored.append(entry)
            answers.append(_receipt(command.id, named, known[entry.id], repeated=seen is not None))
        await append_entries(work, plan, locked, stored, derive)
    return answers


async def import_marks(organiser: Principal, event: UUID, text: str, name: str, derive: Derive, book: Book) -> int:
    """All marks of a CSV file are in the ledger, entered by the organiser, or none is; returns how many.

    For what was established on paper, such as the results of a written examination: only aspects that
    have one value, never a judge's own mark.
    Raises `MarksRefused`, `NotByFile`, `SheetLocked`, `EventEnded`, `NotFound`.
    """
    organiser.require("organiser")
    plan = await plan_of(event)
    marks = read_marks(text, file=name, scheme=plan.scheme, entrants=plan.by_code)
    for mark in marks:
        if plan.located(mark.aspect, mark.stage).aspect.each_judge:
            raise NotByFile(aspect=mark.aspect)
    async with unit_of_work() as work:
        locked = await lock_event(work, event)
        if locked.state == "ended":
            raise EventEnded()
        sheets = await book.in_step(work, plan, locked.last_seq)
        entries: list[Entry] = []
        for seq, mark in enumerate(marks, locked.last_seq + 1):
            entry = Entry(
                id=uuid7(),
                event=event,
                seq=seq,
                kind=MARK,
                stage=plan.scheme.stage(mark.stage).key,
                entrant=plan.by_code[mark.entrant].id,
                aspect=mark.aspect,
                judge="",
                account=organiser.id,
                value=mark.value,
                device="file",
                counter=seq - locked.last_seq,
                tablet_time="",
                stored_at=now(),
            )
            entries.append(entry.after(entries[-1].hash if entries else locked.head))
        require_open(sheets, entries)
        await append_entries(work, plan, locked, entries, derive)
    return len(entries)


async def end_event(organiser: Principal, event: UUID, derive: Derive) -> None:
    """No more marks are taken; ending an event twice changes nothing. Raises `NotFound`."""
    organiser.require("organiser")
    plan = await plan_of(event)
    async with unit_of_work() as work:
        locked = await lock_event(work, event)
        if locked.state == "ended":
            return
        entry = Entry(
            id=uuid7(),
            event=event,
            seq=locked.last_seq + 1,
            kind=ENDED,
            stage="",
            entrant=None,
            aspect="",
            judge="",
            account=organiser.id,
            value=None,
            device="",
            counter=0,
            tablet_time="",
            stored_at=now(),
        ).after(locked.head)
        await append_entries(work, plan, locked, [entry], derive, state="ended")


def _read(plan: Plan, judge: Principal, command: EnterMark, moment: datetime) -> Entry | Refusal:
    """The entry that the command asks for, not numbered yet, or why it can never be one."""
    try:
        return _entry(plan, judge, command, moment)
    except Refusal as refusal:
        return refusal


def _entry(plan: Plan, judge: Principal, command: EnterMark, moment: datetime) -> Entry:
    """Raises the refusals of this package and of `rules.scheme`."""
    try:
        mark_id = UUID(command.id)
    except ValueError as error:
        raise CommandUnreadable(why=f"id {command.id[:40]}") from error
    if not 0 <= command.counter < MOST_MARKS or "\0" in command.device + command.at:
        raise CommandUnreadable(why="device, counter, at")
    entrant = plan.by_code.get(command.entrant)
    if entrant is None:
        raise EntrantUnknown(entrant=command.entrant)
    aspect = plan.located(command.aspect, command.stage).aspect
    seat = plan.seat_for(judge.id, command.aspect, command.stage)
    if seat is None:
        raise NotOnPanel(judge=judge.name, aspect=command.aspect)
    if command.value is not None:
        aspect.check(command.value)
    return Entry(
        id=mark_id,
        event=plan.event,
        seq=0,
        kind=MARK,
        stage=plan.scheme.stage(command.stage).key,
        entrant=entrant.id,
        aspect=command.aspect,
        judge=seat.key if aspect.each_judge else "",
        account=judge.id,
        value=command.value,
        device=command.device[:100],
        counter=command.counter,
        tablet_time=command.at[:40],
        stored_at=moment,
    )


def locked_sheet(sheets: EventSheets, mark: Entry) -> SheetLocked | None:
    """Why the mark's sheet takes no mark, if the chief judge has locked it."""
    found = sheets.of_entry(mark)
    if found is None or not found.locked:
        return None
    return SheetLocked(found.entrant.code, found.layout.sub_criterion.title)


def require_open(sheets: EventSheets, marks: Iterable[Entry]) -> None:
    """Return if the sheets of all these marks take marks; raise `SheetLocked` for the first that does not."""
    for mark in marks:
        if closed := locked_sheet(sheets, mark):
            raise closed


async def append_entries(
    work: Work, plan: Plan, event: LockedEvent, entries: Sequence[Entry], derive: Derive, state: str | None = None
) -> None:
    """The chained entries are in the ledger with what follows from them; part of the caller's transaction."""
    if not entries:
        return
    await work.connection.copy_records_to_table("ledger", records=map(_row, entries), columns=COLUMNS)
    await advance_event(work, event, entries[-1].seq, entries[-1].hash, state)
    await derive(work, plan, event, entries, state or event.state)


COLUMNS = tuple(field.name for field in fields(Entry))
_row = attrgetter(*COLUMNS)


def _receipt(mark_id: str, event: str, entry: Entry, repeated: bool) -> Receipt:
    """`mark_id` is the id as the tablet wrote it, by which it finds its mark."""
    return Receipt(
        id=mark_id,
        event=event,
        seq=entry.seq,
        hash=entry.hash.hex(),
        repeated=repeated,
        overtaken=entry.kind == OVERTAKEN,
    )


def _refused(mark_id: str, refusal: Refusal) -> Refused:
    return Refused(id=mark_id, code=refusal.code, text=Text(refusal.text("zh"), refusal.text("en")))
