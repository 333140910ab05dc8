"""What officials did with decisions, and what was done at the body's desk, is never changed."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from competition.db.engine import DB

ID = "2026-11-24T17:01:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "acts on decisions and at the desk: append-only"

STATEMENTS = (
    "CREATE INDEX decision_act_of ON decision_act (decision, at)",
    *(
        statement
        for table in ("decision_act", "desk_act")
        for statement in (
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
            f"CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        )
    ),
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="competition", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await DB.run_ddl(statement)

    manager.add_raw(run)
    return manager
