"""A server that is killed under load loses nothing that it has acknowledged."""

import asyncio
import signal
from collections.abc import Awaitable, Callable

import pytest

pytest.importorskip("asyncpg", reason="asyncpg is not installed here")

from tests.engines.postgres_server import PostgresServer, postgres_server
from tests.eventually import eventually
from tracker.storage.file.errors import RefusesForNow
from tracker.storage.postgres.accounts import PostgresAccounts

PUT = "insert into refused (site_id, day, reason, hits) values (:site, :day, 'bot', 1)"
KILLS, PROCESSES, BETWEEN = 3, 3, 15  # acknowledged ones between two kills
Write = Callable[[PostgresAccounts, int], Awaitable[None]]

pytestmark = pytest.mark.fault


async def test_no_acknowledged_transaction_is_lost_and_none_is_half(
    postgres: PostgresServer,
) -> None:
    acked: list[tuple[int, int]] = []
    ended = asyncio.Event()

    async def write(accounts: PostgresAccounts, process: int) -> None:
        day = 0
        while not ended.is_set():
            day += 1
            try:
                async with accounts.transaction() as tx:
                    for site in (2 * process, 2 * process + 1):  # both of them, or none
                        await tx.execute(PUT, {"site": site, "day": day})
            except RefusesForNow:
                await asyncio.sleep(0.05)
            else:
                acked.append((process, day))

    with postgres_server({"fsync": "on"}) as server:
        async with asyncio.TaskGroup() as group:
            for process in range(PROCESSES):
                group.create_task(one_process(server, write, process))
            for _ in range(KILLS):
                wanted = len(acked) + BETWEEN
                await eventually(lambda wanted=wanted: len(acked) >= wanted)
                server.stop(signal.SIGKILL)
                await asyncio.to_thread(server.start)
            wanted = len(acked) + BETWEEN
            await eventually(lambda: len(acked) >= wanted)
            ended.set()
        async with PostgresAccounts.open(server.url()) as accounts:
            rows = await accounts.read("select site_id, day from refused")
    found = {(row["site_id"], row["day"]) for row in rows}
    assert {(2 * process, day) for process, day in acked} <= found
    assert {(site ^ 1, day) for site, day in found} == found


async def one_process(server: PostgresServer, write: Write, process: int) -> None:
    async with PostgresAccounts.open(server.url()) as accounts:
        await write(accounts, process)
