"""Messages are kept until they were taken, one at a time for each who is told."""

import pytest
from msgspec.structs import replace

from tests.making import NOON
from tests.storage.alerts.test_alerts import NIGHT, US
from tracker.domain.alerts.message import Facts
from tracker.storage.accounts.users import NewUser, insert_user
from tracker.storage.alerts import alerts, deliveries, readers, targets
from tracker.storage.file.transactions import Accounts
from tracker.storage.sites import sites

FACTS = Facts(kind="silence", at=NOON, alert_id=1, alert="Silence", minutes=30)


@pytest.fixture
async def db(accounts: Accounts) -> Accounts:
    """An alert that two targets and Ada are told of, and a guest who has not confirmed."""
    async with accounts.transaction() as tx:
        await insert_user(tx, NewUser("ada", "ada@example.com", "-"), NOON)
        await sites.insert_site(tx, key="one", owner_id=1, name="one", time_zone="UTC", at=NOON)
        await alerts.insert_alert(tx, replace(NIGHT, user_id=1))
        for name in ("Us", "Them"):
            await targets.insert_target(tx, replace(US, name=name, user_id=1))
        await targets.set_targets(tx, 1, 1, [1, 2])
        await readers.add_reader(tx, 1, 1, 1, "a")
    return accounts


async def told(db: Accounts, mails: bool = True) -> None:
    async with db.transaction() as tx:
        await deliveries.insert_for_alert(tx, 1, FACTS, mails)


async def due(db: Accounts, now: int = NOON) -> list[tuple[int | None, int | None]]:
    found = await deliveries.due_deliveries(db, now, 10)
    return [(each.target_id, each.user_id) for each in found]


async def test_all_are_told_and_by_mail_where_there_is_mail(db: Accounts) -> None:
    await told(db, mails=False)
    assert await due(db) == [(1, None), (2, None)]
    await told(db)
    assert await due(db) == [(1, None), (2, None), (None, 1)]
    assert await due(db, NOON - 1) == []
    [first, *_] = await deliveries.due_deliveries(db, NOON, 1)
    assert (first.facts, first.kind, first.tries, first.done_at) == (FACTS, "alert", 0, None)
    assert len(first.token) == 32


async def test_what_was_taken_is_over(db: Accounts) -> None:
    await told(db)
    async with db.transaction() as tx:
        await deliveries.note_taken(tx, 1, NOON + 5)
    assert await due(db) == [(2, None), (None, 1)]
    taken = (await deliveries.deliveries_of(db, 1, 10, 10))[-1]
    assert (taken.tries, taken.next_at, taken.done_at) == (1, None, NOON + 5)
    assert await deliveries.deliveries_of(db, 1, 2, 10) == [taken]


async def test_what_was_not_taken_waits_and_is_tried_again(db: Accounts) -> None:
    await told(db)
    async with db.transaction() as tx:
        await deliveries.note_failed(tx, 1, "down", NOON + 5_000)
        await deliveries.note_failed(tx, 2, "gone", None)
    assert await due(db) == [(None, 1)]
    assert (1, None) in await due(db, NOON + 5_000)
    async with db.transaction() as tx:
        assert await deliveries.try_again(tx, 1, 1, NOON, NOON - 1) == 1
        assert await deliveries.try_again(tx, 2, 2, NOON, NOON - 1) == 0
        assert await deliveries.try_again(tx, 1, 2, NOON, NOON) == 0  # too long ago
        assert await deliveries.try_again(tx, 1, 2, NOON, NOON - 1) == 1
    assert await due(db) == [(1, None), (2, None), (None, 1)]


async def test_a_test_goes_to_one(db: Accounts) -> None:
    async with db.transaction() as tx:
        facts = Facts(kind="test", at=NOON)
        await deliveries.insert_delivery(tx, 1, "test", facts, target_id=2)
    assert await due(db) == [(2, None)]


async def test_what_is_over_is_forgotten_in_time(db: Accounts) -> None:
    await told(db)
    async with db.transaction() as tx:
        await deliveries.note_taken(tx, 1, NOON)
        assert await deliveries.forget_old(tx, NOON, 10) == 0
        assert await deliveries.forget_old(tx, NOON + 1, 10) == 1
    assert await due(db) == [(2, None), (None, 1)]


async def test_one_of_many_claims_it(db: Accounts) -> None:
    await told(db)
    [first, *_] = await deliveries.due_deliveries(db, NOON, 1)
    claimed = []
    for _ in range(2):
        async with db.transaction() as tx:
            claimed.append(await deliveries.claim(tx, first, NOON + 9))
    assert claimed == [True, False]
    assert await due(db, NOON + 8) == [(2, None), (None, 1)]
    assert (1, None) in await due(db, NOON + 9)
