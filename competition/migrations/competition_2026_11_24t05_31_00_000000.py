"""What was keyed in from paper is never changed: the database refuses it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from competition.db.engine import DB

ID = "2026-11-24T05:31:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "append-only entries from paper"

TABLES = ("paper_sheet", "paper_entry", "paper_ruling", "paper_confirmation")
ROWS = "BEFORE UPDATE OR DELETE ON {} FOR EACH ROW"
WHOLE = "BEFORE TRUNCATE ON {} FOR EACH STATEMENT"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="competition", description=DESCRIPTION)

    async def run() -> None:
        for table in TABLES:
            await DB.run_ddl(f"CREATE TRIGGER append_only {ROWS.format(table)} EXECUTE FUNCTION refuse_change()")
            await DB.run_ddl(f"CREATE TRIGGER append_only_whole {WHOLE.format(table)} EXECUTE FUNCTION refuse_change()")

    manager.add_raw(run)
    return manager
