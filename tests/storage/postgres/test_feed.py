"""What has changed is told to every process, in the order in which it was committed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing

import pytest

asyncpg = pytest.importorskip("asyncpg", reason="asyncpg is not installed here")

from tests.engines.postgres_databases import administering, migrated  # noqa: E402
from tests.engines.postgres_server import PostgresServer, postgres_server  # noqa: E402
from tests.eventually import eventually  # noqa: E402
from tests.making import NOON  # noqa: E402
from tracker.domain.blocks.block import Block  # noqa: E402
from tracker.storage.accounts import login_sessions, people  # noqa: E402
from tracker.storage.accounts.users import NewUser, insert_first_user, insert_user  # noqa: E402
from tracker.storage.file.errors import Forgotten  # noqa: E402
from tracker.storage.file.transactions import Change, Transaction  # noqa: E402
from tracker.storage.postgres.accounts import PostgresAccounts  # noqa: E402
from tracker.storage.sites import blocks, members, sites, tokens  # noqa: E402

WRITERS, FOLLOWERS, EACH = 5, 4, 20


@pytest.fixture
async def address(postgres: PostgresServer) -> str:
    return await migrated(postgres)


@pytest.fixture
async def accounts(address: str) -> AsyncIterator[PostgresAccounts]:
    """Ada and Ben, and her site, of which nobody has heard yet."""
    async with PostgresAccounts.open(address) as opened:
        async with opened.transaction() as tx:
            await insert_first_user(tx, NewUser("ada", "ada@example.com", "-"), NOON)
            await insert_user(tx, NewUser("ben", "ben@example.com", "-"), NOON)
            await sites.insert_site(tx, key="one", owner_id=1, name="a", time_zone="UTC", at=NOON)
        yield opened


async def followed(accounts: PostgresAccounts, after: int, until: int) -> list[Change]:
    found: list[Change] = []
    async for some in accounts.feed.changes(after):
        found += some
        if found[-1].n >= until:
            return found
    raise AssertionError


async def test_each_follower_sees_every_commit_in_its_order(
    address: str, accounts: PostgresAccounts
) -> None:
    head = await accounts.feed.newest()
    committed: list[str] = []

    async def write(number: int) -> None:
        async with PostgresAccounts.open(address) as own:
            for each in range(EACH):
                async with own.transaction() as tx:
                    note = f"{number}-{each}.example"
                    await blocks.insert_block(tx, block(note))
                    committed.append(note)

    async def follow() -> list[Change]:
        async with PostgresAccounts.open(address) as own:
            return await followed(own, head, head + WRITERS * EACH)

    *seen, _ = await asyncio.gather(
        *(follow() for _ in range(FOLLOWERS)),
        asyncio.gather(*(write(number) for number in range(WRITERS))),
    )
    told = [Change(head + n, "block", "1") for n in range(1, WRITERS * EACH + 1)]
    assert seen == [told] * FOLLOWERS
    rows = await accounts.read("select subject from block order by id")
    assert [row["subject"] for row in rows] == committed


async def test_what_was_taken_back_is_not_told(accounts: PostgresAccounts) -> None:
    head = await accounts.feed.newest()
    with pytest.raises(ZeroDivisionError):
        async with accounts.transaction() as tx:
            await blocks.insert_block(tx, block("a.example"))
            raise ZeroDivisionError
    assert await accounts.feed.newest() == head


async def test_who_follows_goes_on_behind_what_was_told(accounts: PostgresAccounts) -> None:
    head = await accounts.feed.newest()
    async with aclosing(accounts.feed.changes(head)) as following:
        for n in (1, 2):
            async with accounts.transaction() as tx:
                await blocks.insert_block(tx, block(f"{n}.example"))
            assert await anext(following) == [Change(head + n, "block", "1")]


async def session(tx: Transaction) -> None:
    client = login_sessions.Client("Firefox", "192.0.2.0/24")
    await login_sessions.insert_session(tx, "t", 2, client, NOON)


async def token(tx: Transaction) -> None:
    await tokens.insert_token(tx, 1, "a", "b", scopes=("read",), at=NOON, by=1)


@pytest.mark.parametrize(
    ("before", "act", "told"),
    [
        (None, lambda tx: blocks.insert_block(tx, block("a.example")), ["block 1"]),
        (None, lambda tx: members.put_member(tx, 1, 2, "editor", NOON), ["member 1 2"]),
        (None, lambda tx: people.set_disabled(tx, 2, NOON), ["user 2"]),
        (session, lambda tx: login_sessions.delete_session(tx, 2, 1), ["login_session 1"]),
        (session, lambda tx: login_sessions.touch_session(tx, 1, NOON + 1), []),
        (session, lambda tx: people.delete_user(tx, 2), ["user 2", "login_session 1"]),
        (token, lambda tx: tokens.note_use(tx, 1, NOON), []),
        (token, lambda tx: tokens.delete_token(tx, 1, 1), ["api_token 1"]),
        (token, lambda tx: sites.delete_site(tx, 1), ["site 1", "member 1 1", "api_token 1"]),
    ],
)
async def test_what_others_know_by_heart_is_told(
    accounts: PostgresAccounts,
    before: Callable[[Transaction], Awaitable[None]] | None,
    act: Callable[[Transaction], Awaitable[object]],
    told: list[str],
) -> None:
    if before:
        async with accounts.transaction() as tx:
            await before(tx)
    head = await accounts.feed.newest()
    async with accounts.transaction() as tx:
        await act(tx)
    new = await followed(accounts, head, head + len(told)) if told else []
    assert sorted(f"{each.kind} {each.key}" for each in new) == sorted(told)
    assert await accounts.feed.newest() == head + len(told)


async def test_who_follows_from_too_long_ago_is_told_so(
    address: str, accounts: PostgresAccounts, postgres: PostgresServer
) -> None:
    async with accounts.transaction() as tx:
        await blocks.insert_block(tx, block("a.example"))
    async with administering(postgres, address.rpartition("/")[2]) as connection:
        await connection.execute("delete from change where n < 3")
    with pytest.raises(Forgotten, match="from before 3"):
        await followed(accounts, 0, 3)
    assert [each.n for each in await followed(accounts, 2, 3)] == [3]


async def test_who_has_read_more_than_there_is_is_told_so(accounts: PostgresAccounts) -> None:
    """The server was put back to what it was before."""
    head = await accounts.feed.newest()
    with pytest.raises(Forgotten, match=f"ends at {head}, and was read up to {head + 1}"):
        await followed(accounts, head + 1, head + 2)


async def test_only_the_newest_are_kept(
    address: str, accounts: PostgresAccounts, postgres: PostgresServer
) -> None:
    async with administering(postgres, address.rpartition("/")[2]) as connection:
        await connection.execute("update change_head set n = 100001")
    async with accounts.transaction() as tx:
        await blocks.insert_block(tx, block("a.example"))
    rows = await accounts.read("select n from change order by n")
    assert [row["n"] for row in rows] == [100002]


async def test_who_follows_goes_on_once_the_server_is_back(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with postgres_server() as server:
        async with PostgresAccounts.open(server.url()) as accounts:
            following = asyncio.create_task(followed(accounts, 0, 1))
            await asyncio.sleep(0)
            server.stop()
            await eventually(lambda: "not told for now" in caplog.text)
            server.start()
            async with PostgresAccounts.open(server.url()) as other, other.transaction() as tx:
                await insert_first_user(tx, NewUser("ada", "ada@example.com", "-"), NOON)
                await people.set_disabled(tx, 1, None)
            assert await following == [Change(1, "user", "1")]


def block(host: str) -> Block:
    return Block(id=0, site_id=1, kind="host", of=host, note="", user_id=1, created_at=NOON)
