"""Guests get nothing before they have said so, and nothing once they have left."""

import pytest
from msgspec.structs import replace

from tests.making import NOON
from tests.storage.alerts.test_alerts import db
from tracker.domain.alerts.message import Facts
from tracker.domain.reports.kept import TooMany
from tracker.storage.alerts import guests
from tracker.storage.alerts.deliveries import due_deliveries, insert_for_alert
from tracker.storage.alerts.guests import Guest
from tracker.storage.alerts.leaving import Leaving, find_leaving, leave_mails
from tracker.storage.file.transactions import Accounts

__all__ = ["db"]
JOAN = Guest(
    id=1, site_id=1, email="Joan@example.com", token="a", language="de", user_id=1, created_at=NOON
)
FACTS = Facts(kind="silence", at=NOON, alert_id=1)


async def told(db: Accounts) -> list[int | None]:
    async with db.transaction() as tx:
        await insert_for_alert(tx, 1, FACTS, True)
    return [each.guest_id for each in await due_deliveries(db, NOON, 10)]


async def test_a_guest_is_told_once_they_have_said_so(db: Accounts) -> None:
    async with db.transaction() as tx:
        assert await guests.insert_guest(tx, JOAN)
        assert not await guests.insert_guest(tx, replace(JOAN, email="joan@EXAMPLE.com", token="b"))
        await guests.insert_guest(tx, replace(JOAN, site_id=2, token="c"))
        await guests.set_guests(tx, 1, 1, [1, 2, 99])
    assert await guests.guests_of(db, 1) == [JOAN]
    assert await guests.told_guests(db, 1) == {1: {1}}
    assert await told(db) == []
    async with db.transaction() as tx:
        assert await guests.confirm_guest(tx, "a", NOON)
        assert not await guests.confirm_guest(tx, "a", NOON + 1)
    assert await told(db) == [1]
    assert await guests.find_guest(db, 1) == replace(JOAN, confirmed_at=NOON)
    assert await guests.guest_by_token(db, "a") == replace(JOAN, confirmed_at=NOON)


async def test_a_guest_leaves_by_their_link_or_is_taken_off(db: Accounts) -> None:
    async with db.transaction() as tx:
        await guests.insert_guest(tx, JOAN)
        await guests.insert_guest(tx, replace(JOAN, email="k@example.com", token="k"))
    assert await find_leaving(db, "a") == Leaving("guest", 1, "one", 0, "")
    async with db.transaction() as tx:
        assert await leave_mails(tx, "a")
        assert not await guests.delete_guest(tx, 2, 2)
        assert await guests.delete_guest(tx, 1, 2)
    assert await guests.guests_of(db, 1) == []
    assert await guests.find_guest(db, 1) is None
    assert await guests.guest_by_token(db, "a") is None


async def test_a_site_has_so_many_at_most(db: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guests, "MOST_TARGETS", 0)
    async with db.transaction() as tx:
        with pytest.raises(TooMany):
            await guests.insert_guest(tx, JOAN)
