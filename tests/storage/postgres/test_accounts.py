"""PostgreSQL promises what the file does: one writer at a time, all of it or nothing."""

import asyncio
from collections.abc import AsyncIterator

import pytest

asyncpg = pytest.importorskip("asyncpg", reason="asyncpg is not installed here")

from tests.engines.postgres_databases import administering, migrated  # noqa: E402
from tests.engines.postgres_server import PostgresServer  # noqa: E402
from tests.making import NOON  # noqa: E402
from tracker.storage.accounts.users import NewUser, Taken, all_users, insert_user  # noqa: E402
from tracker.storage.file.errors import (  # noqa: E402
    Conflict,
    Locked,
    ReadTooSlow,
    RefusesForNow,
    StorageError,
    Unwritable,
)
from tracker.storage.file.transactions import Transaction  # noqa: E402
from tracker.storage.postgres import accounts as module  # noqa: E402
from tracker.storage.postgres.accounts import PostgresAccounts  # noqa: E402

PUT = "insert into refused (site_id, day, reason, hits) values (1, :day, 'bot', :hits)"
HITS = "select hits from refused where day = :day"
PATIENCE = "idle_in_transaction_session_timeout"
SET = "update refused set hits = :hits where day = :day"


@pytest.fixture
async def address(postgres: PostgresServer) -> str:
    return await migrated(postgres)


@pytest.fixture
async def accounts(address: str) -> AsyncIterator[PostgresAccounts]:
    async with PostgresAccounts.open(address) as opened:
        yield opened


@pytest.fixture
async def other(address: str) -> AsyncIterator[PostgresAccounts]:
    """Another process's."""
    async with PostgresAccounts.open(address) as opened:
        yield opened


async def add_one(tx: Transaction) -> None:
    """As code does that was written for one writer at a time."""
    [row] = await tx.execute_fetchall(HITS, {"day": 1})
    await asyncio.sleep(0)
    await tx.execute(SET, {"day": 1, "hits": row["hits"] + 1})


async def hits(accounts: PostgresAccounts, day: int = 1) -> list[int]:
    return [row["hits"] for row in await accounts.read(HITS, {"day": day})]


async def test_what_a_transaction_has_read_stays_true_until_its_end(
    accounts: PostgresAccounts, other: PostgresAccounts
) -> None:
    async with accounts.transaction() as tx:
        await tx.execute(PUT, {"day": 1, "hits": 0})

    async def count(own: PostgresAccounts) -> None:
        async with own.transaction() as tx:
            await add_one(tx)

    await asyncio.gather(*(count(each) for each in [accounts, other] * 15))
    assert await hits(accounts) == [30]


async def test_of_many_who_want_a_name_at_once_one_gets_it(
    accounts: PostgresAccounts, other: PostgresAccounts
) -> None:
    async def take(own: PostgresAccounts, number: int) -> bool:
        try:
            async with own.transaction() as tx:
                await insert_user(tx, NewUser("Joe", f"{number}@example.com", "-"), NOON)
        except Taken:
            return False
        return True

    took = await asyncio.gather(*(take(each, n) for n, each in enumerate([accounts, other] * 5)))
    assert sum(took) == len(await all_users(accounts)) == 1


async def test_all_of_it_is_kept_or_nothing(
    accounts: PostgresAccounts, other: PostgresAccounts
) -> None:
    with pytest.raises(ZeroDivisionError):
        async with accounts.transaction() as tx:
            await tx.executemany(PUT, [{"day": day, "hits": 1} for day in (1, 2)])
            assert await hits(other) == []
            raise ZeroDivisionError
    assert await hits(accounts) == await hits(other) == []
    async with accounts.transaction() as tx:
        await tx.executemany(PUT, [{"day": day, "hits": day} for day in (1, 2)])
        assert (await tx.execute("update refused set hits = hits + 5")).rowcount == 2
    assert await hits(other, 2) == [7]


async def test_a_task_that_is_cancelled_leaves_nobody_waiting(
    accounts: PostgresAccounts, other: PostgresAccounts
) -> None:
    begun = asyncio.Event()

    async def write() -> None:
        async with accounts.transaction() as tx:
            await tx.execute(PUT, {"day": 1, "hits": 1})
            begun.set()
            await tx.execute_fetchall("select pg_sleep(60)")

    task = asyncio.create_task(write())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    for each in (other, accounts):
        async with each.transaction() as tx:
            await tx.execute("delete from refused")
    assert await hits(accounts) == []


