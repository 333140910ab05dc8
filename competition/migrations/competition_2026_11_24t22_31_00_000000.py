"""What the register said of a holder before is never changed: the database refuses it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from competition.db.engine import DB

ID = "2026-11-24T22:31:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "append-only corrections of holders"

TRIGGERS = (
    "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON holder_correction "
    "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON holder_correction "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    "CREATE INDEX holder_correction_holder ON holder_correction (holder)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="competition", description=DESCRIPTION)

    async def run() -> None:
        for trigger in TRIGGERS:
            await DB.run_ddl(trigger)

    manager.add_raw(run)
    return manager
