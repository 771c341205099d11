"""What is on disk, read by another connection than the server's."""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from tracker.domain.visitors import beacon_hash


def beacons_in(data_dir: Path) -> Counter[int]:
    """How often each beacon's hash is stored."""
    with closing(_opened(data_dir)) as db:
        return Counter(beacon for (beacon,) in db.execute("select beacon from event"))


def integrity_of(data_dir: Path) -> str:
    """SQLite's own word: "ok", or what is wrong."""
    with closing(_opened(data_dir)) as db:
        return str(db.execute("pragma integrity_check").fetchone()[0])


def missing(hits: Iterable[str], site_id: int, stored: Counter[int]) -> list[str]:
    """The ids that are not stored."""
    return [hit for hit in hits if not stored[beacon_hash(site_id, hit)]]


def _opened(data_dir: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{data_dir / 'tracker.db'}?mode=ro", uri=True)
