"""A register from before there were kinds of certificate comes through the migrations whole."""

from typing import Any

from asyncpg import Connection
from piccolo.apps.migrations.commands.forwards import run_forwards

from competition.db.engine import DB
from competition.db.migrate import migrate

BEFORE = "2026-11-24T12:00:00:000000"
"""The last migration that knows promotions only."""
FILLING = {
    "uuid": "gen_random_uuid()",
    "jsonb": "'{}'",
    "bytea": "''",
    "integer": "1",
    "bigint": "1",
    "date": "now()",
    "timestamp with time zone": "now()",
    "boolean": "false",
    "ARRAY": "'{}'",
}
EVENT, MEMBER, HOLDER, ACCOUNT, DECISION, CERTIFICATE = (f"'00000000-0000-7000-8000-00000000000{n}'" for n in range(6))


async def fill(connection: "Connection[Any]", table: str, **known: str) -> None:
    """A row with what is known, as SQL, and anything at all in every other column that has to hold something."""
    columns = await connection.fetch(
        "SELECT column_name, data_type FROM information_schema.columns "
        "WHERE table_name = $1 AND (is_nullable = 'NO' OR column_name = ANY($2))",
        table,
        list(known),
    )
    said = {name: known.get(name) or FILLING.get(kind, "'x'") for name, kind in columns}
    names = ", ".join(f'"{name}"' for name in said)
    await connection.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join(said.values())})")


async def test_an_older_certificate_is_a_promotion_of_its_member(empty_database: str) -> None:
    await run_forwards("competition", BEFORE)
    assert DB.pool is not None
    async with DB.pool.acquire() as connection:
        await connection.execute("SET session_replication_role = replica")  # rows that refer to nothing are let in
        await fill(connection, "account", id=ACCOUNT)
        await fill(connection, "event", id=EVENT, state="'ended'")
        await fill(connection, "member", id=MEMBER)
        await fill(connection, "holder", id=HOLDER)
        decided = {"state": "'granted'", "position": "7", "proposed_by": ACCOUNT}
        await fill(connection, "promotion_decision", id=DECISION, event=EVENT, member=MEMBER, holder=HOLDER, **decided)
        issued = {"state": "'issued'", "issued_by": ACCOUNT}
        await fill(connection, "certificate", id=CERTIFICATE, decision=DECISION, holder=HOLDER, **issued)
        await fill(connection, "certificate_act", certificate=CERTIFICATE, by=ACCOUNT, act="'issued'")
        await connection.execute("SET session_replication_role = origin")
    await migrate()
    [row] = await DB.pool.fetch("SELECT kind, event, member, position FROM certificate")
    assert [row["kind"], f"'{row['event']}'", f"'{row['member']}'", row["position"]] == ["promotion", EVENT, MEMBER, 7]
