"""Draws are never changed; entrants may change places in one statement, each with its members and picture."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from competition.db.engine import DB

ID = "2026-11-24T21:41:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "draws append-only, places exchanged at once"

STATEMENTS = (
    "ALTER TABLE member DROP CONSTRAINT member_once",
    "ALTER TABLE member ADD CONSTRAINT member_once UNIQUE (entrant, holder) DEFERRABLE",
    "ALTER TABLE entrant_photo DROP CONSTRAINT entrant_photo_pkey",
    "ALTER TABLE entrant_photo ADD PRIMARY KEY (entrant) DEFERRABLE",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="competition", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await DB.run_ddl(statement)
        for table in ("sealed_draw", "number_draw"):
            await DB.run_ddl(
                f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
            await DB.run_ddl(
                f"CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )

    manager.add_raw(run)
    return manager
