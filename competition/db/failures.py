"""The database's exceptions, said as refusals: the one place that knows SQLSTATE classes.

`translated` answers what a caller can act on (try again, exists already, out of room). What only a programmer can act
on (bad SQL, a missing column, NULL where none may be) is left as it is and ends as an internal error with its trace.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg
from asyncpg import exceptions as pg

from competition.db.errors import (
    AppendOnly,
    BrokenReference,
    Busy,
    CheckFailed,
    Conflict,
    DatabaseRefusal,
    Full,
    Unavailable,
    ValueRefused,
)

TRY_AGAIN = (pg.TransactionRollbackError, pg.LockNotAvailableError, pg.QueryCanceledError, TimeoutError)
UNSTORABLE = (
    pg.StringDataRightTruncationError,
    pg.CharacterNotInRepertoireError,
    pg.UntranslatableCharacterError,
    pg.NumericValueOutOfRangeError,
)
AWAY = (
    pg.PostgresConnectionError,
    pg.OperatorInterventionError,
    pg.ReadOnlySQLTransactionError,
    pg.InvalidAuthorizationSpecificationError,
    pg.InvalidCatalogNameError,
    ConnectionError,
)
GONE = (OSError, asyncpg.InterfaceError, asyncpg.InternalClientError, pg.InternalServerError)


def translated(error: BaseException, *, lost: bool = False) -> DatabaseRefusal | None:
    """The refusal that says `error` to a person, or None when it is a mistake in the program.

    `lost` is true when there is no connection (any more): then OSError and asyncpg's own errors mean that too,
    where they otherwise mean a file of somebody's and a driver that we used wrongly.
    """
    match error:
        case pg.UniqueViolationError() | pg.ExclusionViolationError():
            return Conflict(error.constraint_name, error.table_name)
        case pg.ForeignKeyViolationError():
            return BrokenReference(error.constraint_name, error.table_name)
        case pg.CheckViolationError():
            return CheckFailed(error.constraint_name, error.table_name)
        case _ if isinstance(error, UNSTORABLE) or isinstance(error.__cause__, OverflowError):
            return ValueRefused(reason=error)
        case pg.RestrictViolationError():
            return AppendOnly(reason=error)
        case pg.InsufficientResourcesError():
            return Full(reason=error)
        case _ if isinstance(error, TRY_AGAIN):
            return Busy()
        case _ if isinstance(error, AWAY) or (lost and isinstance(error, GONE)):
            return Unavailable(reason=error or type(error).__name__)
    return None


def is_lost(connection: Any) -> bool:
    """The connection is closed. The pool takes a broken one back by itself; from then on no method of it answers."""
    try:
        return bool(connection.is_closed())
    except asyncpg.InterfaceError:
        return True


@contextmanager
def refusals(connection: Any = None) -> Iterator[None]:
    """What fails inside is raised as a refusal where there is one. No `connection`: it is about reaching the server."""
    try:
        yield
    except Exception as error:
        if isinstance(error, asyncpg.InternalClientError) and connection is not None and not is_lost(connection):
            connection.terminate()  # the driver has lost the thread: nothing more may be asked here
        refusal = translated(error, lost=connection is None or is_lost(connection))
        if refusal is None:
            raise
        raise refusal from error
