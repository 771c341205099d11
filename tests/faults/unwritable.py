"""A folder that can be read and not be written, for whoever runs the tests."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.small_disk import mount, unmount


@contextmanager
def unwritable(folder: Path) -> Iterator[None]:
    """While the context is open. Root heeds no permissions: for it the folder is mounted
    read-only; raises PermissionError where that may not be."""
    if os.geteuid() == 0:
        mount(["--bind", str(folder)], folder)
        try:
            mount(["-o", "remount,bind,ro"], folder)
            yield
        finally:
            unmount(folder)
        return
    folder.chmod(0o500)
    try:
        yield
    finally:
        folder.chmod(0o700)
