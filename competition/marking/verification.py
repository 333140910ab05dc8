"""Whether a ledger is as it was written: the chain recomputed row by row. No I/O.

Every row is there three times: its content, the hash kept with it, and the hash that the next row kept of it (for the
last row, the event's head). Where the three disagree, the two that agree say which one was touched. Where somebody
changed all three, the next row no longer fits and is named; where all rows were written anew, only the signature tells.
"""

from collections.abc import Sequence

from competition.events.plan import Plan
from competition.marking.errors import (
    HashChanged,
    HeadChanged,
    LedgerBroken,
    MarkedUnderLock,
    OnePersonsWork,
    RowAltered,
    RowMissing,
    RowMoved,
    SignedByOther,
    SignedOther,
)
from competition.marking.ledger import ATTESTED, MARK, OVERTAKEN, SIGNED, Entry, Place
from competition.marking.on_paper import two_people
from competition.marking.sheets import EventSheets


def check_chain(entries: Sequence[Entry], last_seq: int, head: bytes) -> None:
    """Return if the entries, in order, are whole and lead to the head; raise for the first that was touched.

    Raises `RowMissing`, `RowMoved`, `RowAltered`, `HashChanged`, `HeadChanged`.
    """
    previous = b""
    for place, entry in enumerate(entries):
        if entry.seq != place + 1:
            raise _misplaced(entries, place)
        if entry.previous != previous or entry.hash != entry.after(previous).hash:
            raise _touched(entries, place, previous, head)
        previous = entry.hash
    last = entries[-1].id if entries else None
    if last_seq > len(entries):
        raise RowMissing(len(entries) + 1, last)
    if last_seq < len(entries) or head != previous:
        raise HeadChanged(len(entries), last)


def check_overtaken(entries: Sequence[Entry]) -> None:
    """Return if each mark said to be overtaken comes after a newer one of its tablet; raise `RowAltered` if not."""
    newest: dict[Place, int] = {}
    for entry in entries:
        if entry.kind == OVERTAKEN and entry.counter >= newest.get(entry.place, -1):
            raise RowAltered(entry.seq, entry.id)
        if entry.kind in (MARK, OVERTAKEN):
            newest[entry.place] = max(entry.counter, newest.get(entry.place, -1))


def check_sheets(plan: Plan, entries: Sequence[Entry]) -> None:
    """Return if every signature is the seat's own, of exactly the marks that held, and no mark is on a locked sheet.

    Where it stands on paper, as marks may, nobody did two people's work.
    Raises `SignedOther`, `SignedByOther`, `OnePersonsWork`, `MarkedUnderLock`.
    """
    sheets = EventSheets(plan)
    for entry in entries:
        of = sheets.of_entry(entry)
        if of is not None and entry.kind == MARK and of.locked:
            raise MarkedUnderLock(entry.seq, entry.id)
        if not two_people(entry):
            raise OnePersonsWork(entry.seq, entry.id)
        if of is not None and entry.kind in (SIGNED, ATTESTED):
            if entry.digest != of.digest(entry.judge, of.held(entry.judge)):
                raise SignedOther(entry.seq, entry.id)
            if entry.kind == SIGNED and entry.account not in of.layout.accounts(entry.judge):
                raise SignedByOther(entry.seq, entry.id)
        sheets.take([entry])


def _misplaced(entries: Sequence[Entry], place: int) -> LedgerBroken:
    """What it means that the entry at the place has another number."""
    entry = entries[place]
    if entry.seq < place + 1 or any(later.seq == place + 1 for later in entries[place:]):
        return RowMoved(place + 1, entry.id)
    return RowMissing(place + 1, entry.id)


def _touched(entries: Sequence[Entry], place: int, previous: bytes, head: bytes) -> LedgerBroken:
    """What was done to the entry at the place, which is rightly numbered and does not fit its predecessor."""
    entry = entries[place]
    fitting = entry.after(previous).hash
    if entry.hash == fitting:
        return HashChanged(entry.seq, entry.id)  # only what it kept of its predecessor
    if entry.previous == previous:
        kept = entries[place + 1].previous if place + 1 < len(entries) else head
        return (HashChanged if kept == fitting else RowAltered)(entry.seq, entry.id)
    if any(later.previous == previous for later in entries[place + 1 :]):
        return RowMoved(entry.seq, entry.id)
    if place and entry.hash == entry.after(entry.previous).hash:  # whole, and chained to what stood before it
        return RowAltered(entry.seq - 1, entries[place - 1].id)
    return RowAltered(entry.seq, entry.id)