@pytest.mark.parametrize("values", [{"day": 1, "hits": 2**70}, {"day": None, "hits": 1}])
async def test_what_no_column_takes_is_a_conflict(
    accounts: PostgresAccounts, values: dict[str, int | None]
) -> None:
    with pytest.raises(Conflict):
        async with accounts.transaction() as tx:
            await tx.execute(PUT, values)
    assert await hits(accounts) == []


async def test_a_text_with_a_zero_byte_is_nowhere_and_not_kept(accounts: PostgresAccounts) -> None:
    assert await accounts.read("select 1 from site where key = ?", ("a\0b",)) == []
    with pytest.raises(Conflict):
        async with accounts.transaction() as tx:
            await tx.execute("insert into mark values (?)", ("a\0b",))


async def test_whoever_waits_too_long_for_another_writer_is_told_so(
    address: str, accounts: PostgresAccounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(module.SETTINGS, "lock_timeout", "100")
    async with PostgresAccounts.open(address) as hasty, accounts.transaction():
        with pytest.raises(Locked):
            async with hasty.transaction():
                pytest.fail("there were two")


async def test_one_that_stops_in_the_middle_does_not_stop_the_others(
    accounts: PostgresAccounts, other: PostgresAccounts
) -> None:
    [row] = await accounts.read("select current_setting(:name) as said", {"name": PATIENCE})
    assert row["said"] == "10s"
    with pytest.raises(RefusesForNow):
        async with accounts.transaction() as tx:
            await tx.execute(PUT, {"day": 1, "hits": 1})
            await tx.execute_fetchall("select set_config(:name, '100', true)", {"name": PATIENCE})
            async with other.transaction() as others:  # as soon as the server has ended ours
                await others.execute(PUT, {"day": 2, "hits": 2})
    assert await hits(accounts, 2) == [2]
    assert await hits(accounts, 1) == []


async def test_a_read_that_takes_too_long_is_interrupted(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(module.SETTINGS, "statement_timeout", "2000")
    async with PostgresAccounts.open(address) as accounts:
        with pytest.raises(ReadTooSlow):
            await accounts.read("select pg_sleep(60)")


async def test_more_may_read_at_once_than_there_are_connections(accounts: PostgresAccounts) -> None:
    found = await asyncio.gather(*(hits(accounts) for _ in range(module.MOST_CONNECTIONS * 5)))
    assert found == [[]] * (module.MOST_CONNECTIONS * 5)


async def test_many_writers_leave_connections_to_those_who_read(accounts: PostgresAccounts) -> None:
    async def write(day: int) -> None:
        async with accounts.transaction() as tx:
            await tx.execute(PUT, {"day": day, "hits": 1})

    async with accounts.transaction():
        writing = [asyncio.create_task(write(day)) for day in range(module.MOST_CONNECTIONS * 2)]
        await asyncio.sleep(0)
        assert await hits(accounts) == []
    await asyncio.gather(*writing)


async def test_one_that_may_only_be_read_says_so(address: str, postgres: PostgresServer) -> None:
    name = address.rpartition("/")[2]
    async with administering(postgres) as connection:
        await connection.execute(f"alter database {name} set default_transaction_read_only = on")
    async with PostgresAccounts.open(address) as accounts:
        with pytest.raises(Unwritable):
            async with accounts.transaction() as tx:
                await tx.execute(PUT, {"day": 1, "hits": 1})
        assert await hits(accounts) == []


async def test_a_later_release_may_add_a_column_while_this_one_runs(
    address: str, accounts: PostgresAccounts, postgres: PostgresServer
) -> None:
    everything = "select * from refused"
    async with accounts.transaction() as tx:
        await tx.execute(PUT, {"day": 1, "hits": 1})
        assert await tx.execute_fetchall(everything)
    assert await accounts.read(everything)
    async with administering(postgres, address.rpartition("/")[2]) as connection:
        await connection.execute("alter table refused add column more bigint")
    with pytest.raises(RefusesForNow):  # once: the statement was prepared for the table before
        async with accounts.transaction() as tx:
            await tx.execute_fetchall(everything)
    async with accounts.transaction() as tx:
        assert len(list(await tx.execute_fetchall(everything))) == 1
    assert len(await accounts.read(everything)) == 1


async def test_a_statement_that_is_wrong_is_no_reason_to_try_again(
    accounts: PostgresAccounts,
) -> None:
    with pytest.raises(StorageError) as said:
        await accounts.read("select nothing from nowhere")
    assert not isinstance(said.value, RefusesForNow)
