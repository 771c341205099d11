"""Mails that a deployed server has really sent, read from their mailbox by IMAP or POP3."""

import asyncio
import email.policy
import imaplib
import poplib
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

WITHIN = 60  # seconds, between the request and its mail
NEWEST = 10  # more are never looked at: the mailbox may be an old one
BETWEEN_LOOKS = 1.0
TIMEOUT = 20  # seconds, for one answer of the mail server


class NoMail(AssertionError):
    """It has not come in time."""


class Box(Protocol):
    """A mailbox that is open: the newest mails, by what they are deleted by."""

    def newest(self) -> dict[str, bytes]: ...

    def delete(self, which: str) -> None: ...


class RealMail:
    """The mailbox at imap(s)://user:password@host or pop3(s)://…; mails from before `since`, by
    the clock of the server that sends them, are never read."""

    def __init__(self, url: str, since: datetime) -> None:
        self._url = urlsplit(url)
        self._since = since.replace(microsecond=0)  # a mail's date has no fractions

    async def next_to(self, address: str, within: float = WITHIN) -> EmailMessage:
        """The oldest new mail to that address; it is deleted from the mailbox."""
        loop = asyncio.get_running_loop()
        until = loop.time() + within
        while True:
            if mail := await asyncio.to_thread(self._take, address):
                return mail
            if loop.time() > until:
                raise NoMail(f"no mail to {address} within {within} s")
            await asyncio.sleep(BETWEEN_LOOKS)

    def _take(self, address: str) -> EmailMessage | None:
        with OPEN[self._url.scheme.removesuffix("s")](self._url) as box:
            mails = {which: parsed(content) for which, content in box.newest().items()}
            ours = {which: mail for which, mail in mails.items() if self._is_new(mail, address)}
            if not ours:
                return None
            which = min(ours, key=lambda each: sent_at(ours[each]))
            box.delete(which)
            return ours[which]

    def _is_new(self, mail: EmailMessage, address: str) -> bool:
        return mail["To"] == address and sent_at(mail) >= self._since


def parsed(content: bytes) -> EmailMessage:
    mail = message_from_bytes(content.replace(b"\r\n", b"\n"), policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def sent_at(mail: EmailMessage) -> datetime:
    at: datetime = mail["Date"].datetime
    return at


class Imap:
    def __init__(self, client: imaplib.IMAP4) -> None:
        self._client = client

    def newest(self) -> dict[str, bytes]:
        found = self._client.uid("search", None, "ALL")[1][0] or b""  # None where it is empty
        numbers = found.split()[-NEWEST:]
        return {number.decode(): self._content(number) for number in numbers}

    def _content(self, number: bytes) -> bytes:
        parts = self._client.uid("fetch", number.decode(), "(BODY.PEEK[])")[1]
        return b"".join(part[1] for part in parts if isinstance(part, tuple))

    def delete(self, which: str) -> None:
        self._client.uid("store", which, "+FLAGS", r"(\Deleted)")
        self._client.expunge()


class Pop3:
    def __init__(self, client: poplib.POP3) -> None:
        self._client = client

    def newest(self) -> dict[str, bytes]:
        count, _ = self._client.stat()
        numbers = range(max(1, count - NEWEST + 1), count + 1)
        return {str(each): b"\r\n".join(self._client.retr(each)[1]) for each in numbers}

    def delete(self, which: str) -> None:
        self._client.dele(int(which))


@contextmanager
def imap(url: SplitResult) -> Iterator[Imap]:
    """Logged in, with INBOX selected."""
    host, port, encrypted = url.hostname or "", url.port, url.scheme == "imaps"
    opened = (
        imaplib.IMAP4_SSL(
            host, port or 993, ssl_context=ssl.create_default_context(), timeout=TIMEOUT
        )
        if encrypted
        else imaplib.IMAP4(host, port or 143, timeout=TIMEOUT)
    )
    with opened as client:
        client.login(*credentials(url))
        client.select("INBOX")
        yield Imap(client)
        client.close()


@contextmanager
def pop3(url: SplitResult) -> Iterator[Pop3]:
    """Logged in; what is deleted goes when it is left."""
    host, port, encrypted = url.hostname or "", url.port, url.scheme == "pop3s"
    opened = (
        poplib.POP3_SSL(host, port or 995, context=ssl.create_default_context(), timeout=TIMEOUT)
        if encrypted
        else poplib.POP3(host, port or 110, timeout=TIMEOUT)
    )
    with closing(opened) as client:
        user, password = credentials(url)
        client.user(user)
        client.pass_(password)
        yield Pop3(client)
        with suppress(poplib.error_proto):
            client.quit()


def credentials(url: SplitResult) -> tuple[str, str]:
    return unquote(url.username or ""), unquote(url.password or "")


OPEN = {"imap": imap, "pop3": pop3}
