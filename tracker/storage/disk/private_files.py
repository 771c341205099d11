"""What this process writes is its user's alone, also in a folder that others may look into."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OURS = (
    "tracker.db*",
    "salts*",
    "two-factors.key",
    "lock",
    "revoked-links",
    "maintenance.json",
    "backups/*.db",
)
OTHERS = 0o077

_held: list[int] = []  # what each holder has found; the umask is the process's, not a thread's


@contextmanager
def only_ours() -> Iterator[None]:
    """While the context is open, files are made with mode 0600 and folders with 0700."""
    _held.append(os.umask(OTHERS))
    try:
        yield
    finally:
        before = _held[0]
        _held.pop()
        if not _held:
            os.umask(before)


def close_to_others(folder: Path) -> list[str]:
    """Take from others what they may do with our files in this folder, made by an older release or
    copied in; what was open. Another user's folder is left alone."""
    if folder.stat().st_uid != os.geteuid():
        return []
    found = [path for pattern in OURS for path in sorted(folder.glob(pattern))]
    return [said for path in found if (said := _closed(path))]


def _closed(path: Path) -> str:
    status = path.lstat()
    mode = stat.S_IMODE(status.st_mode)
    if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid() or not mode & OTHERS:
        return ""
    path.chmod(mode & ~OTHERS)
    return f"{path} (mode {mode:o})"
