"""What all processes know for a while, and of whose names nobody reads anything."""

import asyncio
from collections.abc import AsyncIterator

import pytest

pytest.importorskip("asyncpg", reason="asyncpg is not installed here")

from tests.engines.postgres_databases import migrated
from tests.engines.postgres_server import PostgresServer
from tracker.storage.file.errors import Fenced
from tracker.storage.postgres import short_memory
from tracker.storage.postgres.accounts import PostgresAccounts
from tracker.storage.postgres.done import SharedTurns, first_time
from tracker.storage.postgres.secrets import shared_secret
from tracker.storage.postgres.short_memory import SharedMemory


@pytest.fixture
async def accounts(postgres: PostgresServer) -> AsyncIterator[PostgresAccounts]:
    async with PostgresAccounts.open(await migrated(postgres)) as opened:
        yield opened


class Now:
    at = 1_000

    def __call__(self) -> int:
        return self.at


@pytest.fixture
def now() -> Now:
    return Now()


def memory(accounts: PostgresAccounts, now: Now, kind: str = "a", most: int = 9) -> SharedMemory:
    return SharedMemory(accounts, kind, most, b"key", now)


async def test_it_is_known_until_its_time_is_over(accounts: PostgresAccounts, now: Now) -> None:
    one, other = memory(accounts, now), memory(accounts, now, kind="b")
    async with one.changing("x", "\udcff") as kept:
        assert kept.get("x") is None
        kept.put("x", b"1", 5.0)
        kept.put("\udcff", b"2", 6.0)
        assert kept.get("x") == b"1"
    assert await memory(accounts, now).found("x", "\udcff", "y") == {"x": b"1", "\udcff": b"2"}
    assert await other.found("x") == {}
    now.at = 6_000
    assert await one.found("x", "\udcff") == {"\udcff": b"2"}
    async with one.changing("\udcff") as kept:
        kept.forget("\udcff")
        kept.forget("never known")
        assert kept.get("\udcff") is None
    assert await one.found("\udcff") == {}


async def test_what_fails_keeps_nothing(accounts: PostgresAccounts, now: Now) -> None:
    one = memory(accounts, now)
    with pytest.raises(ZeroDivisionError):
        async with one.changing("x") as kept:
            kept.put("x", b"1", 5.0)
            raise ZeroDivisionError
    assert await one.found("x") == {}


async def test_of_many_who_count_at_once_none_is_lost(accounts: PostgresAccounts, now: Now) -> None:
    async def count() -> None:
        async with memory(accounts, now).changing("x") as kept:
            kept.put("x", str(int(kept.get("x") or 0) + 1).encode(), 5.0)

    await asyncio.gather(*(count() for _ in range(20)))
    assert await memory(accounts, now).found("x") == {"x": b"20"}


async def test_it_stays_small_and_the_table_names_nobody(
    accounts: PostgresAccounts, now: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(short_memory, "TIDIED_EVERY", 4)
    one, apart = memory(accounts, now, most=2), memory(accounts, now, kind="b")
    async with apart.changing("old") as kept:
        kept.put("old", b"", 0.5)
    now.at += 500
    for number in range(4):
        async with one.changing(f"ada {number}") as kept:
            kept.put(f"ada {number}", b"", 5.0 - number)
    assert await one.found(*(f"ada {number}" for number in range(4))) == {
        "ada 0": b"",
        "ada 1": b"",
    }
    rows = await accounts.read("select kind, name from remembered")
    assert [row["kind"] for row in rows] == ["a", "a"]
    assert all(len(row["name"]) == 32 and "ada" not in row["name"] for row in rows)


async def test_whoever_asks_first_makes_the_secret(accounts: PostgresAccounts) -> None:
    made = [bytes([n]) * 4 for n in range(10)]
    asked = [shared_secret(accounts, "a", 4, lambda _, each=each: each) for each in made]
    found = await asyncio.gather(*asked)
    assert len(set(found)) == 1
    assert found[0] in made
    assert await shared_secret(accounts, "a", 4, lambda _: b"other") == found[0]
    assert await shared_secret(accounts, "b", 4, lambda _: b"other") == b"other"


async def test_what_was_done_is_not_done_again(accounts: PostgresAccounts) -> None:
    async def do(job: str, period: int) -> bool:
        async with accounts.transaction() as tx:
            return await first_time(tx, job, period)

    done = [await do(*each) for each in [("a", 1), ("a", 1), ("a", 2), ("b", 1), ("a", 2)]]
    assert done == [True, False, True, True, False]


async def test_whoever_has_begun_last_goes_on(accounts: PostgresAccounts) -> None:
    turns = SharedTurns(accounts)
    first, *_, last = [await turns.begin("a") for _ in range(3)]
    assert await turns.begin("b") == first
    async with accounts.transaction() as tx:
        await turns.check("a", last, tx)
        with pytest.raises(Fenced, match="a: another process has begun"):
            await turns.check("a", first, tx)
