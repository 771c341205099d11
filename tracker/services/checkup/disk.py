"""The data folder: who may read it, how much fits in, and whether its disk keeps its word."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tracker.config import Config
from tracker.services.checkup.findings import Finding, bad, ok, warn
from tracker.services.limits.disk_space import LEAST_FREE
from tracker.services.upkeep.growth import sizes

SYNCS = 20
TOO_FAST = 30e-6  # seconds, p50: no medium answers so soon
SLOW = 0.05
LITTLE = 1_000_000_000  # bytes


def look_at_permissions(data_dir: Path) -> Iterator[Finding]:
    """Nobody but the server's user may read accounts, sessions and salts."""
    found = data_dir.stat()
    mode = stat.S_IMODE(found.st_mode)
    if found.st_uid != os.geteuid():
        yield warn(
            "permissions",
            f"{data_dir} belongs to user {found.st_uid}, and this command runs as {os.geteuid()}.",
            "Run it as the server's user: what it says of files is about that one.",
        )
    if mode & 0o077:
        yield bad(
            "permissions",
            f"Others may look into {data_dir} (mode {mode:o}).",
            f"chmod 700 {data_dir}",
        )
    else:
        yield ok("permissions", f"{data_dir} is its owner's alone.")
    for name in ("tracker.db", "salts.json", "two-factors.key"):
        yield from _secret(data_dir / name)
    if not os.access(data_dir, os.W_OK):
        yield bad("permissions", f"{data_dir} cannot be written.", "Check who owns it.")


def _secret(path: Path) -> Iterator[Finding]:
    if path.exists() and (mode := stat.S_IMODE(path.stat().st_mode)) & 0o077:
        yield bad("permissions", f"Others may read {path} (mode {mode:o}).", f"chmod 600 {path}")


def look_at_space(config: Config) -> Iterator[Finding]:
    """Visits, and a backup beside them, want room."""
    data_dir, floor = config.data_dir, max(LEAST_FREE, config.free_mb * 1_000_000)
    free = shutil.disk_usage(data_dir).free
    database = data_dir / "tracker.db"
    size = database.stat().st_size if database.exists() else 0
    grown = sizes(config)
    said = (
        f"{free / 1e9:,.1f} GB free; the database has {size / 1e9:,.2f} GB, its log "
        f"{grown['wal'] / 1e6:,.0f} MB, backups {grown['backups'] / 1e9:,.2f} GB, log files "
        f"{grown['logs'] / 1e6:,.0f} MB."
    )
    if free < floor:
        yield bad("space", said, "Make room now: visits are refused, or about to be.")
    elif free < max(LITTLE, 2 * size):
        yield warn("space", said, "Make room: a backup and a migration need a copy's worth each.")
    else:
        yield ok("space", said)


def look_at_syncs(data_dir: Path) -> Iterator[Finding]:
    """How long the disk takes to keep a little for good. A visit is acknowledged after that."""
    took = sorted(_syncs(data_dir))
    half, most = took[len(took) // 2], took[-1]
    said = (
        f"The disk keeps a write in {_milliseconds(half)} ms (p50), {_milliseconds(most)} at most."
    )
    if half < TOO_FAST:
        yield warn(
            "disk",
            f"{said} No disk is as fast: a cache answers in its place.",
            "A power cut may lose acknowledged visits. Let the machine honour fsync.",
        )
    elif half > SLOW:
        yield warn("disk", f"{said} Each visit waits as long.", "A local SSD takes 0.1 to 5 ms.")
    else:
        yield ok("disk", said)


def _syncs(folder: Path) -> Iterator[float]:
    with tempfile.TemporaryFile(dir=folder, prefix=".doctor-") as file:
        for _ in range(SYNCS):
            os.write(file.fileno(), b"." * 4096)
            before = time.perf_counter()
            os.fdatasync(file.fileno())
            yield time.perf_counter() - before


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.3g}"
