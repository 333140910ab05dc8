"""How entries enter the ledger: one statement stores them, moves the event on, and stores what follows from them.

The statement says what the event must still be like. Under its lock, in a transaction, that is so. By itself it is a
transaction of one message: it takes the lock, and stores everything or, if somebody else came first, nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import msgspec

from competition.db.errors import Conflict
from competition.db.unit_of_work import Work, run_alone
from competition.events.actions import ADVANCE, LockedEvent
from competition.events.plan import Plan
from competition.marking.ledger import Entry


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows from entries, worked and not stored yet.

    `statement` stores it: SQL whose first parameters are `values`, and which finds the event's id in `moved`.
    `told` make it known, and are called once it is stored.
    """

    statement: str
    values: tuple[object, ...]
    told: tuple[Callable[[], None], ...]


class Derive(Protocol):
    """Works what follows from new entries. `event` is the event as it was before them; `state` its state after them.

    Without a transaction to read in, None where something would have to be read first.
    """

    async def __call__(
        self, work: Work | None, plan: Plan, event: LockedEvent, entries: Sequence[Entry], state: str
    ) -> Consequence | None: ...


async def append_entries(
    work: Work, plan: Plan, event: LockedEvent, entries: Sequence[Entry], derive: Derive, state: str | None = None
) -> None:
    """The chained entries are in the ledger with what follows from them; part of the caller's transaction."""
    if not entries:
        return
    following = await derive(work, plan, event, entries, state or event.state)
    assert following is not None
    sql, arguments = _statement(event, entries, following, state)
    if not await work.connection.fetch(sql, *arguments):
        raise RuntimeError(f"event {event.id} was not locked")
    for tell in following.told:
        work.after_commit(tell)


async def append_alone(plan: Plan, event: LockedEvent, entries: Sequence[Entry], derive: Derive) -> Consequence | None:
    """The chained entries are stored with what follows from them, which is still to be told, if the event is as said.

    None: nothing is stored, since something else has been, an id of theirs is there already, or too little is known.
    """
    following = await derive(None, plan, event, entries, event.state)
    if following is None:
        return None
    sql, arguments = _statement(event, entries, following, None)
    try:
        return following if await run_alone(sql, *arguments) else None
    except Conflict:
        return None


def _statement(
    event: LockedEvent, entries: Sequence[Entry], following: Consequence, state: str | None
) -> tuple[str, tuple[object, ...]]:
    """The statement and its parameters. It answers a row if the event was as said, and stores nothing if not."""
    after = entries[-1].seq, entries[-1].hash, state or event.state
    before = event.id, event.last_seq, event.head, event.state
    sql = _sql(following.statement, len(following.values))
    return sql, (*following.values, *after, *before, msgspec.json.encode(entries).decode())


KINDS = {
    "id": "uuid",
    "event": "uuid",
    "seq": "bigint",
    "kind": "varchar",
    "stage": "varchar",
    "entrant": "uuid",
    "aspect": "varchar",
    "judge": "varchar",
    "account": "uuid",
    "value": "numeric",
    "device": "varchar",
    "counter": "integer",
    "tablet_time": "varchar",
    "stored_at": "timestamptz",
    "reason": "text",
    "digest": "varchar",
    "previous": "text",
    "hash": "text",
}
"""Of the fields of an entry as JSON, in which bytes are base64."""


@lru_cache(maxsize=8)
def _sql(follows: str, taken: int) -> str:
    advance = ADVANCE.format(*(f"${taken + place}" for place in range(1, 8)))
    fields = ", ".join(f"{name} {kind}" for name, kind in KINDS.items())
    values = [f"decode(entry.{name}, 'base64')" if name in ("previous", "hash") else f"entry.{name}" for name in KINDS]
    return f"""
        WITH moved AS ({advance}),
        entered AS (
            INSERT INTO ledger ({", ".join(KINDS)})
            SELECT {", ".join(values)} FROM moved, json_to_recordset(${taken + 8}) AS entry ({fields})
        ),
        followed AS ({follows})
        SELECT id FROM moved
    """
