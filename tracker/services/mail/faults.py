"""Tells the administrators of what fails: one mail for each kind of fault and hour."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Sequence

import msgspec

from tracker.domain.expiring import Expiring
from tracker.services.mail.mailer import MailboxFull, Mailer
from tracker.services.mail.message import Mail

log = logging.getLogger(__name__)

QUIET = 3600.0  # seconds in which a kind is only counted
MOST_KINDS = 500

Write = Callable[[str, int], Mail]  # to whom, and how often it happened since the last mail


class Told(msgspec.Struct):
    """What became of the last mail about one kind."""

    at: float  # seconds
    mailed: bool
    since: int = 0  # faults of the kind that no mail has counted


class Faults:
    """`report` is cheap enough for a thousand faults a second. It reads no database, which may be
    what is broken."""

    def __init__(self, mailer: Mailer, admins: Sequence[str], now: Callable[[], float]) -> None:
        self._mailer = mailer
        self._admins = admins
        self._now = now
        self._told: Expiring[str, Told] = Expiring(now, MOST_KINDS)
        self.count = 0

    def report(self, kind: str, write: Write) -> bool:
        """Whether a mail about this kind of fault is on its way, or was within the last hour."""
        self.count += 1
        if not self._admins:
            return False
        told = self._told.get(kind)
        if told and self._now() - told.at < QUIET:
            told.since += 1
            return told.mailed
        return self._tell(kind, write, (told.since if told else 0) + 1)

    def _tell(self, kind: str, write: Write, count: int) -> bool:
        told = Told(self._now(), mailed=False)
        self._told.put(kind, told, math.inf)  # what no mail has counted yet is not forgotten

        def lost() -> None:
            told.mailed, told.since = False, told.since + count

        try:
            self._mailer.post(*(write(admin, count) for admin in self._admins), lost=lost)
        except MailboxFull:
            log.warning("The administrators were not told: too many mails wait")
            lost()
        else:
            told.mailed = self._mailer.sends
        return told.mailed
