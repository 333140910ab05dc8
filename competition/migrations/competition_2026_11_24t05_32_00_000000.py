"""Who keyed a paper sheet in neither settles nor confirms it: the database refuses that too."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from competition.db.engine import DB

ID = "2026-11-24T05:32:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "two people's work on paper sheets"

REFUSE = """
CREATE FUNCTION refuse_own_paper() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM paper_entry WHERE sheet = NEW.sheet AND account = NEW.account) THEN
        RAISE EXCEPTION '% of a sheet by an account that keyed it in is refused', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="competition", description=DESCRIPTION)

    async def run() -> None:
        await DB.run_ddl(REFUSE)
        for table in ("paper_ruling", "paper_confirmation"):
            await DB.run_ddl(
                f"CREATE TRIGGER other_account BEFORE INSERT ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_own_paper()"
            )

    manager.add_raw(run)
    return manager
