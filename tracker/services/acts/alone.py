"""An act's objects where no server runs, for whoever holds the data folder's lock."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tracker.config import Config
from tracker.services.accounts.accounts import Accounts
from tracker.services.accounts.audit import AuditLog
from tracker.services.accounts.ends import Ends
from tracker.services.accounts.log_ins import LogIns
from tracker.services.accounts.new_passwords import NewPasswords
from tracker.services.accounts.passwords import Passwords
from tracker.services.acts.acting import Acting, Show
from tracker.services.session_ends import SessionEnds
from tracker.services.settled_clock import SettledClock
from tracker.services.sites.revoking import RevokedBeside
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.file.database import Database
from tracker.storage.log.standing import last_sign


@asynccontextmanager
async def alone(config: Config, show: Show) -> AsyncIterator[Acting]:
    """The database, opened and closed again, and what an act needs beside it."""
    path = config.data_dir / "tracker.db"
    async with Database.open(path, config.durability, config.environment) as db:
        settled = SettledClock(_now, time.monotonic)
        settled.begin(await last_sign(db))
        audit, directory = AuditLog(db, settled), await SiteDirectory.load(db)
        revoked = RevokedBeside(config.data_dir)
        passwords, ends = Passwords(), Ends(SessionEnds(), SessionEnds())
        try:
            yield Acting(
                db=db,
                kept=db,
                revoked=revoked,
                config=config,
                now=_now,
                settled=settled,
                directory=directory,
                accounts=Accounts(db, directory, ends),
                log_ins=LogIns(db, ends, _now, settled),
                new_passwords=NewPasswords(db, revoked, passwords, ends, _now),
                passwords=passwords,
                audit=audit,
                progress=show,
            )
        finally:  # also of what was stopped by Ctrl-C once it was done
            await audit.flush()


def _now() -> int:
    return time.time_ns() // 1_000_000
