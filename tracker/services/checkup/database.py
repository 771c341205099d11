"""The database, the library that reads it, and its backups."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tracker.config import Config
from tracker.services.checkup.findings import Finding, bad, ok, warn
from tracker.storage.backups.folder import DAY, backups
from tracker.storage.file import engine
from tracker.storage.file.made_for import mark_of
from tracker.storage.file.migrations import NEWEST, schema_of
from tracker.storage.file.soundness import quick_check

HOUR = 3_600_000  # ms


def look_at_sqlite() -> Iterator[Finding]:
    """Its version and what is known of that."""
    if fault := engine.known_fault(engine.VERSION):
        yield warn("sqlite", fault, "A Python with SQLite 3.51.3 or newer has not got the fault.")
    else:
        yield ok("sqlite", f"SQLite {engine.RELEASE} has no fault that we know of.")


def look_at_database(config: Config, serving: bool) -> Iterator[Finding]:
    """Whether it is sound: beside a server that server's word, else SQLite's own, 1 s a GB."""
    path = config.data_dir / "tracker.db"
    if not path.exists():
        advice = "`tracker serve` makes it."
        yield warn("database", f"There is none at {path}.", advice)
        return
    if (schema := schema_of(path)) > NEWEST:
        advice = "Install the release that wrote it."
        yield bad("database", f"It has schema {schema}; this release knows {NEWEST}.", advice)
        return
    if not serving and (said := quick_check(path)) != "ok":
        yield bad("database", f"It is damaged: {said}", "Restore a backup: `tracker restore`.")
        return
    mark = mark_of(path)
    yield ok("database", f"Schema {schema}, made for {mark}.")
    if mark != config.environment:
        yield warn(
            "database",
            f"ENVIRONMENT is {config.environment}, but the database was made for {mark}.",
            "Is this the DATA_DIR that you mean?",
        )


def look_at_backups(config: Config, now: int) -> Iterator[Finding]:
    """Whether there is a young one, and whether it would survive the disk."""
    folder, every = config.backups, config.backup_every
    made = [each for each in backups(folder) if each.at <= now + DAY]
    if not every:
        yield warn("backups", "BACKUP_EVERY=0: none is made by itself.", "Set it to 24, say.")
    if not made:
        yield warn("backups", f"There is none in {folder}.", "`tracker backup` makes one now.")
        return
    hours = (now - made[0].at) // HOUR
    said = f"{len(made)} in {folder}, the newest {hours} hours old."
    if every and hours > 3 * every:
        yield bad("backups", said, "The server's log says why none was made since.")
    else:
        yield ok("backups", said)
    if _disk(folder) == _disk(config.data_dir):
        yield warn(
            "backups",
            "They lie on the same disk as the data, and would be lost with it.",
            "Copy them elsewhere, or let BACKUP_DIR be another disk.",
        )


def _disk(path: Path) -> int:
    return path.stat().st_dev
