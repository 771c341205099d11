"""The common beacon, answered at the protocol: a whole `POST /visit/{key}` in one chunk.

Everything else, and everything unusual, takes the ordinary route, which gives the same answers.
"""

from __future__ import annotations

import asyncio
import logging
import re
import socket
from contextlib import suppress
from typing import Any

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from tracker.domain.client_address import UNIX
from tracker.domain.hits import read_hit
from tracker.domain.refusals import Refusal
from tracker.services.recording.recorder import Outcome
from tracker.services.recording.sender import Sender
from tracker.web.beacon.answers import closing, failed, raw
from tracker.web.beacon.routes import BAD_REQUEST, MOST_BODY, warn_of
from tracker.web.beacon.shared import Terms
from tracker.web.failing.errors import unreadable

log = logging.getLogger(__name__)

LONGEST_REST = 75.0  # seconds of a connection over which no whole request comes
DEAF = 30.0  # seconds in which a client may leave its answers lying
MOST_HEAD = 8_190  # bytes: longer ones are for the parser to judge
# A GET with one of these does not leave the parser between two requests.
ENTANGLED = re.compile(rb"\n(?:content-length|transfer-encoding|upgrade|expect):", re.IGNORECASE)


class BeaconConnection(RequestHandler):
    """One connection. While an answer is owed, what arrives is held: answers keep their order."""

    __slots__ = (
        "_answered",
        "_closing",
        "_deaf",
        "_held",
        "_made",
        "_ordinary",
        "_queued",
        "_rest",
        "_salt",
        "_site_id",
        "_terms",
        "_waiting",
        "peer",
    )

    def __init__(self, server: web.Server, terms: Terms, **options: Any) -> None:
        super().__init__(server, **options)
        self._terms = terms
        self._ordinary = False  # a part of a request may be in the parser: nothing else may pass it
        self._waiting = False
        self._queued = False  # what is held is no hit and waits for its turn
        self._closing = False
        self._deaf: asyncio.TimerHandle | None = None
        self._held = b""
        self._made = 0.0  # seconds, by the loop's clock
        self._rest: asyncio.TimerHandle | None = None
        self.peer = ""
        self._salt = b""  # of its heads
        self._site_id = 0  # whose hit waits for its answer
        self._answered: asyncio.Future[None] | None = None

    def handle_error(self, request: web.BaseRequest, status: int = 500, *why: Any) -> web.Response:
        """What is no HTTP meets no middleware; the library's answer would repeat its bytes."""
        super().handle_error(request, status, *why)
        if status == 500 and why and isinstance(why[0], Exception):
            self._terms.report(why[0])
        return unreadable(status)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        peer = transport.get_extra_info("peername")
        self.peer = str(peer[0]) if isinstance(peer, tuple) else _peer_without_address(transport)
        self._salt = self._terms.heads.salt(self.peer)
        self._made = self._loop.time()
        if self._terms.connections.came(self, self._made):
            self._rest = self._loop.call_later(LONGEST_REST, self._wake)

    def data_received(self, data: bytes) -> None:
        if self._waiting or self._queued or self._paused:
            self._hold(data)
            return
        if not self._ordinary:
            if data.startswith(self._terms.beginning) and self._idle() and self._take(data):
                return
            if not data.startswith(self._terms.hits):
                self._held, self._queued = data, True
                self._terms.turns.take(self._in_turn)
                return
            self._ordinary = not _whole_get(data)
        super().data_received(data)

    def _hold(self, data: bytes) -> None:
        """Until the answer is out, and as long as the client does not fetch what is: nobody can
        have us keep more than this and what a socket holds."""
        self._held += data
        if self._paused or len(self._held) > MOST_BODY:
            self._pause_reading_for_buffer()
        if self._paused and self._deaf is None:
            self._deaf = self._loop.call_later(DEAF, self._give_up)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._hears()
        self._loop.call_soon(self._go_on)

    def connection_lost(self, exc: BaseException | None) -> None:
        self._hears()
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None
        self._terms.connections.gone(self)
        super().connection_lost(exc)

    def _hears(self) -> None:
        if self._deaf is not None:
            self._deaf.cancel()
            self._deaf = None

    def _give_up(self) -> None:
        """On one who goes on asking and fetches no answer."""
        if self.transport is not None:
            self.transport.abort()

    async def heard(self) -> None:
        """Until the client has fetched enough of its answers for another one."""
        try:
            async with asyncio.timeout(DEAF):
                await self._drain_helper()
        except TimeoutError:
            self._give_up()

    def _go_on(self) -> None:
        """With what came meanwhile."""
        if self._held and not (self._waiting or self._queued or self._paused):
            self.data_received(self._take_held())

    def _in_turn(self) -> None:
        """Hand what is held to the parser; on a connection that has gone, that does nothing."""
        self._queued = False
        held = self._take_held()
        self._ordinary = not _whole_get(held)
        super().data_received(held)

    def close(self) -> None:
        if self._waiting:
            self._closing = True
        else:
            super().close()

    async def shutdown(self, timeout: float | None = 15.0) -> None:  # noqa: ASYNC109
        if self._waiting:
            self._answered = self._loop.create_future()
            with suppress(TimeoutError):
                async with asyncio.timeout(timeout):
                    await self._answered
        await super().shutdown(timeout)

    @property
    def leaving(self) -> bool:
        """Whether its server goes."""
        return self._terms.leaving

    def rests(self) -> bool:
        """Whether it is no live view or the like: a request may come at any moment, or never."""
        return self._current_request is None and not self._queued

    def rests_since(self) -> float | None:
        """Seconds, by the loop's clock; None while a request is under way."""
        if not self.rests() or self._waiting or self._held:
            return None
        return max(self._made, self._next_keepalive_close_time - self._keepalive_timeout)

    def _wake(self) -> None:
        """A request that never ends, or never begins, keeps no connection."""
        since = self.rests_since()
        rested = 0.0 if since is None else self._loop.time() - since
        if rested >= LONGEST_REST:
            self.force_close()
        else:
            self._rest = self._loop.call_later(LONGEST_REST - rested, self._wake)

    def _idle(self) -> bool:
        if self._force_close or self._close or self._terms.leaving:
            return False
        waiter = self._waiter
        return self._request_count == 0 or (waiter is not None and not waiter.done())

    def _take(self, data: bytes) -> bool:
        """Read the request and hand its hit on; False when it is not the common one."""
        terms = self._terms
        end = data.find(b"\r\n\r\n", 0, MOST_HEAD)
        if end < 0 or len(data) - end - 4 > MOST_BODY:
            return False
        sender = terms.heads.read(self.peer, self._salt, data, end + 2)
        if sender is None:
            return False
        self._next_keepalive_close_time = self._loop.time() + self._keepalive_timeout
        try:
            self._hand_on(terms, sender, data[end + 4 :])
        except Exception as error:
            log.exception("A beacon failed; it was not stored")
            terms.report(error)
            self._write(failed())
            self.force_close()
        return True

    def _hand_on(self, terms: Terms, sender: Sender, body: bytes) -> None:
        intake = terms.intake
        site = intake.admit(sender.key, sender.rate)
        if isinstance(site, Refusal):
            self._write(raw(site))
            return
        self._waiting, self._site_id = True, site.id
        intake.fast += 1
        refusal = intake.receive(site, read_hit(body), sender, self._answer)
        if sender.head:
            sender.key = site.key  # all of a site's have the same text
            terms.heads.keep(sender)
        if refusal:
            self._waiting = False
            if refusal.status == BAD_REQUEST:
                warn_of(refusal, method="POST", path=f"/visit/{site.key}")
            self._write(raw(refusal))

    def _answer(self, outcome: Outcome) -> None:
        """The recorder's word: on disk, or not. Then whatever came meanwhile."""
        self._waiting = False
        terms = self._terms
        if outcome is Outcome.STORED and not (terms.leaving or self._closing or self._answered):
            self._write(terms.stored())
            if self._held:
                self._go_on()
        else:
            self._answer_unusually(outcome)

    def _answer_unusually(self, outcome: Outcome) -> None:
        """A refusal, or perhaps the connection's last answer."""
        refusal = self._terms.intake.outcome(self._site_id, outcome)
        answer = raw(refusal) if refusal else self._terms.stored()
        last = self._terms.leaving and not self._held
        self._write(closing(answer) if last else answer)
        if self._answered is not None and not self._answered.done():
            self._answered.set_result(None)
        if self._closing or last:
            self.close()
        else:
            self._go_on()

    def _take_held(self) -> bytes:
        held, self._held = self._held, b""
        if self._buffer_paused:
            self._resume_reading_for_buffer()
        return held

    def _write(self, answer: bytes) -> None:
        transport = self.transport
        if transport is not None and not transport.is_closing():
            transport.write(answer)


def _peer_without_address(transport: asyncio.BaseTransport) -> str:
    connection = transport.get_extra_info("socket")
    return UNIX if connection is not None and connection.family == socket.AF_UNIX else ""


def _whole_get(data: bytes) -> bool:
    """A request without a body, all of it: after it the parser stands between two requests."""
    return (
        data.startswith(b"GET ")
        and data.find(b"\r\n\r\n") == len(data) - 4
        and ENTANGLED.search(data) is None
    )
