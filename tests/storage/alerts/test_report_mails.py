"""Reports are asked for by each member alone, and each day's is written once."""

from tests.storage.alerts.test_alerts import db
from tracker.storage.alerts.report_mails import (
    ReportMail,
    all_report_mails,
    ask_report,
    asked_reports,
    note_report,
    stop_report,
)
from tracker.storage.file.transactions import Accounts
from tracker.storage.sites.members import delete_member

__all__ = ["db"]
WEEKLY = ReportMail(1, 2, "week", 100, "UTC")


async def test_a_member_asks_and_stops(db: Accounts) -> None:
    async with db.transaction() as tx:
        await ask_report(tx, 1, 2, "week", 100, "a")
        await ask_report(tx, 1, 2, "week", 200, "b")  # twice is no error
        await ask_report(tx, 2, 2, "week", 100, "c")  # is not on that site
        await ask_report(tx, 1, 1, "month", 100, "d")
        await tx.execute("update user set time_zone = 'Asia/Tokyo' where id = 1")
    monthly = ReportMail(1, 1, "month", 100, "Asia/Tokyo")
    assert sorted(await all_report_mails(db), key=lambda each: each.user_id) == [monthly, WEEKLY]
    assert await asked_reports(db, 1, 2) == {"week"}
    async with db.transaction() as tx:
        await stop_report(tx, 1, 2, "week")
        await delete_member(tx, 1, 2)
    assert await all_report_mails(db) == [monthly]


async def test_a_days_report_is_written_once(db: Accounts) -> None:
    async with db.transaction() as tx:
        await ask_report(tx, 1, 2, "week", 100, "a")
        assert not await note_report(tx, WEEKLY, 100)
        assert await note_report(tx, WEEKLY, 107)
        assert not await note_report(tx, WEEKLY, 107)
