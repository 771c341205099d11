"""One request after another: while an answer is owed, what arrives is held, so that answers keep
their order."""

from __future__ import annotations

import re
from typing import Any

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from tracker.web.beacon.shared import MOST_BODY, Shared

# A GET with one of these does not leave the parser between two requests.
ENTANGLED = re.compile(rb"\n(?:content-length|transfer-encoding|upgrade|expect):", re.IGNORECASE)


class OrderedConnection(RequestHandler):
    """Gives each request to `_take` or to aiohttp's parser, when its turn has come."""

    __slots__ = ("_held", "_ordinary", "_queued", "_shared", "_waiting")

    def __init__(self, server: web.Server, shared: Shared, **options: Any) -> None:
        super().__init__(server, **options)
        self._shared = shared
        self._ordinary = False  # a part of a request may be in the parser: nothing else may pass it
        self._waiting = False  # for the answer to a hit
        self._queued = False  # what is held is no hit and waits for its turn
        self._held = b""

    def data_received(self, data: bytes) -> None:
        if self._waiting or self._queued or self._paused:
            self._hold(data)
            return
        if not self._ordinary:
            if data.startswith(self._shared.hits) and self._idle() and self._take(data):
                return
            if not data.startswith(self._shared.hits):
                self._held, self._queued = data, True
                self._shared.turns.take(self._in_turn)
                return
            self._ordinary = not _whole_get(data)
        super().data_received(data)

    def _hold(self, data: bytes) -> None:
        """Until the answer is out, and as long as the client does not fetch what is: nobody can
        have us keep more than this and what a socket holds."""
        self._held += data
        if self._paused or len(self._held) > MOST_BODY:
            self._pause_reading_for_buffer()

    def _idle(self) -> bool:
        if self._force_close or self._close or self._shared.leaving:
            return False
        waiter = self._waiter
        return self._request_count == 0 or (waiter is not None and not waiter.done())

    def _take(self, data: bytes) -> bool:
        """Answer the common beacon; False when it is something else."""
        raise NotImplementedError

    def _in_turn(self) -> None:
        """Hand what is held to the parser; on a connection that has gone, that does nothing."""
        self._queued = False
        held = self._take_held()
        self._ordinary = not _whole_get(held)
        super().data_received(held)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._loop.call_soon(self._go_on)

    def _go_on(self) -> None:
        """With what came meanwhile."""
        if self._held and not (self._waiting or self._queued or self._paused):
            self.data_received(self._take_held())

    def _take_held(self) -> bytes:
        held, self._held = self._held, b""
        if self._buffer_paused:
            self._resume_reading_for_buffer()
        return held


def _whole_get(data: bytes) -> bool:
    """A request without a body, all of it: after it the parser stands between two requests."""
    return (
        data.startswith(b"GET ")
        and data.find(b"\r\n\r\n") == len(data) - 4
        and ENTANGLED.search(data) is None
    )
