"""The country database that comes with the package: unpacked once, then it works offline."""

from __future__ import annotations

import lzma
import os
import shutil
from pathlib import Path

from tracker import resources
from tracker.services.places.database import PlaceDatabase, Unreadable
from tracker.storage.disk.symlinks import opened

BUILT_IN = "dbip-country-2.3.2026060120"


def open_built_in(folder: Path) -> PlaceDatabase:
    """The country database in this folder, unpacked there if need be (0.2 s). Raises Unreadable."""
    unpacked = folder / f"{BUILT_IN}.mmdb"
    if unpacked.exists():
        try:
            return PlaceDatabase.open(unpacked)
        except Unreadable:
            unpacked.unlink()
    try:
        _unpack(unpacked)
    except (OSError, lzma.LZMAError) as error:
        raise Unreadable(f"the country database cannot be unpacked: {error}") from error
    return PlaceDatabase.open(unpacked)


def _unpack(target: Path) -> None:
    for older in target.parent.glob("dbip-country-*.mmdb*"):
        older.unlink()
    partial = target.with_suffix(".mmdb.part")
    try:
        with lzma.open(resources.vendored(BUILT_IN) / "country.mmdb.xz") as packed:
            with opened(partial, "wb") as file:
                shutil.copyfileobj(packed, file)
                file.flush()
                os.fsync(file.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)  # what did not fit must not fill the disk
