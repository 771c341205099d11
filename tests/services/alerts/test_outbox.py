"""A message is sent by one of several processes that all look for what is due."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import pytest
from msgspec.structs import replace

from tests.eventually import eventually
from tests.making import NOON
from tests.storage.alerts.test_alerts import US
from tracker.domain.alerts.message import Facts
from tracker.services.alerts.outbox import CLAIMED_FOR, Outbox
from tracker.services.alerts.webhooks import NotTaken
from tracker.storage.alerts import deliveries, targets
from tracker.storage.alerts.deliveries import Delivery

FACTS = Facts(kind="test", at=NOON)
MANY = 10


async def asked(accounts: Any) -> None:
    """A message to each of many targets."""
    async with accounts.transaction() as tx:
        for number in range(MANY):
            target = await targets.insert_target(tx, replace(US, name=str(number), user_id=1))
            await deliveries.insert_delivery(tx, 1, "test", FACTS, target_id=target)


async def test_each_is_sent_once(address: str) -> None:
    from tracker.storage.postgres.accounts import PostgresAccounts

    sent: list[int] = []

    async def send(delivery: Delivery) -> None:
        sent.append(delivery.id)
        await asyncio.sleep(0)
        if delivery.id == 3:
            raise NotTaken("refused")

    async with AsyncExitStack() as stack:
        opened = [PostgresAccounts.open(address) for _ in range(3)]
        engines = [await stack.enter_async_context(each) for each in opened]
        await asked(engines[0])
        for accounts in engines:
            outbox = Outbox(accounts, send, lambda: NOON, lambda: "", is_alone=False)
            await stack.enter_async_context(outbox.working())

        async def is_done() -> bool:
            found = await deliveries.deliveries_of(engines[0], 1, 10_000, 100)
            return sum(each.tries for each in found) == MANY

        await eventually(is_done)
        assert sorted(sent) == list(range(1, MANY + 1))


async def test_one_whose_sender_died_is_sent_later(address: str) -> None:
    from tracker.storage.postgres.accounts import PostgresAccounts

    async with PostgresAccounts.open(address) as accounts:
        await asked(accounts)
        [first] = await deliveries.due_deliveries(accounts, NOON, 1)
        async with accounts.transaction() as tx:
            assert await deliveries.claim(tx, first, NOON + CLAIMED_FOR)
        due = await deliveries.due_deliveries(accounts, NOON, 100)
        assert first.id not in [each.id for each in due]
        due = await deliveries.due_deliveries(accounts, NOON + CLAIMED_FOR, 100)
        assert first.id in [each.id for each in due]


async def test_who_was_stopped_leaves_it_to_another(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tracker.storage.postgres.accounts import PostgresAccounts

    monkeypatch.setattr("tracker.services.alerts.outbox.SENT_WITHIN", 0)
    begun, sent = asyncio.Event(), list[int]()

    async def send(delivery: Delivery) -> None:
        begun.set()
        await asyncio.sleep(0)  # for hours
        sent.append(delivery.id)

    async with PostgresAccounts.open(address) as accounts:
        await asked(accounts)
        outbox = Outbox(accounts, send, lambda: NOON, lambda: "", is_alone=False)
        async with outbox.working():
            await begun.wait()
            await eventually(lambda: nobody_has_any(accounts))
        found = await deliveries.deliveries_of(accounts, 1, 10_000, 100)
    assert (sent, {each.tries for each in found}) == ([], {0})


async def nobody_has_any(accounts: Any) -> bool:
    """All are claimed, and none is under way."""
    return not await deliveries.due_deliveries(accounts, NOON, 100)
