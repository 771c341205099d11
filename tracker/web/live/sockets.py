"""What the pages' WebSockets share: who may open one, how they are opened, and when they end."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Coroutine
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.cross_site import known_path, same_origin, why_not_ours
from tracker.web.live.stream_faults import end_by_fault

HEARTBEAT = 20.0  # seconds
MOST_BUFFERED = 2**16  # bytes that may wait in a socket's own buffer
MOST_MESSAGES, MESSAGES_WITHIN = 10, 10.0  # that a view may send, in seconds


async def only_for_our_pages(request: web.Request) -> None:
    """Browsers let every page open a socket anywhere: 403 for those of other sites."""
    if not same_origin(request):
        await audit(request, "socket of another site refused", known_path(request))
        raise web.HTTPForbidden(text=why_not_ours(request))


async def open_socket(request: web.Request) -> web.WebSocketResponse:
    """The upgrade; from here on there is no other answer."""
    socket = web.WebSocketResponse(
        heartbeat=HEARTBEAT,
        timeout=2,
        max_msg_size=4096,
        compress=False,
        writer_limit=MOST_BUFFERED,
    )
    await socket.prepare(request)
    return socket


async def converse(
    request: web.Request, socket: web.WebSocketResponse, *tasks: Coroutine[Any, Any, None]
) -> None:
    """Do all of these until the socket ends, by either side, as the server stops, or as one of
    them fails: a view that nobody tells anything any more must not look like a quiet one."""
    request.app[keys.SOCKETS].add(socket)
    try:
        async with asyncio.TaskGroup() as group:
            running = [group.create_task(task) for task in tasks]
            await listen(socket)
            for task in running:
                task.cancel()
    except* Exception as errors:
        await end_by_fault(request, socket, errors)
    finally:
        request.app[keys.SOCKETS].discard(socket)


async def listen(socket: web.WebSocketResponse) -> None:
    """A view has nothing to say; what it says is read so that its end is noticed."""
    now = asyncio.get_running_loop().time
    heard: deque[float] = deque(maxlen=MOST_MESSAGES)
    async for message in socket:
        if message.type is WSMsgType.BINARY:
            await socket.close(code=WSCloseCode.UNSUPPORTED_DATA)
        if message.type is not WSMsgType.TEXT:
            return
        if len(heard) == MOST_MESSAGES and now() - heard[0] < MESSAGES_WITHIN:
            await socket.close(code=WSCloseCode.POLICY_VIOLATION, message=b"too many messages")
            return
        heard.append(now())
