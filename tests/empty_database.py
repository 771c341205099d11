"""An empty database, made once and put wherever a test begins: to make one takes 20 ms of a
processor's time, and longer of the disk's."""

import asyncio
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from tracker.storage.file.database import Database


def put_empty_database(path: Path, environment: str) -> None:
    """As Database.open leaves a new one; what is there already stays."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(content(environment))


@cache
def content(environment: str) -> bytes:
    with ThreadPoolExecutor(1) as thread:  # which has no loop yet
        return thread.submit(lambda: asyncio.run(_made(environment))).result()


async def _made(environment: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tracker.db"
        async with Database.open(path, environment=environment):
            pass
        return path.read_bytes()
