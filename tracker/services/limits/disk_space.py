"""Room on the disk: how little is too little, and starting over once there is enough again."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Callable
from pathlib import Path

log = logging.getLogger(__name__)

LEAST_FREE = 64 * 1024 * 1024  # bytes on the data folder's disk
LOOK_EVERY = 2.0  # seconds


def free_bytes(data_dir: Path) -> int:
    """What is free where the data is."""
    return disk_of(data_dir)[0]


def disk_of(data_dir: Path) -> tuple[int, int]:
    """Bytes that are free, and all; none where the folder is gone."""
    try:
        usage = shutil.disk_usage(data_dir)
    except OSError:
        return 0, 0
    return usage.free, usage.total


async def start_over_with_room(data_dir: Path, start_over: Callable[[], None]) -> None:
    """For a server that only reads since its start, most often because the disk was full by then.
    Where there is room already, that was not the reason."""
    if free_bytes(data_dir) >= LEAST_FREE:
        return
    while free_bytes(data_dir) < LEAST_FREE:  # noqa: ASYNC110 - nobody tells of room
        await asyncio.sleep(LOOK_EVERY)
    log.warning("There is room on the disk again: the server starts over")
    start_over()
