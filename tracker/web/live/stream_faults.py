"""What ends a live view that cannot go on: it is taken down and told, and its reader hears it."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from aiohttp import WSCloseCode, web

from tracker.storage.file.errors import Damaged
from tracker.web.failing.errors import is_for_now
from tracker.web.failing.faults import report
from tracker.web.live.streams import cut_off

log = logging.getLogger(__name__)

CLOSE_WITHIN = 2.0  # seconds; who does not even read that is cut off


async def end_by_fault(
    request: web.Request, socket: web.WebSocketResponse, errors: ExceptionGroup[Exception]
) -> None:
    """Close the socket with what has happened, so that its page comes back instead of waiting
    for ever for what nobody sends any more."""
    faults = [error for error in errors.exceptions if not isinstance(error, ConnectionError)]
    if not faults:
        return  # the reader has gone
    code, said = _said_of(request, faults[0])
    with suppress(ConnectionError):
        try:
            async with asyncio.timeout(CLOSE_WITHIN):
                await socket.close(code=code, message=said)
        except TimeoutError:
            cut_off(request)


def _said_of(request: web.Request, error: Exception) -> tuple[WSCloseCode, bytes]:
    if is_for_now(error):
        log.warning("A live view has to begin again: %s", error or type(error).__name__)
        return WSCloseCode.TRY_AGAIN_LATER, b"busy, try again later"
    if not isinstance(error, Damaged):  # of which the log has a line already
        log.error("A live view has failed: %s", type(error).__name__, exc_info=error)
    report(request.app, error, request)
    return WSCloseCode.INTERNAL_ERROR, b"a fault in the server"
