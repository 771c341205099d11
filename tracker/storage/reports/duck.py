"""DuckDB as reports use it: a file of its own, few threads, bounded memory, nothing from the net.

It is imported where it is first needed, after serving has begun: that takes a tenth of a second,
and there is no wheel of it for every system."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    pass

THREADS = 2
MEMORY_MB = 256  # of its own buffers; the process grows by some 100 MB more
SPILL_MB = 4_000  # that one question may write beside the file

Connection = Any  # duckdb.DuckDBPyConnection: nothing is imported for its name's sake
Values = dict[str, object]


class EngineError(Exception):
    """DuckDB could not do it; the message is its own."""


class Interrupted(EngineError):
    """It was told to stop."""


class TooLarge(EngineError):
    """A statement needs more memory than it may. What is asked next may be answered."""


class InvalidInput(EngineError):
    """A value is none that a function takes, such as an expression that is none."""


class Absent(Exception):
    """DuckDB is not installed, or there is none for this system."""


@contextmanager
def own_words() -> Iterator[None]:
    """Whatever DuckDB raises within leaves as an EngineError."""
    import duckdb

    try:
        yield
    except duckdb.InterruptException as error:
        raise Interrupted(str(error)) from None
    except duckdb.OutOfMemoryException as error:
        raise TooLarge(str(error)) from None
    except duckdb.InvalidInputException as error:
        raise InvalidInput(str(error).removeprefix("Invalid Input Error: ")) from None
    except duckdb.Error as error:
        raise EngineError(str(error)) from error


def connect(path: Path, spill: Path, memory: int = MEMORY_MB) -> Connection:
    """Open the file, or make it. `spill`: the folder for what does not fit into memory, which is
    `memory` megabytes.

    Blocks. Call it in a thread that has given way: DuckDB's own threads inherit its niceness.
    Raises EngineError where the file is damaged or cannot be written, and Absent."""
    duckdb = _engine()
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": THREADS,
        "memory_limit": f"{memory}MB",
        "temp_directory": str(spill),
        "max_temp_directory_size": f"{SPILL_MB}MB",
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
        "preserve_insertion_order": True,
    }
    with own_words():
        connection: Connection = duckdb.connect(str(path), config=config)
        return connection


def release() -> str:
    """The engine's. Raises Absent."""
    return str(_engine().__version__)


def _engine() -> ModuleType:
    try:
        import duckdb
    except ImportError as error:
        raise Absent(str(error)) from error
    return duckdb


def rows(connection: Connection, sql: str, values: Values | None = None) -> list[tuple[Any, ...]]:
    """All rows of a statement; an open result would keep the connection for itself."""
    with own_words():
        found: list[tuple[Any, ...]] = connection.execute(sql, values or {}).fetchall()
        return found


def run(connection: Connection, sql: str, values: Values | None = None) -> None:
    """A statement that answers nothing."""
    rows(connection, sql, values)


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """Committed on the way out, rolled back on any error."""
    run(connection, "begin")
    try:
        yield
    except BaseException:
        with own_words():
            connection.rollback()
        raise
    run(connection, "commit")


def let_go(connection: Connection) -> None:
    """Give back what it keeps of its file, and of all statements since the last time; it may take
    as much again. Nobody else asks it meanwhile: they would find no memory.

    Only a limit below what is in use has it look through its whole list of what it might give up,
    in which every block of every hash table and window that has ever been leaves an entry."""
    try:
        with suppress(EngineError):  # something is always in use
            run(connection, LIMIT, {"limit": "0MB"})
    finally:
        run(connection, LIMIT, {"limit": f"{MEMORY_MB}MB"})


LIMIT = "set memory_limit = $limit"


@contextmanager
def undone(connection: Connection) -> Iterator[None]:
    """A transaction that leaves nothing."""
    run(connection, "begin")
    try:
        yield
    finally:
        with own_words():
            connection.rollback()


def wal_of(path: Path) -> Path:
    """Its write-ahead log."""
    return path.with_name(f"{path.name}.wal")


def delete_file(path: Path, spill: Path) -> None:
    """The file, its write-ahead log and what was spilt. Blocks."""
    for each in (path, wal_of(path)):
        each.unlink(missing_ok=True)
    shutil.rmtree(spill, ignore_errors=True)
