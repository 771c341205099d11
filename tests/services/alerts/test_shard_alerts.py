"""Of several processes one tells of a site, and goes on where the one before was killed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from msgspec.structs import replace

from tests.engines.memory_bus import MemoryBus
from tests.engines.memory_shard_log import MemoryShardLog
from tests.eventually import eventually
from tests.making import NOON, event
from tests.storage.alerts.test_alerts import NIGHT, US
from tracker.domain.refusals import Reason
from tracker.domain.reports.goals import Goal
from tracker.domain.shard_cursors import cursor_in
from tracker.services.alerts.alerts import Alerts
from tracker.services.alerts.keeping import Fence
from tracker.services.alerts.shard_alerts import ShardAlerts
from tracker.services.alerts.shared_alerts import SharedAlerts
from tracker.services.sites import kept_for_reports
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.alerts import alerts as stored
from tracker.storage.alerts import targets
from tracker.storage.alerts.deliveries import deliveries_of
from tracker.storage.processes.shard_log import Position

SIGNUP = Goal(id=1, site_id=1, name="Signup", kind="event", of="Signup")


async def nothing(_site: object) -> None:
    """Reports that cannot say what is usual."""


class Process:
    def __init__(
        self, accounts: Any, sites: SiteDirectory, log: MemoryShardLog, bus: MemoryBus
    ) -> None:
        from tracker.storage.postgres.done import SharedTurns

        self.held: dict[int, Alerts] = {}
        self.accounts = accounts
        self.known = SharedAlerts(
            accounts, sites, lambda: NOON, bus, self.held, lambda _: 0, lambda: ""
        )

        def make(fence: Fence) -> Alerts:
            paused = {"mails": False, "paused": lambda: "", "fence": fence}
            made = Alerts(accounts, sites, lambda: NOON, **paused)
            made.told = self.known.tell
            return made

        self.role = ShardAlerts(
            0,
            log,
            SharedTurns(accounts),
            make,
            lambda _: True,
            nothing,
            lambda: NOON,
            self.held,
        ).run


@pytest.fixture
def log() -> MemoryShardLog:
    return MemoryShardLog()


@pytest.fixture
async def processes(address: str, log: MemoryShardLog) -> AsyncIterator[list[Process]]:
    from tracker.storage.postgres.accounts import PostgresAccounts

    async with AsyncExitStack() as stack:
        made, bus = [], MemoryBus()
        for _ in range(2):
            accounts = await stack.enter_async_context(PostgresAccounts.open(address))
            if not made:
                await prepared(accounts)
            made.append(Process(accounts, await SiteDirectory.load(accounts), log, bus))
            await stack.enter_async_context(made[-1].known.hearing())
        yield made


async def prepared(accounts: Any) -> None:
    """An alert of each sign-up, told to a target."""
    await kept_for_reports.add_goal(accounts, SIGNUP, NOON)
    async with accounts.transaction() as tx:
        alert = replace(NIGHT, kind="goal", goal_id=1, user_id=1, least=None, pause=0, quiet=None)
        await stored.insert_alert(tx, alert)
        await targets.insert_target(tx, replace(US, user_id=1))
        await targets.set_targets(tx, 1, 1, [1])


async def signed_up(log: MemoryShardLog) -> None:
    at = await log.newest(0)
    message = log.kept[0].newest + 1
    row = event(message, name="Signup")
    row.cursor = cursor_in(message, 1)
    await log.append(0, [row], Position(at.cursor, message), "test")


async def told(process: Process) -> int:
    return len(await deliveries_of(process.accounts, 1, 10_000, 100))


async def test_each_is_told_once_though_its_teller_is_killed(
    processes: list[Process], log: MemoryShardLog
) -> None:
    one, two = processes
    await signed_up(log)
    running = asyncio.create_task(one.role(1))
    await eventually(lambda: one.held)
    for number in (1, 2):
        await signed_up(log)
        await eventually(lambda number=number: is_told(one, number))
    running.cancel()
    await asyncio.wait([running])
    assert not one.held
    await signed_up(log)
    later = asyncio.create_task(two.role(2))
    await eventually(lambda: is_told(two, 3))
    await signed_up(log)
    await eventually(lambda: is_told(two, 4))
    later.cancel()
    await asyncio.wait([later])


async def is_told(process: Process, number: int) -> bool:
    return await told(process) == number


async def test_of_two_who_believe_to_hold_it_the_later_tells(
    processes: list[Process], log: MemoryShardLog, caplog: pytest.LogCaptureFixture
) -> None:
    one, two = processes
    working = [asyncio.create_task(one.role(1))]
    await eventually(lambda: one.held)
    working.append(asyncio.create_task(two.role(2)))
    await eventually(lambda: two.held)
    await signed_up(log)
    await eventually(lambda: is_told(two, 1))
    await eventually(lambda: "another process has begun" in caplog.text)
    assert await is_told(two, 1)
    for task in working:
        task.cancel()
    await asyncio.wait(working)


async def test_all_show_what_one_has_told_and_know_what_another_has_changed(
    processes: list[Process], log: MemoryShardLog
) -> None:
    one, two = processes
    working = asyncio.create_task(one.role(1))
    await eventually(lambda: one.held)
    await signed_up(log)
    await eventually(lambda: all(each.known.since(1, 0)[1] for each in processes))
    [(number, facts)] = two.known.since(1, 0)[1]
    assert [each.known.is_learning(1) for each in processes] == [True, False]
    assert (facts.kind, two.known.since(1, None)) == ("goal", (number, []))
    async with two.accounts.transaction() as tx:
        await stored.delete_alert(tx, 1, 1)
    for each in processes:
        await each.known.reload(1)
    await signed_up(log)
    two.known._heard(b"nonsense")
    one.known.refused(1, Reason.BOT, NOON)
    one.known.forget(1)
    assert one.known.learned(1) is None
    working.cancel()
    await asyncio.wait([working])
    assert len(two.known.since(1, 0)[1]) == 1
