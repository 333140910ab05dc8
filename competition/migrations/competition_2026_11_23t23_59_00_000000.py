"""What Piccolo's tables cannot say: the ledger and the frames are append-only, and the indexes that reading them needs."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from competition.db.engine import DB

ID = "2026-11-23T23:59:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "append-only ledger"

REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$
"""
STATEMENTS = (
    REFUSE,
    "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ledger FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON ledger FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON frame FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON frame FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    "CREATE INDEX ledger_in_force ON ledger (event, stage, entrant, aspect, judge, seq DESC)",
    "CREATE INDEX seat_account ON seat (account)",
    "CREATE INDEX session_account ON session (account)",
    "CREATE INDEX promotion_decision_holder ON promotion_decision (holder)",
    "CREATE UNIQUE INDEX promotion_decision_one_a_year ON promotion_decision (holder, limited_year) "
    "WHERE state IN ('approved', 'granted')",
    "CREATE UNIQUE INDEX promotion_decision_no_duplicate ON promotion_decision (holder, occupation, level) "
    "WHERE state IN ('approved', 'granted')",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="competition", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await DB.run_ddl(statement)

    manager.add_raw(run)
    return manager
