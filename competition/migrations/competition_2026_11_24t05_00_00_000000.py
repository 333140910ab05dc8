"""What judging reads: views that know entrants by their codes only. None has a name, an organisation or a person in it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from competition.db.engine import DB

ID = "2026-11-24T05:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "coded views for judging"

STATEMENTS = (
    "CREATE VIEW judging_event AS SELECT event.id, event.title_zh, event.title_en, event.scheme, event.state, "
    "event.last_seq, event.chief_judge, competition.title_zh AS competition_zh, competition.title_en AS competition_en, "
    "competition.sample FROM event JOIN competition ON competition.id = event.competition",
    "CREATE VIEW judging_entrant AS SELECT id, event, position, code, state FROM entrant",
    "CREATE VIEW judging_panel AS SELECT id, event, position, title_zh, title_en, sub_criteria FROM panel",
    "CREATE VIEW judging_seat AS SELECT seat.panel, panel.event, seat.account, seat.position, seat.key, seat.recorder "
    "FROM seat JOIN panel ON panel.id = seat.panel",
    "CREATE UNIQUE INDEX pairing_code_one_typed ON pairing_code (account) WHERE typed AND used_at IS NULL",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="competition", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await DB.run_ddl(statement)

    manager.add_raw(run)
    return manager
