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


def log_of(data_dir: Path, site_id: int) -> list[tuple[int, str, str]]:
    """The site's events, leaves and backs in their order: cursor, type, visit."""
    rows = (
        "select cursor, 'event', cast(visit as text) from event where site_id = :site union all "
        "select cursor, iif(state = 3, 'back', 'leave'), cast(visit as text) from leave "
        "where site_id = :site order by 1"
    )
    with closing(_opened(data_dir)) as db:
        return db.execute(rows, {"site": site_id}).fetchall()


def _opened(data_dir: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{data_dir / 'tracker.db'}?mode=ro", uri=True)
