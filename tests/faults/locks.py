"""Another program's lock on the database."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from tests.eventually import PATIENCE


@asynccontextmanager
async def locked(data_dir: Path) -> AsyncIterator[None]:
    """The write lock, held while the context is open."""
    path = data_dir / "tracker.db"
    opened = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    with closing(opened) as other:
        await asyncio.to_thread(other.execute, "begin immediate")
        yield
        other.execute("rollback")
