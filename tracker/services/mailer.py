"""Mail leaves here: posted into a bounded queue, delivered beside the serving, tried again."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr

import msgspec

from tracker.domain.text import tidy
from tracker.services.mail_server import MailRefused, MailServer
from tracker.setting_values import ADDRESS

log = logging.getLogger(__name__)

MOST_WAITING = 200
PAUSES = (5.0, 30.0, 120.0, 600.0, 1800.0)  # seconds before each further try
FIRST = 0.05  # seconds before the first try: the answer to whoever asked leaves before the mail
DRAIN = 3.0  # seconds at the stop
PROBES = 8  # at once


class Mail(msgspec.Struct, frozen=True):
    """A mail to one address, said twice."""

    to: str
    subject: str
    text: str
    html: str


def ignored() -> None:
    """For whoever does not want to know."""


class MailboxFull(Exception):
    """Too many mails wait for the mail server already."""


class Waiting(msgspec.Struct, order=True):
    """A mail in the queue, the earliest first."""

    due: float  # of the loop's clock
    number: int
    tries: int
    mail: Mail
    lost: Callable[[], None]


class Mailer:
    """`sends`: there is a mail server. Without one, mails are said in the terminal.

    async with Mailer.open(config.mail_url, sender, say) as mailer:
        mailer.post(mail)
    """

    def __init__(
        self,
        server: MailServer | None,
        sender: str,
        say: Callable[[str], None],
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        self._server = server
        self._sender = sender
        self._say = say
        self._pauses = pauses
        self._waiting: list[Waiting] = []
        self._in_hand = 0
        self._closing = False
        self._numbers = itertools.count()
        self._changed = asyncio.Event()
        self._probes = asyncio.Semaphore(PROBES)
        self.sent = 0
        self.given_up = 0

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        url: str,
        sender: str,
        say: Callable[[str], None],
        pauses: Sequence[float] = PAUSES,
        drain: float = DRAIN,
    ) -> AsyncIterator[Mailer]:
        """Delivers while the context is open; what is due at its end is tried for a moment yet."""
        mailer = cls(MailServer(url, sender) if url else None, sender, say, pauses)
        working = asyncio.create_task(mailer._work())
        try:
            yield mailer
        finally:
            mailer._closing = True
            mailer._changed.set()
            await asyncio.wait({working}, timeout=drain)
            working.cancel()
            with suppress(asyncio.CancelledError):
                await working
            if mailer.depth:
                log.error("%d mails were not delivered before the stop", mailer.depth)

    @property
    def sends(self) -> bool:
        """Whether mails go to a mail server."""
        return self._server is not None

    @property
    def depth(self) -> int:
        """Mails that wait, the one in hand included."""
        return len(self._waiting) + self._in_hand

    @property
    def is_full(self) -> bool:
        """Whether a mail posted now would be refused."""
        return self.sends and self.depth >= MOST_WAITING

    def post(self, mail: Mail, lost: Callable[[], None] = ignored) -> None:
        """Queue the mail and return at once; raises MailboxFull.

        `lost` is called if the mail is given up later."""
        if self._server is None:
            self._say(as_text(mail))
            self.sent += 1
            return
        if self.is_full:
            raise MailboxFull
        self._queue(mail, lost, tries=0, pause=FIRST)

    async def probe(self, address: str) -> None:
        """Ask whether a mail to that address would be taken now; raises MailRefused."""
        if self._server is None:
            return
        async with self._probes:
            try:
                await self._server.probe(address)
            except MailRefused as refused:
                reply = without(address, refused.reply)
                log.warning("The mail server refuses (%s): %s", refused.kind, reply)
                raise

    def _queue(self, mail: Mail, lost: Callable[[], None], tries: int, pause: float) -> None:
        due = asyncio.get_running_loop().time() + pause
        heapq.heappush(self._waiting, Waiting(due, next(self._numbers), tries, mail, lost))
        self._changed.set()

    async def _work(self) -> None:
        while waiting := await self._next():
            self._in_hand = 1
            await self._deliver(waiting)
            self._in_hand = 0

    async def _next(self) -> Waiting | None:
        """The first that is due, waited for; None at the end, when nothing is due any more."""
        clock = asyncio.get_running_loop().time
        while True:
            self._changed.clear()
            pause = self._waiting[0].due - clock() if self._waiting else None
            if pause is not None and pause <= (FIRST if self._closing else 0):
                return heapq.heappop(self._waiting)
            if self._closing:
                return None
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._changed.wait()

    async def _deliver(self, waiting: Waiting) -> None:
        assert self._server is not None
        waiting.tries += 1
        try:
            await self._server.deliver(message_of(waiting.mail, self._sender))
        except MailRefused as refused:
            self._refused(waiting, refused)
        except Exception:
            log.exception("A mail could not be written")
            self._give_up(waiting)
        else:
            self.sent += 1

    def _refused(self, waiting: Waiting, refused: MailRefused) -> None:
        tries, reply = waiting.tries, without(waiting.mail.to, refused.reply)
        if refused.lasting or tries > len(self._pauses):
            log.error("Mail given up at try %d (%s): %s", tries, refused.kind, reply)
            self._give_up(waiting)
            return
        pause = self._pauses[tries - 1]
        log.warning("Mail waits %g s after try %d (%s): %s", pause, tries, refused.kind, reply)
        self._queue(waiting.mail, waiting.lost, tries, pause)

    def _give_up(self, waiting: Waiting) -> None:
        self.given_up += 1
        waiting.lost()


def message_of(mail: Mail, sender: str) -> EmailMessage:
    """The mail as it travels: text first, HTML beside it."""
    message = EmailMessage()
    if not ADDRESS.fullmatch(mail.to):
        raise ValueError("no e-mail address")
    name, address = parseaddr(sender)
    message["From"] = Address(name, *parts_of(address))
    message["To"] = Address("", *parts_of(mail.to))
    message["Subject"] = tidy(mail.subject, 256)
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = make_msgid(domain=parts_of(address)[1])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message


def parts_of(address: str) -> tuple[str, str]:
    """Before and after the last @."""
    name, _, domain = address.rpartition("@")
    return name, domain


def as_text(mail: Mail) -> str:
    """The mail as the terminal shows it; nothing in it can move the cursor."""
    lines = [f"To: {mail.to}", f"Subject: {mail.subject}", "", *mail.text.rstrip().split("\n")]
    shown = "\n".join("  | " + tidy(line, 4096) for line in lines)
    return f"No mail server is set (MAIL_URL): this mail is shown here instead.\n{shown}"


def without(address: str, reply: str) -> str:
    """A reply for the log: people's addresses do not belong there."""
    return reply.replace(address, "<address>") if address else reply
