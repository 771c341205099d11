"""Whether what is written to a folder is gone after the next restart, as far as one can tell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
IN_MEMORY = frozenset({"tmpfs", "ramfs"})
OF_A_CONTAINER = frozenset({"overlay", "aufs"})
# proc(5): the fifth word is where it is mounted, with octal escapes; the type follows the dash.
MOUNT = re.compile(r"(?:\S+ ){4}(?P<point>\S+) .*? - (?P<kind>\S+) ")


def passing_disk(environ: Mapping[str, str], folder: Path, mounts: str) -> str:
    """Why the folder will be emptied; "" where nothing speaks for it. `mounts` is the text of
    MOUNTS."""
    if "DYNO" in environ:
        return "a Heroku dyno's disk is emptied at every restart, at least once a day"
    kind = _kind_of_disk(folder.absolute(), mounts)
    if kind in IN_MEMORY:
        return "it is in memory only, and gone with the machine's next start"
    if kind in OF_A_CONTAINER:
        return "it is inside the container, and gone with it"
    return ""


def _kind_of_disk(folder: Path, mounts: str) -> str:
    """The type of the file system that the folder is on, or will be."""
    found = [MOUNT.match(line) for line in mounts.splitlines()]
    points = [(Path(_plain(each["point"])), each["kind"]) for each in found if each]
    # Of two at the same point the later one covers the earlier.
    holding = [(len(point.parts), at, kind) for at, (point, kind) in enumerate(points)
               if folder.is_relative_to(point)]  # fmt: skip
    return max(holding)[2] if holding else ""


def _plain(escaped: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), escaped)
