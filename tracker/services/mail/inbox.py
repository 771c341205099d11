"""Mails that have really arrived, read from their mailbox by IMAP or POP3."""

from __future__ import annotations

import asyncio
import email.policy
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from urllib.parse import urlsplit

from tracker.services.mail.open_mailbox import open_mailbox

WITHIN = 60.0  # seconds, between the sending of a mail and its coming
BETWEEN_LOOKS = 1.0


class NoMail(Exception):
    """It has not come in time."""


class Inbox:
    """The mailbox at imap(s)://user:password@host or pop3(s)://…; mails from before `since`, by
    the clock of the server that sends them, are never read."""

    def __init__(self, url: str, since: datetime) -> None:
        self._url = urlsplit(url)
        self._since = since.replace(microsecond=0)  # a mail's date has no fractions

    async def next_to(self, address: str, within: float = WITHIN) -> EmailMessage:
        """The oldest new mail to that address; it is deleted from the mailbox."""
        return await self.next(lambda mail: bool(mail["To"] == address), within)

    async def next(
        self, wanted: Callable[[EmailMessage], bool], within: float = WITHIN
    ) -> EmailMessage:
        """The oldest new mail that is wanted; it is deleted from the mailbox, and no other is.

        Raises NoMail or Unreadable."""
        loop = asyncio.get_running_loop()
        until = loop.time() + within
        while True:
            if mail := await asyncio.to_thread(self._take, wanted):
                return mail
            if loop.time() > until:
                raise NoMail(f"no such mail within {within:.0f} s")
            await asyncio.sleep(BETWEEN_LOOKS)

    def _take(self, wanted: Callable[[EmailMessage], bool]) -> EmailMessage | None:
        with open_mailbox(self._url) as box:
            mails = {which: parsed(content) for which, content in box.newest().items()}
            new = {which: mail for which, mail in mails.items() if sent_at(mail) >= self._since}
            ours = {which: mail for which, mail in new.items() if wanted(mail)}
            if not ours:
                return None
            which = min(ours, key=lambda each: sent_at(ours[each]))
            box.delete(which)
            return ours[which]


def parsed(content: bytes) -> EmailMessage:
    """A mail as it lies in the mailbox."""
    mail = message_from_bytes(content.replace(b"\r\n", b"\n"), policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def sent_at(mail: EmailMessage) -> datetime:
    """By the mail's own word; one that does not say it is of long ago."""
    at: datetime | None = mail["Date"].datetime if mail["Date"] else None
    if at is None:
        return datetime.min.replace(tzinfo=UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
