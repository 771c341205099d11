"""Links in a folder that another user can write: root must not open what they lead to."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO, Literal


def no_link(path: str, flags: int) -> int:
    """An opener of files that follows no link and waits for nobody; new ones are our user's
    alone."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)


def opened(path: Path, mode: Literal["wb", "ab"]) -> BinaryIO:
    """A file to write, found by no link."""
    return open(path, mode, opener=no_link)


def write_text(path: Path, text: str) -> None:
    """The same for a short one."""
    with open(path, "w", encoding="utf-8", opener=no_link) as file:
        file.write(text)


def planted(folder: Path) -> str:
    """One sentence about something in the folder that root would be led astray by; "" for none, and
    for whoever is not root: nobody else can do more than the folder's owner."""
    if os.geteuid() != 0 or not folder.is_dir() or folder.stat().st_uid == 0:
        return ""
    for path in sorted(folder.rglob("*")):
        if kind := _trap(path):
            return (
                f"{path} is {kind}, and root does not open such in a folder that another user can "
                "write. Find out who has put it there, and remove it."
            )
    return ""


def _trap(path: Path) -> str:
    try:
        found = path.lstat()
    except OSError:  # it has just gone
        return ""
    if stat.S_ISLNK(found.st_mode):
        return "" if found.st_uid == 0 else "a symbolic link"  # root may keep backups elsewhere
    if stat.S_ISREG(found.st_mode) and found.st_nlink > 1 and found.st_uid == 0:
        return "a second name of a file of root's"
    usual = stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)
    return "" if usual or stat.S_ISSOCK(found.st_mode) else "no file"
