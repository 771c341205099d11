"""A mailbox, opened by IMAP or POP3: its newest mails, and deleting one."""

from __future__ import annotations

import imaplib
import poplib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from typing import Protocol
from urllib.parse import SplitResult, unquote

from tracker.services.mail.server import encryption
from tracker.settings.hosts import is_this_machine

NEWEST = 10  # more are never looked at: the mailbox may be an old one
TIMEOUT = 20  # seconds, for one answer of the mail server


class Unreadable(Exception):
    """The mailbox cannot be opened; the message says why."""


class Box(Protocol):
    """A mailbox that is open: the newest mails, by what they are deleted by."""

    def newest(self) -> dict[str, bytes]:
        """So many, the oldest of them first."""

    def delete(self, which: str) -> None:
        """One of them."""


@contextmanager
def open_mailbox(url: SplitResult) -> Iterator[Box]:
    """Logged in; raises Unreadable. A password never travels over an open line, except within
    this machine."""
    host = url.hostname or ""
    if not url.scheme.endswith("s") and not is_this_machine(host):
        raise Unreadable(f"the password is not sent to {host} unencrypted: use {url.scheme}s://")
    try:
        with OPEN[url.scheme.removesuffix("s")](url) as box:
            yield box
    except (imaplib.IMAP4.error, poplib.error_proto, OSError, EOFError) as error:
        raise Unreadable(f"{host} says: {error}") from error


class Imap:
    """INBOX."""

    def __init__(self, client: imaplib.IMAP4) -> None:
        self._client = client

    def newest(self) -> dict[str, bytes]:
        """By UID."""
        found = self._client.uid("search", "ALL")[1][0] or b""  # None where it is empty
        numbers = found.split()[-NEWEST:]
        return {number.decode(): self._content(number) for number in numbers}

    def _content(self, number: bytes) -> bytes:
        parts = self._client.uid("fetch", number.decode(), "(BODY.PEEK[])")[1]
        return b"".join(part[1] for part in parts if isinstance(part, tuple))

    def delete(self, which: str) -> None:
        """At once."""
        self._client.uid("store", which, "+FLAGS", r"(\Deleted)")
        self._client.expunge()


class Pop3:
    """All that there is."""

    def __init__(self, client: poplib.POP3) -> None:
        self._client = client

    def newest(self) -> dict[str, bytes]:
        """By their place."""
        count, _ = self._client.stat()
        numbers = range(max(1, count - NEWEST + 1), count + 1)
        return {str(each): b"\r\n".join(self._client.retr(each)[1]) for each in numbers}

    def delete(self, which: str) -> None:
        """When the mailbox is left."""
        self._client.dele(int(which))


@contextmanager
def imap(url: SplitResult) -> Iterator[Imap]:
    """Logged in, with INBOX selected."""
    host = url.hostname or ""
    opened = (
        imaplib.IMAP4_SSL(host, url.port or 993, ssl_context=encryption(host), timeout=TIMEOUT)
        if url.scheme == "imaps"
        else imaplib.IMAP4(host, url.port or 143, timeout=TIMEOUT)
    )
    with opened as client:
        client.login(*credentials(url))
        client.select("INBOX")
        yield Imap(client)
        client.close()


@contextmanager
def pop3(url: SplitResult) -> Iterator[Pop3]:
    """Logged in; what is deleted goes when it is left."""
    host = url.hostname or ""
    opened = (
        poplib.POP3_SSL(host, url.port or 995, context=encryption(host), timeout=TIMEOUT)
        if url.scheme == "pop3s"
        else poplib.POP3(host, url.port or 110, timeout=TIMEOUT)
    )
    with closing(opened) as client:
        user, password = credentials(url)
        client.user(user)
        client.pass_(password)
        yield Pop3(client)
        with suppress(poplib.error_proto):
            client.quit()


def credentials(url: SplitResult) -> tuple[str, str]:
    """User and password."""
    return unquote(url.username or ""), unquote(url.password or "")


OPEN: dict[str, Callable[[SplitResult], AbstractContextManager[Box]]] = {"imap": imap, "pop3": pop3}
