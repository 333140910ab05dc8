"""Storing judges' marks, a batch at a time: what each is answered is decided once, and stored one of two ways.

As long as what this process knows of the event is all there is, a batch is one statement, which stores nothing if it is
not (`append_alone`). Then, and where a mark may be there already, the event is locked and read first. Either way the
order is decided by the lock on the event's row.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from competition.accounts.principal import Principal
from competition.clock import now
from competition.db.unit_of_work import tell, unit_of_work
from competition.errors import NotFound
from competition.events.actions import LockedEvent, lock_event
from competition.events.judging import plan_of
from competition.events.plan import Plan
from competition.live.errors import CommandUnreadable
from competition.live.messages import EnterMark, Receipt, Refused
from competition.marking.appending import Derive, append_alone, append_entries
from competition.marking.book import Book
from competition.marking.errors import (
    EntrantUnknown,
    EventEnded,
    EventUnknown,
    IdReused,
    NotOnPanel,
)
from competition.marking.ledger import MARK, OVERTAKEN, Entry, Place
from competition.marking.queries import entries_by_id
from competition.marking.sheet_errors import SheetLocked
from competition.marking.sheets import EventSheets
from rules.errors import Refusal

MOST_MARKS = 2**31
"""Of one tablet; what the ledger's column for its counter holds."""
Answers = Sequence[Receipt | Refused]
Answer = Callable[[Answers], None]
Asked = Sequence[tuple[EnterMark, Entry | Refusal]]
"""Each command, and the entry that it asks for, not numbered yet, or why it can never be one."""


async def store_marks(
    event: UUID, batch: Sequence[tuple[Principal, EnterMark]], derive: Derive, book: Book, answer: Answer
) -> None:
    """Every mark of the batch is in the ledger or refused; `answer` is called with each one's answer, in that order.

    It is called before anybody else hears of them. A mark that is there already, by its id, is answered with the
    receipt it had. One that comes after a newer one of its tablet for the same place is stored as overtaken: it does
    not count. Raises what the database raises when it cannot be known whether they are stored.
    """
    try:
        plan = await plan_of(event)
    except NotFound:
        answer([Refused.of(command.id, EventUnknown(event=event)) for _, command in batch])
        return
    moment = now()
    asked = [(command, _read(plan, judge, command, moment)) for judge, command in batch]
    if not await _store_alone(plan, asked, derive, book, answer):
        await _store_locked(plan, asked, derive, book, answer)


async def _store_alone(plan: Plan, asked: Asked, derive: Derive, book: Book, answer: Answer) -> bool:
    """The batch is stored in one statement; or nothing is, and False, where something has to be read first."""
    sheets = book.known(plan.event)
    if sheets is None or any(isinstance(entry, Entry) and _may_be_there(sheets, entry) for _, entry in asked):
        return False
    event = LockedEvent(plan.event, sheets.state, sheets.seq, sheets.head)
    decided = _decide(sheets, event, asked, {})
    if not decided.stored:
        return False
    following = await append_alone(plan, event, decided.stored, derive)
    if following is None:
        return False
    for act in (lambda: answer(decided.answers), *following.told):
        await tell(act)
    return True


def _may_be_there(sheets: EventSheets, mark: Entry) -> bool:
    """Whether the ledger may have it: its tablet's marks for the same place have come as far."""
    return mark.counter <= sheets.newest.get(mark.place, -1)


async def _store_locked(plan: Plan, asked: Asked, derive: Derive, book: Book, answer: Answer) -> None:
    async with unit_of_work() as work:
        locked = await lock_event(work, plan.event)
        sheets = await book.in_step(work, plan, locked.last_seq, locked.head)
        known = await entries_by_id(work, [entry.id for _, entry in asked if isinstance(entry, Entry)])
        decided = _decide(sheets, locked, asked, known)
        work.after_commit(lambda: answer(decided.answers))
        await append_entries(work, plan, locked, decided.stored, derive)


@dataclass(slots=True)
class Decided:
    """What each command of a batch is answered once the entries `stored` are stored."""

    answers: list[Receipt | Refused] = field(default_factory=list)
    stored: list[Entry] = field(default_factory=list)


def _decide(sheets: EventSheets, event: LockedEvent, asked: Asked, known: Mapping[UUID, Entry]) -> Decided:
    """What becomes of each command; `known` are those of their entries that the ledger has."""
    decided, named, seen, newest = Decided(), str(event.id), dict(known), dict[Place, int]()
    for command, entry in asked:
        if isinstance(entry, Refusal):
            decided.answers.append(Refused.of(command.id, entry))
            continue
        before = seen.get(entry.id)
        if before is None:
            refusal: Refusal | None = EventEnded() if event.state == "ended" else locked_sheet(sheets, entry)
        else:
            refusal = None if before.same_mark(entry) else IdReused(id=command.id)
        if refusal is not None:
            decided.answers.append(Refused.of(command.id, refusal))
            continue
        if before is None:
            place, stored = entry.place, decided.stored
            newer = newest.get(place, sheets.newest.get(place, -1))
            newest[place] = max(entry.counter, newer)
            head = stored[-1].hash if stored else event.head
            kind = OVERTAKEN if entry.counter < newer else MARK
            seen[entry.id] = entry.following(head, event.last_seq + len(stored) + 1, kind)
            stored.append(seen[entry.id])
        decided.answers.append(_receipt(command.id, named, seen[entry.id], repeated=before is not None))
    return decided


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
