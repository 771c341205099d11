"""What a database or a disk refuses, as a sentence for the person at the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tracker.config import Config
from tracker.services.acts.acting import Refusal
from tracker.storage.disk.lock import DataFolderTaken, NoDataFolder
from tracker.storage.file.complaints import complaint
from tracker.storage.file.copies import CopyFailed
from tracker.storage.file.errors import StorageError
from tracker.storage.file.migrations import Unusable
from tracker.storage.file.run_marks import RunMarks

OVER = "This import was undone or has ended: begin it anew."


@contextmanager
def in_words(config: Config) -> Iterator[None]:
    """Turns whatever the database or its folder raises into a Refusal."""
    try:
        yield
    except (DataFolderTaken, NoDataFolder, Unusable, CopyFailed) as error:
        raise Refusal(str(error)) from error
    except (StorageError, OSError) as error:
        raise Refusal(complaint(config.data_dir / "tracker.db", error)) from error


def check_there_is_one(config: Config) -> None:
    """Raises Refusal where no database has ever been: only a server makes one."""
    path = config.data_dir / "tracker.db"
    if not path.exists() and not RunMarks(path).used:
        raise Refusal(
            f"There is no database at {path}. Start the server once with `tracker serve`, or "
            "choose another DATA_DIR."
        )
