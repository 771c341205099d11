"""What grows on the disk, and who sends it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tracker.config import Config
from tracker.services.limits.shares import Shares
from tracker.storage.file.database import Database

Figures = dict[str, Any]


def sizes(config: Config) -> dict[str, int]:
    """Bytes of what grows, by name. Blocks for a moment."""
    database = config.data_dir / "tracker.db"
    return {
        "database": _size(database),
        "wal": _size(database.with_name("tracker.db-wal")),
        "backups": _all_in(config.backups),
        "logs": logs(config),
    }


def logs(config: Config) -> int:
    """Bytes of our own logs. Blocks for a moment."""
    return _all_in(config.log_dir) if config.log_dir else 0


async def texts(db: Database) -> int:
    """How many there are in the dictionary, at most."""
    [row] = await db.read("select ifnull(max(id), 0) as n from text")
    return int(row["n"])


def senders(
    shares: Shares, now: int, name: Callable[[int], str]
) -> dict[str, list[dict[str, Any]]]:
    """Who has brought most new texts today: sites, and networks of which no address is kept."""
    return {
        "sites": [
            {"site": name(site), "texts": day.texts, "others": day.others, "bare": day.bare}
            for site, day in shares.sites.largest(now)
        ],
        "networks": [each._asdict() for each in shares.senders.heaviest(now)],
    }


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _all_in(folder: Path) -> int:
    try:
        return sum(_size(file) for file in folder.iterdir() if file.is_file())
    except OSError:
        return 0
