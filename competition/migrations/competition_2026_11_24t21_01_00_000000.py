"""What is heard of tablets is written every second and lost without harm: neither table has a log."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from competition.db.engine import DB

ID = "2026-11-24T21:01:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what is heard of tablets is not logged"

STATEMENTS = (
    "ALTER TABLE tablet_heard SET UNLOGGED",
    "ALTER TABLE tablet_heard SET (fillfactor = 50)",
    "ALTER TABLE desk_lease SET UNLOGGED",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="competition", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await DB.run_ddl(statement)

    manager.add_raw(run)
    return manager
