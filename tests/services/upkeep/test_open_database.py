"""A stop while what is open is being saved."""

import asyncio
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.eventually import PATIENCE, eventually
from tracker.services.upkeep import open_database
from tracker.services.upkeep.open_database import OpenDatabase


class Taken:
    """A database whose file is gone; to copy it takes until `may_end`."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "tracker.db"
        self.moved = "The database file is gone"
        self.condition = SimpleNamespace(read_only="")
        self.may_end = threading.Event()
        self.copies: list[Path] = []
        self.at_once = self.most_at_once = 0

    async def look_at_files(self) -> None:
        pass

    def save_open(self, target: Path, _show: object) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.copies.append(target)
        assert self.may_end.wait(PATIENCE)
        self.at_once -= 1


async def test_a_stop_waits_for_the_copy_that_is_being_made(tmp_path: Path, monkeypatch: Any):
    """A second one beside it would use the same connection: both stood still, and with them all of
    the process."""
    monkeypatch.setattr(open_database, "LOOK_EVERY", 0.0)
    db = Taken(tmp_path)
    opened = OpenDatabase(db, [tmp_path], lambda: 1_700_000_000_000)  # type: ignore[arg-type]
    stop = asyncio.Event()

    async def serve() -> None:
        async with opened.watched():
            await stop.wait()

    serving = asyncio.create_task(serve())
    await eventually(lambda: db.at_once == 1)
    stop.set()
    for _ in range(100):
        await asyncio.sleep(0)
    db.may_end.set()
    async with asyncio.timeout(PATIENCE):
        await serving
    assert (db.most_at_once, len(db.copies)) == (1, 1)
    assert "is saved as" in db.condition.read_only
