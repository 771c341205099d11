"""Tells the administrators what is wrong with the server itself, and when it is well again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence

import msgspec

from tracker.services.mail.mailer import MailboxFull, Mailer
from tracker.services.mail.message import Mail

log = logging.getLogger(__name__)

QUIET = 3600.0  # seconds between two mails that say the same of one kind

Write = Callable[[str, str, str], Mail]  # to whom, the kind, and what is wrong; "" = well again


class Told(msgspec.Struct):
    """What the administrators have last been told of a kind."""

    wrong_at: float | None = None  # seconds
    is_wrong: bool = False


class Alarms:
    """One mail for each kind and hour while it lasts, before all other mails, and one when it is
    over. It reads no database, which may be what is broken."""

    def __init__(
        self, mailer: Mailer, admins: Sequence[str], steady: Callable[[], float], write: Write
    ) -> None:
        self._mailer = mailer
        self._admins = admins
        self._steady = steady  # seconds, monotonic
        self._write = write
        self._told: dict[str, Told] = {}
        self.wrong: dict[str, str] = {}  # now, by kind

    def look(self, wrong: Mapping[str, str]) -> None:
        """This is wrong now, by kind; nothing else is."""
        self.wrong = dict(wrong)
        for kind in [*wrong, *(kind for kind in self._told if kind not in wrong)]:
            told = self._told.setdefault(kind, Told())
            if kind in wrong:
                self._wrong(kind, wrong[kind], told)
            elif told.is_wrong:
                told.is_wrong = False
                self._post(kind, "", told)

    def _wrong(self, kind: str, said: str, told: Told) -> None:
        now = self._steady()
        if told.wrong_at is not None and now - told.wrong_at < QUIET:
            return
        told.wrong_at, told.is_wrong = now, True
        self._post(kind, said, told)

    def _post(self, kind: str, said: str, told: Told) -> None:
        """One that is given up is written anew at the next look."""

        def lost() -> None:
            told.wrong_at, told.is_wrong = None, not said

        try:
            mails = [self._write(admin, kind, said) for admin in self._admins]
            self._mailer.post(*mails, lost=lost, first=True)
        except MailboxFull:
            lost()
        except Exception:
            log.exception("The administrators could not be told of %s", kind)
