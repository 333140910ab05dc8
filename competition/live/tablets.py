"""What all processes know together of judges' tablets: when each was last heard of, and which has the judge's desk.

Whether a tablet is connected is a lease that its process renews, and every time is told as an age by the database's
clock: a process that is killed takes back nothing, and the clocks of two need not agree.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from competition.clock import now
from competition.db.notices import NODE, TELL, Notice
from competition.db.unit_of_work import run_alone

DESK = "desk"
"""The kind of the notice that a judge's desk is another tablet's, or nobody's; its key is the account."""
HERE_SECONDS = 15
"""So long after its process last said so a tablet counts as connected."""
KEPT = 16
"""Tablets remembered of one judge; of more, those unheard of longest are forgotten."""

_HEARD = f"""
    INSERT INTO tablet_heard AS known
        (id, account, device, node, heard_at, here_until, waiting, sent, stored, battery, refused)
    SELECT gen_random_uuid(), account, device, $1, now() - age * interval '1 second',
        CASE WHEN here THEN now() + interval '{HERE_SECONDS} seconds' ELSE now() END, waiting, sent, stored, battery,
        refused
    FROM jsonb_to_recordset($2::jsonb) AS one
        (account uuid, device text, age float8, here bool, waiting int, sent int, stored int, battery smallint,
            refused int)
    ORDER BY account, device
    ON CONFLICT (account, device) DO UPDATE SET node = excluded.node, heard_at = excluded.heard_at,
        here_until = excluded.here_until, waiting = excluded.waiting, sent = excluded.sent,
        stored = excluded.stored, battery = excluded.battery, refused = excluded.refused
    WHERE known.node = excluded.node OR known.heard_at < excluded.heard_at
"""
_FORGET = """
    DELETE FROM tablet_heard USING (
        SELECT id, row_number() OVER (
            PARTITION BY account ORDER BY desk_lease.device IS NULL, here_until > now() DESC, heard_at DESC
        ) AS place
        FROM tablet_heard LEFT JOIN desk_lease USING (account, device) WHERE account = ANY($1::uuid[])
    ) AS one WHERE tablet_heard.id = one.id AND place > $2
"""
_READ = """
    SELECT account, device, waiting, sent, stored, battery, refused, here_until > now() AS connected,
        desk_lease.device IS NOT NULL AS has_desk, now() - heard_at AS heard_at
    FROM tablet_heard LEFT JOIN desk_lease USING (account, device)
    WHERE account = ANY($1::uuid[]) ORDER BY tablet_heard.heard_at DESC
"""
_LEASED = """
    WITH desk AS (
        INSERT INTO desk_lease (account, device, since) VALUES ($1, $2, now())
        ON CONFLICT (account) DO UPDATE SET {} RETURNING account, device, since{}
    )
    SELECT desk.device, now() - since AS since, now() - coalesce(heard_at, since) AS heard_at,
        coalesce(here_until > now(), false) AS connected, coalesce(waiting + sent, 0) AS waiting
    FROM desk LEFT JOIN tablet_heard USING (account, device)
"""
_OPEN = _LEASED.format("device = desk_lease.device", "")
_TAKE = _LEASED.format("device = excluded.device, since = now()", ", " + TELL.format("$3"))
_LEAVE = f"DELETE FROM desk_lease WHERE account = $1 AND device = $2 RETURNING {TELL.format('$3')}"


class Heard(msgspec.Struct, frozen=True):
    """A tablet as its process tells the others of it; `age` is how many seconds ago it was heard of."""

    account: UUID
    device: str
    age: float
    here: bool
    waiting: int
    sent: int
    stored: int
    battery: int | None
    refused: int


@dataclass(frozen=True, slots=True)
class Tablet:
    """A tablet as last heard of by any process, at `heard_at` by the clock of this one."""

    device: str
    heard_at: datetime
    connected: bool
    has_desk: bool
    waiting: int
    sent: int
    stored: int
    battery: int | None
    refused: int


@dataclass(frozen=True, slots=True)
class Lease:
    """The tablet that has the desk, and how it was last heard of by any process; times by the clock of this one."""

    device: str
    since: datetime
    heard_at: datetime
    connected: bool
    waiting: int


async def tell_heard(tablets: Sequence[Heard], new: Collection[UUID]) -> None:
    """The other processes can know it; of the judges whose tablets are `new` those beyond `KEPT` are forgotten."""
    await run_alone(_HEARD, NODE, msgspec.json.encode(tablets).decode())
    if new:
        await run_alone(_FORGET, list(new), KEPT)


async def tablets_heard(accounts: Collection[UUID]) -> dict[UUID, list[Tablet]]:
    """The tablets of these judges, the one heard of last first; also those that have gone."""
    found: dict[UUID, list[Tablet]] = {account: [] for account in accounts}
    for row in await run_alone(_READ, list(accounts)):
        seen = _by_this_clock(row, "heard_at")
        found[seen.pop("account")].append(Tablet(**seen))
    return found


async def open_desk(account: UUID, device: str) -> Lease:
    """The tablet has the judge's desk if nobody had it; who has it."""
    [row] = await run_alone(_OPEN, account, device)
    return Lease(**_by_this_clock(row, "since", "heard_at"))


async def take_desk(account: UUID, device: str) -> Lease:
    """The tablet has the judge's desk, and whoever had it has it no longer."""
    [row] = await run_alone(_TAKE, account, device, Notice(DESK, str(account)).payload())
    return Lease(**_by_this_clock(row, "since", "heard_at"))


async def leave_desk(account: UUID, device: str) -> None:
    """The tablet has the desk no longer, if it had it."""
    await run_alone(_LEAVE, account, device, Notice(DESK, str(account)).payload())


async def desks(accounts: Collection[UUID]) -> dict[UUID, str]:
    """Which tablet has the desk of each of these judges."""
    rows = await run_alone("SELECT account, device FROM desk_lease WHERE account = ANY($1::uuid[])", list(accounts))
    return {row["account"]: row["device"] for row in rows}


def _by_this_clock(row: Mapping[str, Any], *ages: str) -> dict[str, Any]:
    """The row with the moments that are so long ago in place of these ages."""
    moment = now()
    return {name: moment - value if name in ages else value for name, value in row.items()}
