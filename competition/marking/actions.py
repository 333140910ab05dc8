"""Acts of organisers on an event's ledger: marks out of a file, and the end. Each is one transaction under its lock."""

from collections.abc import Iterable
from uuid import UUID

from competition.accounts.principal import Principal
from competition.clock import now
from competition.db.unit_of_work import unit_of_work
from competition.events.actions import lock_event
from competition.events.judging import plan_of
from competition.identifiers import uuid7
from competition.marking.appending import Derive, append_entries
from competition.marking.book import Book
from competition.marking.errors import EventEnded, NotByFile
from competition.marking.ledger import ENDED, MARK, Entry, chained
from competition.marking.sheets import EventSheets
from competition.marking.storing import locked_sheet
from rules.marks_file import read_marks


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
    moment = now()
    async with unit_of_work() as work:
        locked = await lock_event(work, event)
        if locked.state == "ended":
            raise EventEnded()
        sheets = await book.in_step(work, plan, locked.last_seq, locked.head)
        entries = [
            Entry(
                id=uuid7(),
                event=event,
                seq=locked.last_seq + counter,
                kind=MARK,
                stage=mark.stage,
                entrant=plan.by_code[mark.entrant].id,
                aspect=mark.aspect,
                judge="",
                account=organiser.id,
                value=mark.value,
                device="file",
                counter=counter,
                tablet_time="",
                stored_at=moment,
            )
            for counter, mark in enumerate(marks, 1)
        ]
        require_open(sheets, entries)
        await append_entries(work, plan, locked, chained(entries, locked.head), derive)
    return len(marks)


async def end_event(organiser: Principal, event: UUID, derive: Derive) -> None:
    """No more marks are taken; ending an event twice changes nothing. Raises `NotFound`."""
    organiser.require("organiser")
    plan = await plan_of(event)
    async with unit_of_work() as work:
        locked = await lock_event(work, event)
        if locked.state == "ended":
            return
        entry = Entry.of_act(event, locked.last_seq + 1, ENDED, organiser.id, now()).after(locked.head)
        await append_entries(work, plan, locked, [entry], derive, state="ended")


def require_open(sheets: EventSheets, marks: Iterable[Entry]) -> None:
    """Return if the sheets of all these marks take marks; raise `SheetLocked` for the first that does not."""
    for mark in marks:
        if closed := locked_sheet(sheets, mark):
            raise closed
