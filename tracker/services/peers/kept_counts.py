"""What came through other products' trackers lately, in a small file: a restart does not forget the
week in which somebody switches."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from tracker.services.background import beside
from tracker.services.peers.peer_counts import Kept, PeerCounts
from tracker.storage.disk.whole_files import write_whole

SAVE_EVERY = 30.0  # seconds


@asynccontextmanager
async def keeping_counts(counts: PeerCounts, path: Path) -> AsyncIterator[None]:
    """Go on from the last run; keep the counts while the context is open, and once more on the way
    out. A file that cannot be read means that nothing has come yet."""
    counts.go_on(await asyncio.to_thread(_read, path))

    async def work() -> None:
        while True:
            await asyncio.sleep(SAVE_EVERY)
            await save(counts, path)

    async with beside(work):
        yield
    await save(counts, path)


async def save(counts: PeerCounts, path: Path) -> None:
    """If there are new ones; a disk that refuses is asked again."""
    if not counts.changed:
        return
    counts.changed = False
    text = msgspec.json.encode(counts.kept()).decode()
    try:
        await asyncio.to_thread(write_whole, path, text)
    except OSError:
        counts.changed = True


def _read(path: Path) -> list[Kept]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Kept])
    except (OSError, ValueError):
        return []
