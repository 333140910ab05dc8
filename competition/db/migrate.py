"""The schema, brought up to this program: all or nothing, one process at a time, never backwards.

Piccolo by itself records each migration outside the migration's own transaction and lets two processes that start
together create the same table twice. Here all pending migrations and their records are one transaction, under an
advisory lock that ends with it: who comes second finds nothing left to do.
"""

import contextlib
import io
import logging
import sys
from collections.abc import Iterator

from piccolo.apps.migrations.commands.base import BaseMigrationManager
from piccolo.apps.migrations.commands.forwards import run_forwards
from piccolo.apps.migrations.tables import Migration

from competition.db.engine import DB, PatientTransaction
from competition.db.errors import MigrationFailed, SchemaNewer
from competition.db.failures import refusals

LOCK = 7301  # any number, the same in every version of the program

log = logging.getLogger("jinji.db")


async def migrate(app_name: str = "competition") -> None:
    """The database has exactly the migrations of this program; several processes may call this at once.

    Raises `SchemaNewer` when it has more, `MigrationFailed` when one cannot be applied, `Unavailable` when the server
    does not answer; the database is then as it was.
    """
    async with PatientTransaction(DB, allow_nested=False) as transaction:
        await transaction.connection.execute("SELECT pg_advisory_xact_lock($1)", LOCK)
        printed = io.StringIO()
        with _quiet(printed):
            await _refuse_newer(app_name)
            try:
                with refusals(transaction.connection):
                    result = await run_forwards(app_name)
            except Exception as error:
                raise MigrationFailed(reason=error) from error
        log.debug("%s", printed.getvalue())
        if not result.success:
            raise MigrationFailed(reason=result.message)


async def _refuse_newer(app_name: str) -> None:
    if not await Migration.table_exists():
        return
    manager = BaseMigrationManager()
    folder = manager.get_app_config(app_name).resolved_migrations_folder_path
    known = manager.get_migration_modules(folder)
    unknown = [name for name in await Migration.get_migrations_which_ran(app_name) if name not in known]
    if unknown:
        raise SchemaNewer(unknown=", ".join(unknown))


@contextlib.contextmanager
def _quiet(printed: io.StringIO) -> Iterator[None]:
    """Piccolo prints its progress and leaves the migrations folder on the import path; neither outlives this."""
    before = sys.path[:]
    try:
        with contextlib.redirect_stdout(printed):
            yield
    finally:
        sys.path[:] = before
