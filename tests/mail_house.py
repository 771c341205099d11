"""A mail server to be read like a real one: mail goes in by SMTP, and out by POP3 or IMAP.

`python -m tests.mail_house FOLDER` keeps the mails in that folder and prints where it listens.
Everybody's mails are in one mailbox: user `reader`, password `opensesame`.
"""

import asyncio
import io
import json
import re
import sys
from collections.abc import Iterator
from email import message_from_binary_file
from email.message import Message
from mailbox import Maildir
from pathlib import Path
from threading import Thread

from aiosmtpd.handlers import Mailbox
from aiosmtpd.smtp import SMTP
from twisted.cred.checkers import InMemoryUsernamePasswordDatabaseDontUse
from twisted.cred.portal import IRealm, Portal
from twisted.internet import protocol, reactor
from twisted.mail import imap4, pop3
from zope.interface import implementer

USER, PASSWORD = "reader", "opensesame"


def arrival(key: str) -> list[int]:
    """A mail's name tells when it came: seconds, microseconds, process, count."""
    return [int(number) for number in re.findall(r"\d+", key)[:4]]


@implementer(imap4.IMessage, imap4.IMessageFile)
class Letter:
    """One mail, as an IMAP server wants it."""

    def __init__(self, content: bytes, number: int, flags: set[str]) -> None:
        self._content, self._number, self._flags = content, number, flags
        self._message: Message = message_from_binary_file(io.BytesIO(content))

    def open(self) -> io.BytesIO:
        return io.BytesIO(self._content)

    getBodyFile = open

    def getUID(self) -> int:
        return self._number

    def getFlags(self) -> list[str]:
        return sorted(self._flags)

    def getInternalDate(self) -> str:
        return str(self._message["Date"])

    def getSize(self) -> int:
        return len(self._content)

    def getHeaders(self, _negate: bool, *_names: str) -> dict[str, str]:
        return dict(self._message.items())

    def isMultipart(self) -> bool:
        return False

    def getSubPart(self, _part: int) -> None:
        raise IndexError


@implementer(imap4.IMailbox)
class Inbox:
    """The folder, as an IMAP server wants it. Mails are numbered as they are first seen."""

    def __init__(self, folder: Path) -> None:
        self._kept = Maildir(folder)
        self._numbers: dict[str, int] = {}
        self._flags: dict[str, set[str]] = {}

    def _keys(self) -> list[str]:
        found = set(self._kept.keys())
        for key in sorted(found - set(self._numbers), key=arrival):
            self._numbers[key] = len(self._numbers) + 1
            self._flags[key] = set()
        return sorted(found, key=self._numbers.__getitem__)

    def _asked(self, messages: imap4.MessageSet, uid: bool) -> Iterator[tuple[int, str]]:
        keys = self._keys()
        messages.last = len(self._numbers) if uid else len(keys)
        for place, key in enumerate(keys, 1):
            if (self._numbers[key] if uid else place) in messages:
                yield place, key

    def fetch(self, messages: imap4.MessageSet, uid: bool) -> list[tuple[int, Letter]]:
        return [
            (place, Letter(self._kept.get_bytes(key), self._numbers[key], self._flags[key]))
            for place, key in self._asked(messages, uid)
        ]

    def store(
        self, messages: imap4.MessageSet, flags: list[str], mode: int, uid: bool
    ) -> dict[int, list[str]]:
        changed = {}
        for place, key in self._asked(messages, uid):
            self._flags[key] = self._flags[key] - set(flags) if mode < 0 else {*flags}
            changed[place] = sorted(self._flags[key])
        return changed

    def expunge(self) -> list[int]:
        gone = [key for key in self._keys() if r"\Deleted" in self._flags[key]]
        for key in gone:
            self._kept.remove(key)
        return [self._numbers[key] for key in gone]

    def getUID(self, place: int) -> int:
        return self._numbers[self._keys()[place - 1]]

    def getMessageCount(self) -> int:
        return len(self._keys())

    def getRecentCount(self) -> int:
        return 0

    def getUnseenCount(self) -> int:
        return len(self._keys())

    def getUIDValidity(self) -> int:
        return 1

    def getUIDNext(self) -> int:
        return len(self._numbers) + 1

    def getFlags(self) -> list[str]:
        return [r"\Deleted"]

    def getHierarchicalDelimiter(self) -> str:
        return "/"

    def isWriteable(self) -> bool:
        return True

    def addListener(self, _listener: object) -> None: ...

    def removeListener(self, _listener: object) -> None: ...


@implementer(pop3.IMailbox)
class Pile:
    """The folder, as a POP3 server wants it: as it was when the connection was made."""

    def __init__(self, folder: Path) -> None:
        self._kept = Maildir(folder)
        self._keys = sorted(self._kept.keys(), key=arrival)
        self._deleted: set[int] = set()

    def listMessages(self, index: int | None = None) -> list[int] | int:
        sizes = [
            0 if place in self._deleted else len(self._kept.get_bytes(key))
            for place, key in enumerate(self._keys)
        ]
        return sizes if index is None else sizes[index]

    def getMessage(self, index: int) -> io.BytesIO:
        return io.BytesIO(self._kept.get_bytes(self._keys[index]))

    def getUidl(self, index: int) -> bytes:
        return self._keys[index].encode()

    def deleteMessage(self, index: int) -> None:
        self._deleted.add(index)

    def undeleteMessages(self) -> None:
        self._deleted.clear()

    def sync(self) -> None:
        for index in self._deleted:
            self._kept.remove(self._keys[index])
        self._deleted.clear()


@implementer(IRealm)
class House:
    def __init__(self, folder: Path) -> None:
        self._folder, self._inbox = folder, Inbox(folder)

    def requestAvatar(
        self, _who: object, _mind: object, *interfaces: object
    ) -> tuple[object, object, object]:
        if pop3.IMailbox in interfaces:
            return pop3.IMailbox, Pile(self._folder), lambda: None
        account = imap4.MemoryAccount(USER)
        account.mailboxes["INBOX"] = self._inbox
        return imap4.IAccount, account, lambda: None


class Office(protocol.Factory):
    """Makes connections of one kind, all with the same door."""

    def __init__(self, kind: type[protocol.Protocol], portal: Portal) -> None:
        self.protocol, self._portal = kind, portal

    def buildProtocol(self, address: object) -> protocol.Protocol:
        made = super().buildProtocol(address)
        made.portal = self._portal
        return made


def smtp_port(folder: Path) -> int:
    """Where mails come in; taken in by a thread."""
    loop, inbox = asyncio.new_event_loop(), Mailbox(folder)
    serving = loop.create_server(
        lambda: SMTP(inbox, hostname="mail.test", loop=loop), "127.0.0.1", 0
    )
    server = loop.run_until_complete(serving)
    Thread(target=loop.run_forever, daemon=True).start()
    port: int = server.sockets[0].getsockname()[1]
    return port


def main(folder: Path) -> None:
    portal = Portal(
        House(folder), [InMemoryUsernamePasswordDatabaseDontUse(**{USER: PASSWORD.encode()})]
    )
    ports = {
        name: reactor.listenTCP(0, Office(kind, portal), interface="127.0.0.1").getHost().port
        for name, kind in {"pop3": pop3.POP3, "imap": imap4.IMAP4Server}.items()
    }
    ports["smtp"] = smtp_port(folder)
    print(json.dumps(ports), flush=True)
    reactor.run()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
