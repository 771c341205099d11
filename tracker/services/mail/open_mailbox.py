"""A mailbox, opened by IMAP or POP3: its newest mails, and deleting one.

IMAPClient, of the extra `mailbox`, speaks IMAP. POP3 is the standard library's: there is no library
for it that is looked after.
"""

from __future__ import annotations

import imaplib
import poplib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from typing import TYPE_CHECKING, Protocol
from urllib.parse import SplitResult, unquote

from tracker.services.mail.server import encryption
from tracker.settings.hosts import is_this_machine

if TYPE_CHECKING:
    from imapclient import IMAPClient  # type: ignore[import-untyped]

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

    def __init__(self, client: IMAPClient) -> None:
        self._client = client

    def newest(self) -> dict[str, bytes]:
        """By UID."""
        numbers = self._client.search()[-NEWEST:]
        found = self._client.fetch(numbers, ["BODY.PEEK[]"])
        return {str(number): found[number][b"BODY[]"] for number in numbers if number in found}

    def delete(self, which: str) -> None:
        """At once."""
        self._client.delete_messages(int(which))
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
    from imapclient import IMAPClient  # an extra

    host, secret = url.hostname or "", url.scheme == "imaps"
    told = encryption(host) if secret else None
    with IMAPClient(host, url.port, ssl=secret, ssl_context=told, timeout=TIMEOUT) as client:
        client.login(*credentials(url))
        client.select_folder("INBOX")
        yield Imap(client)


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
