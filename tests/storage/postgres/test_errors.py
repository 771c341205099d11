"""What PostgreSQL says, in storage's own words: which of them may be tried again."""

import pytest

asyncpg = pytest.importorskip("asyncpg", reason="asyncpg is not installed here")

from tracker.storage.file import errors as storage  # noqa: E402
from tracker.storage.postgres.errors import in_own_words, own_words  # noqa: E402


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (asyncpg.UniqueViolationError("twice"), storage.Conflict),
        (asyncpg.ForeignKeyViolationError("nobody"), storage.Conflict),
        (asyncpg.CheckViolationError("king"), storage.Conflict),
        (asyncpg.DataError("invalid input for query argument $1"), storage.Conflict),
        (asyncpg.CharacterNotInRepertoireError("0x00"), storage.Conflict),
        (asyncpg.LockNotAvailableError("waited"), storage.Locked),
        (asyncpg.DeadlockDetectedError("both"), storage.Locked),
        (asyncpg.SerializationError("again"), storage.Locked),
        (asyncpg.QueryCanceledError("statement timeout"), storage.ReadTooSlow),
        (asyncpg.DiskFullError("full"), storage.Unwritable),
        (asyncpg.InsufficientPrivilegeError("no right"), storage.Unwritable),
        (asyncpg.ReadOnlySQLTransactionError("a standby"), storage.Unwritable),
        (asyncpg.DataCorruptedError("torn"), storage.Damaged),
        (asyncpg.ConnectionDoesNotExistError("gone"), storage.RefusesForNow),
        (asyncpg.InterfaceError("connection is closed"), storage.RefusesForNow),
        (asyncpg.InternalClientError("cannot switch to state 15"), storage.RefusesForNow),
        (asyncpg.AdminShutdownError("bye"), storage.RefusesForNow),
        (asyncpg.CannotConnectNowError("starting"), storage.RefusesForNow),
        (asyncpg.TooManyConnectionsError("enough"), storage.RefusesForNow),
        (asyncpg.InvalidCachedStatementError("changed"), storage.RefusesForNow),
        (ConnectionRefusedError(111, "refused"), storage.RefusesForNow),
        (TimeoutError(), storage.RefusesForNow),
        (asyncpg.PostgresSyntaxError("at or near"), storage.StorageError),
    ],
)
def test_each_is_one_of_ours(error: Exception, ours: type[storage.StorageError]) -> None:
    assert type(in_own_words(error)) is ours


def test_what_stands_in_a_row_or_an_address_is_not_said() -> None:
    error = asyncpg.UniqueViolationError(
        "duplicate key at postgresql://tracker:hunter2@db/x\nDETAIL:  Key (email)=(ada@example.com)"
    )
    with pytest.raises(storage.Conflict) as said, own_words():
        raise error
    assert str(said.value) == "duplicate key at postgresql://***@db/x"


def test_a_time_out_has_a_sentence() -> None:
    assert str(in_own_words(TimeoutError())) == "PostgreSQL did not answer in time."
