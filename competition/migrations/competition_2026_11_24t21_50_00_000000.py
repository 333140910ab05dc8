"""What people do about who may see the standings is found among any number of marks."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from competition.db.engine import DB

ID = "2026-11-24T21:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "an index of the acts that everybody is told of"

INDEX = (
    "CREATE INDEX ledger_public_act ON ledger (event, seq) "
    "WHERE kind IN ('audience', 'ended', 'final', 'frozen', 'recalled', 'unfrozen')"
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="competition", description=DESCRIPTION)

    async def run() -> None:
        await DB.run_ddl(INDEX)

    manager.add_raw(run)
    return manager
