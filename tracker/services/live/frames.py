"""What goes out to live views at once: messages as one text, encoded once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from tracker.domain.messages import (
    GoalsMessage,
    LogMessage,
    PresenceMessage,
    RefusedMessage,
)

NoRow = PresenceMessage | RefusedMessage | GoalsMessage  # they are not in the log
Message = LogMessage | NoRow

encode = msgspec.json.Encoder().encode


class Frame:
    """Serialised once for all watchers. `cursor` is its last row's, 0 where it has none; `messages`
    what it says, for those watchers who select of it."""

    __slots__ = ("cursor", "data", "head", "messages")

    def __init__(self, data: bytes, cursor: int, messages: Sequence[Message] = ()) -> None:
        self.data = data
        self.cursor = cursor
        self.messages = messages
        self.head = websocket_head(len(data))


def websocket_head(size: int) -> bytes:
    """What stands before the data of an unmasked WebSocket text message (RFC 6455, 5.2)."""
    if size < 126:
        return bytes((0x81, size))
    if size < 1 << 16:
        return b"\x81\x7e" + size.to_bytes(2)
    return b"\x81\x7f" + size.to_bytes(8)


Sink = Callable[[Frame], bool]  # takes a frame at once, or says that it can't


def frame_of(messages: Sequence[Message | dict[str, object]]) -> bytes:
    """Messages as one frame for a single watcher."""
    return encode(messages)
