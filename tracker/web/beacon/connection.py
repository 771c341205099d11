"""The common beacon, answered at the protocol: a whole `POST /visit/{key}` in one chunk.

Everything else, and everything unusual, takes the ordinary route, which gives the same answers.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import Any

from aiohttp import web

from tracker.domain.hits import read_hit
from tracker.domain.refusals import Refusal
from tracker.services.recording.entries import Outcome
from tracker.services.recording.sender import Sender
from tracker.web.beacon.answers import BAD_REQUEST, warn_of
from tracker.web.beacon.patience import PatientConnection
from tracker.web.beacon.raw_answers import closing, failed, raw
from tracker.web.beacon.shared import MOST_BODY, Shared
from tracker.web.failing.answers import unreadable

log = logging.getLogger(__name__)

MOST_HEAD = 8_190  # bytes: longer ones are for the parser to judge


class BeaconConnection(PatientConnection):
    """Takes the common beacon."""

    __slots__ = ("_answered", "_closing", "_salt", "_site_id")

    def __init__(self, server: web.Server, shared: Shared, **options: Any) -> None:
        super().__init__(server, shared, **options)
        self._salt = b""  # of its heads
        self._site_id = 0  # whose hit waits for its answer
        self._closing = False
        self._answered: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._salt = self._shared.heads.salt(self.peer)

    def handle_error(self, request: web.BaseRequest, status: int = 500, *why: Any) -> web.Response:
        """What is no HTTP meets no middleware; the library's answer would repeat its bytes."""
        super().handle_error(request, status, *why)
        if status == 500 and why and isinstance(why[0], Exception):
            self._shared.report(why[0])
        return unreadable(status)

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
        return self._shared.leaving

    def _take(self, data: bytes) -> bool:
        """Read the request and hand its hit on; False when it is not the common one."""
        shared = self._shared
        end = data.find(b"\r\n\r\n", 0, MOST_HEAD) if data.startswith(shared.beginning) else -1
        if end < 0 or len(data) - end - 4 > MOST_BODY:
            return False
        sender = shared.heads.read(self.peer, self._salt, data, end + 2)
        if sender is None:
            return False
        self._next_keepalive_close_time = self._loop.time() + self._keepalive_timeout
        try:
            self._hand_on(shared, sender, data[end + 4 :])
        except Exception as error:
            log.exception("A beacon failed; it was not stored")
            shared.report(error)
            self._write(failed())
            self.force_close()
        return True

    def _hand_on(self, shared: Shared, sender: Sender, body: bytes) -> None:
        intake = shared.intake
        site = intake.admit(sender.key, sender.rate)
        if isinstance(site, Refusal):
            self._write(raw(site))
            return
        self._waiting, self._site_id = True, site.id
        intake.fast += 1
        refusal = intake.receive(site, read_hit(body), sender, self._answer)
        if sender.head:
            sender.key = site.key  # all of a site's have the same text
            shared.heads.keep(sender)
        if refusal:
            self._waiting = False
            if refusal.status == BAD_REQUEST:
                warn_of(refusal, method="POST", path=f"/visit/{site.key}")
            self._write(raw(refusal))

    def _answer(self, outcome: Outcome) -> None:
        """The recorder's word: on disk, or not. Then whatever came meanwhile."""
        self._waiting = False
        shared = self._shared
        if outcome is Outcome.STORED and not (shared.leaving or self._closing or self._answered):
            self._write(self._said(None))
            if self._held:
                self._go_on()
        else:
            self._answer_unusually(outcome)

    def _answer_unusually(self, outcome: Outcome) -> None:
        """A refusal, or perhaps the connection's last answer."""
        refusal = self._shared.intake.outcome(self._site_id, outcome)
        answer = self._said(refusal)
        last = self._shared.leaving and not self._held
        self._write(closing(answer) if last else answer)
        if self._answered is not None and not self._answered.done():
            self._answered.set_result(None)
        if self._closing or last:
            self.close()
        else:
            self._go_on()

    def _said(self, refusal: Refusal | None) -> bytes:
        """What the hit that waits is answered."""
        return raw(refusal) if refusal else self._shared.stored()

    def _write(self, answer: bytes) -> None:
        transport = self.transport
        if transport is not None and not transport.is_closing():
            transport.write(answer)
