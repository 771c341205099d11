"""Mail leaves here: posted into a bounded queue, delivered beside the serving, tried again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from tracker.services.background import lasting, put_to_an_end
from tracker.services.mail.message import Mail, as_text, message_of
from tracker.services.mail.queue import FIRST, MailQueue, Waiting
from tracker.services.mail.server import MailRefused, MailServer

log = logging.getLogger(__name__)

MOST_WAITING = 200
MOST_FIRST = 50  # more, of those that go first
PAUSES = (5.0, 30.0, 120.0, 600.0, 1800.0)  # seconds before each further try
DRAIN = 3.0  # seconds at the stop
PROBES = 8  # at once


def ignored() -> None:
    """For whoever does not want to know."""


class MailboxFull(Exception):
    """Too many mails wait for the mail server already."""


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
        self._queue = MailQueue()
        self._in_hand = 0
        self._probes = asyncio.Semaphore(PROBES)
        self.sent = 0
        self.given_up = 0
        self.trouble = ""  # what keeps mails from everybody; "" after one that went well

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
        working = asyncio.create_task(lasting(mailer._work))
        try:
            yield mailer
        finally:
            mailer._queue.close()
            try:
                await asyncio.wait({working}, timeout=drain)
            finally:
                await put_to_an_end(working)
            if mailer.depth:
                log.error("%d mails were not delivered before the stop", mailer.depth)

    @property
    def sends(self) -> bool:
        """Whether mails go to a mail server."""
        return self._server is not None

    @property
    def depth(self) -> int:
        """Mails that wait, the one in hand included."""
        return len(self._queue) + self._in_hand

    @property
    def is_full(self) -> bool:
        """Whether a mail posted now would be refused."""
        return self.sends and self.depth >= MOST_WAITING

    def post(self, *mails: Mail, lost: Callable[[], None] = ignored, first: bool = False) -> None:
        """Queue the mails and return at once; raises MailboxFull, and then none was queued.

        `lost` is called for each that is given up later; what is `first` goes before all others,
        and has some room of its own."""
        room = MOST_WAITING + (MOST_FIRST if first else 0)
        if self.sends and self.depth + len(mails) > room:
            raise MailboxFull
        for mail in mails:
            if self.sends:
                self._queue.put(mail, lost, first, pause=0 if first else FIRST)
            else:
                self._say(as_text(mail))
                self.sent += 1

    async def probe(self, address: str) -> None:
        """Ask whether a mail to that address would be taken now; raises MailRefused."""
        if self._server is None:
            return
        async with self._probes:
            try:
                await self._server.probe(address)
                self.trouble = ""
            except MailRefused as refused:
                self._note(refused)
                reply = without(address, refused.reply)
                log.warning("The mail server refuses (%s): %s", refused.kind, reply)
                raise

    async def deliver(self, mail: Mail) -> None:
        """Hand one over now, for whoever keeps it until it was taken; raises MailRefused."""
        if self._server is None:
            self._say(as_text(mail))
            return
        async with self._probes:
            try:
                await self._server.deliver(message_of(mail, self._sender))
            except MailRefused as refused:
                self._note(refused)
                raise
        self.sent += 1
        self.trouble = ""

    async def _work(self) -> None:
        while waiting := await self._queue.next():
            self._in_hand = 1
            await self._deliver(waiting)
            self._in_hand = 0

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
            self.trouble = ""

    def _note(self, refused: MailRefused) -> None:
        """A recipient that is refused is nobody else's trouble."""
        if refused.kind not in {"recipient", "later"}:
            self.trouble = f"the mail server refuses ({refused.kind}): {refused.reply}"

    def _refused(self, waiting: Waiting, refused: MailRefused) -> None:
        tries, reply = waiting.tries, without(waiting.mail.to, refused.reply)
        self._note(refused)
        if refused.lasting or tries > len(self._pauses):
            log.error("Mail given up at try %d (%s): %s", tries, refused.kind, reply)
            self._give_up(waiting)
            return
        pause = self._pauses[tries - 1]
        log.warning("Mail waits %g s after try %d (%s): %s", pause, tries, refused.kind, reply)
        self._queue.put(waiting.mail, waiting.lost, waiting.first, tries, pause)

    def _give_up(self, waiting: Waiting) -> None:
        self.given_up += 1
        waiting.lost()


def without(address: str, reply: str) -> str:
    """A reply for the log: people's addresses do not belong there."""
    return reply.replace(address, "<address>") if address else reply
