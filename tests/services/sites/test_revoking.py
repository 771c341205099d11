"""A link or a badge that was taken back stays so when a backup of before is restored."""

import logging
from pathlib import Path
from typing import cast

import pytest
from msgspec.structs import replace

from tests.making import NOON
from tests.seeded_data import Seeded
from tests.storage.sites.test_badges import SEEN
from tests.storage.sites.test_shared_links import BOARD
from tracker.services.alerts.alerts import Alerts
from tracker.services.alerts.changes import AlertChanges
from tracker.services.session_ends import SessionEnds
from tracker.services.sites import revoking
from tracker.services.sites.badges import add_badge, remove_badge
from tracker.services.sites.revoking import RevokedBeside
from tracker.services.sites.shared_links import add_shared_link, revoke_shared_link
from tracker.storage.alerts.guests import guests_of
from tracker.storage.alerts.readers import readers_of
from tracker.storage.alerts.report_mails import asked_reports
from tracker.storage.backups.folder import make_backup
from tracker.storage.backups.restore import restore
from tracker.storage.file.database import Database
from tracker.storage.sites.badges import badges_of
from tracker.storage.sites.shared_links import shared_links_of


async def test_after_a_restore_only_what_was_not_taken_back_opens(
    seeded: Seeded, data_dir: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path, site, revoked = data_dir / "tracker.db", seeded.site.id, RevokedBeside(data_dir)
    async with Database.open(path) as db:
        for token in ("gone", "stays"):
            mine = {"token": token, "site_id": site, "user_id": None}
            await add_shared_link(db, replace(BOARD, **mine))
            await add_badge(db, replace(SEEN, **mine))
    backup = make_backup(path, tmp_path / "elsewhere", NOON, 7)
    async with Database.open(path) as db:
        assert await revoke_shared_link(db, revoked, SessionEnds(), site, 1, NOON + 1)
        assert await remove_badge(db, revoked, site, 1, NOON + 1) == "gone"
        assert not await revoke_shared_link(db, revoked, SessionEnds(), site, 1, NOON + 2), (
            "twice is no error"
        )
        assert await remove_badge(db, revoked, site, 1, NOON + 2) is None
    restore(tmp_path / "elsewhere" / backup.name, path, NOON)
    async with Database.open(path) as db:
        assert len(await shared_links_of(db, site)) == 2
        with caplog.at_level(logging.WARNING):
            await RevokedBeside(data_dir).again(db)
        assert [each.token for each in await shared_links_of(db, site)] == ["stays"]
        assert [each.token for each in await badges_of(db, site)] == ["stays"]
        assert (
            "2 shared links, badges, passkeys, links to a provider or mails were ended"
            in caplog.text
        )


async def test_a_disk_that_takes_no_line_keeps_nobody_from_revoking(
    seeded: Seeded,
    data_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(revoking, "note_revoked", full)
    revoked = RevokedBeside(data_dir)
    async with Database.open(data_dir / "tracker.db") as db:
        await add_shared_link(db, replace(BOARD, site_id=seeded.site.id, user_id=None))
        assert await revoke_shared_link(db, revoked, SessionEnds(), seeded.site.id, 1, NOON)
        assert await shared_links_of(db, seeded.site.id) == []
    assert "opens again after a backup is restored: [Errno 28]" in caplog.text


async def test_whoever_left_mails_gets_none_after_a_restore(
    seeded: Seeded, data_dir: Path, tmp_path: Path
) -> None:
    path, site = data_dir / "tracker.db", seeded.site.id
    async with Database.open(path) as db, db.transaction() as tx:
        await tx.execute(ALERT, (site,))
        for token in ("gone", "stays"):
            await tx.execute(GUEST, (site, token, token, token))
        await tx.execute("insert into alert_reader values (1, ?, 1, 'read')", (site,))
        await tx.execute("insert into report_mail values (?, 1, 'week', 0, 'weekly')", (site,))
    backup = make_backup(path, tmp_path / "elsewhere", NOON, 7)
    async with Database.open(path) as db:
        changes = AlertChanges(
            db, RevokedBeside(data_dir), cast(Alerts, None), lambda: "", lambda: NOON, lambda: None
        )
        assert await changes.remove_guest(site, 1)
        assert not await changes.remove_guest(site, 1)
        for token in ("read", "weekly"):
            assert await changes.leave(token)
            assert not await changes.leave(token)
    restore(tmp_path / "elsewhere" / backup.name, path, NOON)
    async with Database.open(path) as db:
        await RevokedBeside(data_dir).again(db)
        assert [each.token for each in await guests_of(db, site)] == ["stays"]
        assert await readers_of(db, site) == {}
        assert await asked_reports(db, site, 1) == set()


ALERT = """
insert into alert (site_id, name, kind, subject, pause, is_on, created_at)
values (?, 'Silence', 'silence', '', 60, 1, 0)
"""
GUEST = """
insert into guest (site_id, email, email_key, token, language, created_at)
values (?, ?, ?, ?, 'en', 0)
"""
