"""What an operator does with backups."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tracker.services.acts.acting import Acting, Refusal
from tracker.services.upkeep.backups import Backups
from tracker.services.upkeep.open_database import NothingToSave
from tracker.storage.file.complaints import complaint
from tracker.storage.file.copies import CopyFailed
from tracker.storage.file.errors import StorageError


async def backup(context: Acting) -> dict[str, Any]:
    """Make one now, in the folder of the others."""
    config = context.config
    made = context.backups or Backups(
        context.db.path, config.backups, config.backups_kept, context.now
    )
    try:
        backup = await made.make(context.progress)
    except CopyFailed as error:
        raise Refusal(str(error)) from error
    except StorageError as error:
        raise Refusal(complaint(context.db.path, error)) from error
    except OSError as error:
        raise Refusal(f"{config.backups} cannot be written: {error.strerror}.") from error
    context.note("backup made", backup.name)
    path = config.backups.absolute() / backup.name
    return {"path": str(path), "at": backup.at, "bytes": backup.bytes}


async def save_open(context: Acting, file: str) -> dict[str, Any]:
    """Write what a running server has open into that file, where its own was taken away."""
    if context.open_database is None:
        raise Refusal("No server runs here, so nothing is open.")
    target = Path(file)
    try:
        await context.open_database.save(target, context.progress)
    except NothingToSave:
        raise Refusal("The database is in its place: `tracker backup` makes a copy.") from None
    except CopyFailed as error:
        raise Refusal(str(error)) from error
    except StorageError as error:
        raise Refusal(f"What is open cannot be saved: {error}. Restore a backup.") from error
    except OSError as error:
        raise Refusal(f"{target.parent} cannot be written: {error.strerror}.") from error
    return {"path": file, "bytes": target.stat().st_size}
