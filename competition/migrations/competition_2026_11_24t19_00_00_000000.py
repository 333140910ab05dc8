"""What judging reads of the scheme and of the ledger, as views like all else that it reads."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from competition.db.engine import DB

ID = "2026-11-24T19:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "views of scheme and ledger for judging"

STATEMENTS = (
    "CREATE VIEW judging_scheme AS SELECT digest, source FROM stored_scheme",
    "CREATE VIEW judging_entry AS SELECT id, event, seq, kind, stage, entrant, aspect, judge, account, value, device, "
    "counter, tablet_time, stored_at, reason, digest, previous, hash FROM ledger",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="competition", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await DB.run_ddl(statement)

    manager.add_raw(run)
    return manager
