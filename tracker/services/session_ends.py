"""Tells whoever holds a connection open that the session behind it has ended."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any


class SessionEnds:
    """`with ends.watch(session_id) as ended:` and `await ended.wait()` beside the connection.

    It serves for whatever else a connection may hang on as well: a token, a membership."""

    def __init__(self) -> None:
        self._watched: defaultdict[Hashable, set[asyncio.Event]] = defaultdict(set)

    @contextmanager
    def watch(
        self, session_id: Hashable, ended: asyncio.Event | None = None
    ) -> Iterator[asyncio.Event]:
        """An event that is set when the session is revoked or logged out; a given one, where it
        is to be set for several reasons."""
        ended = ended or asyncio.Event()
        self._watched[session_id].add(ended)
        try:
            yield ended
        finally:
            self._watched[session_id].discard(ended)
            if not self._watched[session_id]:
                del self._watched[session_id]

    @property
    def watched(self) -> list[Any]:
        """What connections hang on now."""
        return list(self._watched)

    def end(self, session_ids: Iterable[Hashable]) -> None:
        """To be called after the rows are gone, so that nobody reconnects in between."""
        for session_id in session_ids:
            for ended in self._watched.get(session_id, ()):
                ended.set()
