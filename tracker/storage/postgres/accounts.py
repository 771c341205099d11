"""The database that many processes share, as one of them sees it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import asyncpg
from asyncpg.pool import PoolConnectionProxy as Connection

from tracker.masks import address
from tracker.storage.file.migrations import Unusable
from tracker.storage.file.transactions import Parameters, TableRow
from tracker.storage.postgres.errors import LOST, own_words
from tracker.storage.postgres.feed import Feed
from tracker.storage.postgres.migrations import migrate
from tracker.storage.postgres.statements import bound, sought
from tracker.storage.postgres.transactions import PostgresTransaction

MOST_CONNECTIONS = 8  # of one process
CONNECTS_WITHIN = 5.0  # seconds
READ_DEADLINE = 5.0  # seconds, as of the file's readers
WRITE_DEADLINE = 30.0  # seconds, of one statement

# What a server does for us: nobody waits long for a writer who has stopped in the middle, nor for
# one whose machine is gone. In milliseconds and seconds.
SETTINGS = {
    "application_name": "tracker",
    "default_transaction_isolation": "read committed",
    "idle_in_transaction_session_timeout": "10000",
    "lock_timeout": "5000",
    "statement_timeout": f"{READ_DEADLINE * 1000:.0f}",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}
WRITES = 0x74726B72_00000002  # of the advisory lock
# One writer at a time, as in the file: then what a transaction has read stays true until its end,
# and no statement needs to know of others. Serializable transactions would promise the same, but
# by having one of two begin again, which a block of code that has run half cannot. The lock is
# taken by a statement of its own: under read committed, each later one sees all that was
# committed before.
ONE_WRITER = (
    f"set local statement_timeout = '{WRITE_DEADLINE:.0f}s'; select pg_advisory_xact_lock({WRITES})"
)


class PostgresAccounts:
    """As Accounts says, with the feed of what has changed. Made by `PostgresAccounts.open`."""

    read_only = ""  # a server that only reads refuses each transaction by itself

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._turn = asyncio.Lock()  # else those who wait for the lock would hold all connections
        self.feed = Feed(self)

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str) -> AsyncIterator[PostgresAccounts]:
        """Connected and migrated, until the context ends. Raises Unusable or StorageError, neither
        of which says what is secret in the address."""
        async with _opened_pool(url) as pool:
            await _begun(pool, url)
            yield cls(pool)

    @classmethod
    @asynccontextmanager
    async def as_it_is(cls, url: str) -> AsyncIterator[PostgresAccounts]:
        """The same with nothing migrated, to look at; connected when it is asked."""
        async with _opened_pool(url) as pool:
            yield cls(pool)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[PostgresTransaction]:
        """As Accounts.transaction. Where the server goes away just as it commits, nobody knows
        whether it has: RefusesForNow is raised all the same."""
        async with self._turn, self._connection() as connection:
            with own_words():
                begun = connection.transaction()
                await begun.start()
            try:
                with own_words():
                    await connection.execute(ONE_WRITER)
                yield PostgresTransaction(connection)
                with own_words():
                    await begun.commit()
            except BaseException:
                with suppress(*LOST, asyncpg.PostgresError):
                    await begun.rollback()
                raise
        self.feed.nudge()

    async def read(self, sql: str, parameters: Parameters = ()) -> list[TableRow]:
        """As Accounts.read; asked twice where the server has begun anew meanwhile."""
        text, values = bound(sql, parameters)
        wanted = sought(values)
        with own_words():
            try:
                return await self._fetch(text, wanted)
            except LOST:
                await self._pool.expire_connections()
                return await self._fetch(text, wanted)

    async def _fetch(self, text: str, values: list[object]) -> list[TableRow]:
        async with self._pool.acquire(timeout=CONNECTS_WITHIN) as connection:
            return list(await connection.fetch(text, *values, timeout=READ_DEADLINE + 1))

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        with own_words():
            connection = await self._pool.acquire(timeout=CONNECTS_WITHIN)
        try:
            yield connection
        finally:
            with suppress(*LOST, asyncpg.PostgresError):
                await self._pool.release(connection)


@asynccontextmanager
async def _opened_pool(url: str) -> AsyncIterator[asyncpg.Pool]:
    """One that connects when it has to: else it would log a traceback each time it cannot."""
    pool = asyncpg.create_pool(
        url,
        min_size=0,
        max_size=MOST_CONNECTIONS,
        timeout=CONNECTS_WITHIN,
        command_timeout=WRITE_DEADLINE + 1,
        server_settings=SETTINGS,
    )
    try:
        yield await pool
    finally:
        with suppress(TimeoutError):
            async with asyncio.timeout(CONNECTS_WITHIN):
                await pool.close()
        pool.terminate()


async def _begun(pool: asyncpg.Pool, url: str) -> None:
    with own_words():
        try:
            async with pool.acquire(timeout=CONNECTS_WITHIN) as connection:
                await migrate(connection, address(url))
        except OSError:  # some of which are ValueErrors, too: of a certificate
            raise
        except ValueError as error:
            raise Unusable(f"{address(url)} is no address of a PostgreSQL database.") from error
