"""Alerts, targets and readers: each its site's own, and gone with what they hang on."""

import itertools

import pytest
from msgspec.structs import replace

from tests.making import NOON
from tracker.domain.alerts.alert import Alert, Quiet
from tracker.domain.alerts.target import Target
from tracker.domain.reports.kept import TooMany
from tracker.storage.accounts.users import NewUser, insert_user
from tracker.storage.alerts import alerts, readers, targets
from tracker.storage.file.transactions import Accounts
from tracker.storage.sites import members, sites

NIGHT = Alert(
    id=1,
    site_id=1,
    name="Silence",
    kind="silence",
    least=30,
    pause=60,
    quiet=Quiet(1320, 420),
    user_id=2,
    created_at=NOON,
)
US = Target(
    id=1,
    site_id=1,
    name="Us",
    shape="json",
    address="https://a.example/",
    secret="whsec_",
    user_id=2,
    created_at=NOON,
)


@pytest.fixture
async def db(accounts: Accounts) -> Accounts:
    """Ada has two sites, and Ben reads the first, which has an alert and a target."""
    async with accounts.transaction() as tx:
        for name in ("ada", "ben"):
            await insert_user(tx, NewUser(name, f"{name}@example.com", "-"), NOON)
        for key in ("one", "two"):
            await sites.insert_site(tx, key=key, owner_id=1, name=key, time_zone="UTC", at=NOON)
        await members.put_member(tx, 1, 2, "viewer", NOON)
        await alerts.insert_alert(tx, NIGHT)
        await targets.insert_target(tx, US)
    return accounts


def tokens():
    return map(str, itertools.count()).__next__


async def test_an_alert_is_found_as_it_was_made(db: Accounts) -> None:
    assert await alerts.find_alert(db, 1, 1) == NIGHT
    assert await alerts.alerts_of(db, 1) == [NIGHT]
    assert await alerts.all_alerts(db) == [NIGHT]
    assert await alerts.find_alert(db, 2, 1) is None


async def test_an_alert_is_changed_told_and_removed_by_its_own_site_alone(db: Accounts) -> None:
    later = replace(NIGHT, name="Quiet", quiet=None, is_on=False)
    async with db.transaction() as tx:
        assert not await alerts.update_alert(tx, replace(later, site_id=2))
        assert await alerts.update_alert(tx, later)
        await alerts.note_told(tx, 1, NOON + 1)
    assert await alerts.find_alert(db, 1, 1) == replace(later, told_at=NOON + 1)
    assert await alerts.all_alerts(db) == []
    async with db.transaction() as tx:
        assert not await alerts.delete_alert(tx, 2, 1)
        assert await alerts.delete_alert(tx, 1, 1)
    assert await alerts.alerts_of(db, 1) == []


async def test_a_site_has_so_many_at_most(db: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alerts, "MOST_ALERTS", 1)
    monkeypatch.setattr(targets, "MOST_TARGETS", 1)
    async with db.transaction() as tx:
        with pytest.raises(TooMany):
            await alerts.insert_alert(tx, NIGHT)
        with pytest.raises(TooMany):
            await targets.insert_target(tx, US)


async def test_a_target_is_changed_and_removed_by_its_own_site_alone(db: Accounts) -> None:
    assert await targets.find_target(db, 1, 1) == US
    assert await targets.find_target(db, 2, 1) is None
    async with db.transaction() as tx:
        assert not await targets.update_target(tx, replace(US, site_id=2))
        assert await targets.update_target(tx, replace(US, name="Them"))
    assert await targets.targets_of(db, 1) == [replace(US, name="Them")]
    async with db.transaction() as tx:
        assert not await targets.delete_target(tx, 2, 1)
        assert await targets.delete_target(tx, 1, 1)
    assert await targets.targets_of(db, 1) == []


async def test_an_alert_goes_to_targets_of_its_own_site_alone(db: Accounts) -> None:
    async with db.transaction() as tx:
        other = await targets.insert_target(tx, replace(US, site_id=2))
        await targets.set_targets(tx, 1, 1, [1, other])
    assert await targets.told_targets(db, 1) == {1: {1}}
    async with db.transaction() as tx:
        await targets.set_targets(tx, 1, 1, [])
    assert await targets.told_targets(db, 1) == {}


async def test_members_alone_read_and_their_links_stay(db: Accounts) -> None:
    token = tokens()
    async with db.transaction() as tx:
        await readers.set_readers(tx, 1, 1, [1, 2, 99], token)
    before = await db.read("select * from alert_reader where user_id = 2", ())
    async with db.transaction() as tx:
        await readers.set_readers(tx, 1, 1, [2], token)
    after = await db.read("select * from alert_reader", ())
    assert [tuple(row) for row in after] == [tuple(row) for row in before]
    assert await readers.readers_of(db, 1) == {1: {2}}


async def test_who_leaves_the_site_reads_no_more(db: Accounts) -> None:
    async with db.transaction() as tx:
        await readers.add_reader(tx, 1, 1, 2, "a")
        await readers.add_reader(tx, 1, 1, 1, "b")
        assert await readers.remove_reader(tx, 1, 1, 1)
        assert not await readers.remove_reader(tx, 1, 1, 1)
        await members.delete_member(tx, 1, 2)
    assert await readers.readers_of(db, 1) == {}
