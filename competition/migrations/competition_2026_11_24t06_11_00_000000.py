"""One certificate that holds a decision; what was done with certificates, and their signed files, are never changed."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from competition.db.engine import DB

ID = "2026-11-24T06:11:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "certificates: one that holds, acts and papers append-only"

STATEMENTS = (
    "CREATE UNIQUE INDEX certificate_one_holds ON certificate (decision) WHERE state IN ('issued', 'delivered')",
    "ALTER TABLE certificate ADD CONSTRAINT certificate_state "
    "CHECK (state IN ('issued', 'delivered', 'revoked', 'superseded'))",
    "CREATE INDEX certificate_act_of ON certificate_act (certificate, at)",
    *(
        statement
        for table in ("certificate_act", "certificate_paper")
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
