"""What a certificate is about stands beside it; templates and printed images never change."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from competition.db.engine import DB

ID = "2026-11-24T16:01:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "certificates of three kinds: earlier ones are promotions; one of each kind that holds"

STATEMENTS = (
    "UPDATE certificate SET event = d.event, member = d.member, position = d.position "
    "FROM promotion_decision d WHERE d.id = certificate.decision",
    "ALTER TABLE certificate ADD CONSTRAINT certificate_kind CHECK (kind IN ('promotion', 'award', 'transcript'))",
    "ALTER TABLE certificate ADD CONSTRAINT certificate_decided CHECK ((kind = 'promotion') = (decision IS NOT NULL))",
    "ALTER TABLE certificate_delivery ADD CONSTRAINT delivery_kind "
    "CHECK (kind IN ('promotion', 'award', 'transcript') AND language IN ('zh', 'en', 'both'))",
    "CREATE UNIQUE INDEX certificate_one_of_kind ON certificate (member, kind) "
    "WHERE state IN ('issued', 'delivered')",
    *(
        statement
        for table in ("printed_image", "pinned_template", "template_edition")
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
