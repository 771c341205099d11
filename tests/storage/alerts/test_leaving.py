"""A link in a mail ends it for its reader alone."""

from tests.storage.alerts.test_alerts import db
from tracker.storage.alerts.leaving import (
    Leaving,
    alert_token,
    find_leaving,
    leave_mails,
    report_token,
)
from tracker.storage.alerts.readers import add_reader, readers_of
from tracker.storage.file.transactions import Accounts

__all__ = ["db"]
REPORT = "insert into report_mail values (1, 2, 'week', 0, 'c')"


async def test_an_alert_is_left_by_its_readers_link(db: Accounts) -> None:
    async with db.transaction() as tx:
        await add_reader(tx, 1, 1, 1, "a")
        await add_reader(tx, 1, 1, 2, "b")
    assert await alert_token(db, 1, 2) == "b"
    assert await find_leaving(db, "b") == Leaving("alert", 1, "one", 2, "Silence")
    async with db.transaction() as tx:
        assert await leave_mails(tx, "b")
        assert not await leave_mails(tx, "b")
    assert await readers_of(db, 1) == {1: {1}}
    assert await alert_token(db, 1, 2) is None
    assert await find_leaving(db, "b") is None


async def test_reports_are_left_by_theirs(db: Accounts) -> None:
    async with db.transaction() as tx:
        await tx.execute(REPORT)
    assert await report_token(db, 1, 2, "week") == "c"
    assert await report_token(db, 1, 2, "month") is None
    assert await find_leaving(db, "c") == Leaving("week", 1, "one", 2, "")
    async with db.transaction() as tx:
        assert await leave_mails(tx, "c")
    assert await report_token(db, 1, 2, "week") is None
