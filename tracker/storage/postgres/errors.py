"""What PostgreSQL and the way to it may say, in storage's own words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from tracker.masks import masked
from tracker.storage.file.errors import (
    Conflict,
    Damaged,
    Locked,
    ReadTooSlow,
    RefusesForNow,
    StorageError,
    Unwritable,
)

# The connection has gone, or the server is about to end it: another one may do.
LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # the client has lost its place as the server went
    OSError,
)
BY_CLASS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], type[StorageError]], ...] = (
    ((asyncpg.IntegrityConstraintViolationError, asyncpg.DataError), Conflict),
    ((asyncpg.LockNotAvailableError, asyncpg.TransactionRollbackError), Locked),
    (asyncpg.QueryCanceledError, ReadTooSlow),
    (
        (
            asyncpg.DiskFullError,
            asyncpg.InsufficientPrivilegeError,
            asyncpg.ReadOnlySQLTransactionError,
        ),
        Unwritable,
    ),
    ((asyncpg.DataCorruptedError, asyncpg.IndexCorruptedError), Damaged),
    ((*LOST, TimeoutError, asyncpg.OperatorInterventionError), RefusesForNow),
    # Another release has changed a table meanwhile, or there is no more room for a connection.
    ((asyncpg.InvalidCachedStatementError, asyncpg.InsufficientResourcesError), RefusesForNow),
    (asyncpg.PostgresError, StorageError),
)
ALL = (asyncpg.PostgresError, TimeoutError, *LOST)


@contextmanager
def own_words() -> Iterator[None]:
    """Whatever the engine raises within leaves as a StorageError that stands where it stood."""
    try:
        yield
    except ALL as error:
        raise in_own_words(error).with_traceback(error.__traceback__) from None


def in_own_words(error: Exception) -> StorageError:
    """The same, said by one of the classes above: the first line alone, for the others tell what
    stands in the row."""
    ours = next(ours for theirs, ours in BY_CLASS if isinstance(error, theirs))
    said = masked(str(error).partition("\n")[0])
    return ours(said or "PostgreSQL did not answer in time.")
