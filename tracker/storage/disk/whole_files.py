"""Small files that are there whole or not at all, also after a power cut."""

from __future__ import annotations

import os
from pathlib import Path

from tracker.storage.disk.symlinks import no_link


def write_whole(path: Path, text: str) -> None:
    """Put a file of that text in the place of whatever is there; only its owner can read it.
    Blocks on the disk. Raises OSError, and what was there is as it was then."""
    new = path.with_suffix(".new")
    with open(new, "w", opener=no_link) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
