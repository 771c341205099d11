"""The way to PostgreSQL: servers that come and go, and what is secret about it."""

import asyncio
import signal
from pathlib import Path

import pytest

asyncpg = pytest.importorskip("asyncpg", reason="asyncpg is not installed here")

from tests.certificates import certificate  # noqa: E402
from tests.engines.postgres_databases import administering  # noqa: E402
from tests.engines.postgres_server import PostgresServer, postgres_server  # noqa: E402
from tracker.storage.file.errors import RefusesForNow, StorageError  # noqa: E402
from tracker.storage.file.migrations import Unusable  # noqa: E402
from tracker.storage.postgres import accounts as module  # noqa: E402
from tracker.storage.postgres.accounts import PostgresAccounts  # noqa: E402

PUT = "insert into mark (environment) values ('test')"
MARKS = "select * from mark"
SECRET = "hunter2%40%3A"  # as it is written in an address
ASKS = "hostssl all all 127.0.0.1/32 scram-sha-256\n"


async def put(accounts: PostgresAccounts) -> None:
    async with accounts.transaction() as tx:
        await tx.execute(PUT)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
async def test_it_goes_on_with_a_server_that_was_started_anew(
    postgres: PostgresServer, how: signal.Signals
) -> None:
    with postgres_server() as server:
        async with PostgresAccounts.open(server.url()) as accounts:
            await put(accounts)
            await asyncio.gather(*(accounts.read(MARKS) for _ in range(5)))
            server.stop(how)
            with pytest.raises(RefusesForNow):
                await accounts.read(MARKS)
            with pytest.raises(RefusesForNow):
                await put(accounts)
            server.start()
            assert len(await accounts.read(MARKS)) == 1
            await put(accounts)
            assert len(await accounts.read(MARKS)) == 2


async def test_a_read_does_not_notice_a_restart_between(postgres: PostgresServer) -> None:
    with postgres_server() as server:
        async with PostgresAccounts.open(server.url()) as accounts:
            await asyncio.gather(*(accounts.read(MARKS) for _ in range(5)))
            server.stop()
            server.start()
            assert await accounts.read(MARKS) == []


async def test_what_is_under_way_as_the_server_goes_is_not_kept(postgres: PostgresServer) -> None:
    with postgres_server() as server:
        async with PostgresAccounts.open(server.url()) as accounts:
            with pytest.raises(RefusesForNow):
                async with accounts.transaction() as tx:
                    await tx.execute(PUT)
                    server.stop(signal.SIGKILL)
            server.start()
            assert await accounts.read(MARKS) == []
            await put(accounts)


async def test_a_server_that_does_not_answer_is_not_waited_for(
    postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgres_server() as server:
        async with PostgresAccounts.open(server.url()) as accounts:
            await accounts.read(MARKS)
            server.hold()
            monkeypatch.setattr(module, "READ_DEADLINE", -0.5)
            monkeypatch.setattr(module, "CONNECTS_WITHIN", 0.5)
            try:
                with pytest.raises(RefusesForNow):
                    await accounts.read(MARKS)
            finally:
                server.go_on()


async def test_no_address_is_said_without_what_is_secret() -> None:
    with pytest.raises(Unusable) as said:
        async with PostgresAccounts.open(f"mysql://tracker:{SECRET}@db/tracker"):
            pytest.fail("it was opened")
    assert str(said.value) == "mysql://***@db/tracker is no address of a PostgreSQL database."


async def test_a_server_that_is_not_there_is_said_without_what_is_secret() -> None:
    with pytest.raises(RefusesForNow) as said:
        async with PostgresAccounts.open(f"postgresql://tracker:{SECRET}@127.0.0.1:1/tracker"):
            pytest.fail("it was opened")
    assert "hunter2" not in str(said.value)


async def test_credentials_and_tls_stand_in_the_address(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    ours = certificate(tmp_path / "ours")
    certificate(tmp_path / "theirs")
    settings = {
        "ssl": "on",
        "ssl_cert_file": "{folder}/tls.pem",
        "ssl_key_file": "{folder}/tls.pem",
    }
    files = {"tls.pem": ours.read_bytes()}
    with postgres_server(settings, files) as server:
        async with administering(server) as connection:
            await connection.execute("alter role tracker password 'hunter2@:'")
        server.stop()
        server.ask(ASKS)
        server.start()
        address = server.url(login=f"tracker:{SECRET}").replace("127.0.0.1", "localhost")
        verified = f"{address}?sslmode=verify-full&sslrootcert={tmp_path}"
        async with PostgresAccounts.open(f"{verified}/ours/made.pem") as accounts:
            await put(accounts)
            [row] = await accounts.read("select ssl from pg_stat_ssl where pid = pg_backend_pid()")
            assert row["ssl"]
        for wrong in (
            f"{verified}/theirs/made.pem",
            f"{address}?sslmode=disable",
            f"{verified}/ours/made.pem".replace("hunter2", "hunter3"),
        ):
            with pytest.raises(StorageError) as said:
                async with PostgresAccounts.open(wrong):
                    pytest.fail("it was opened")
            assert "hunter" not in str(said.value)
