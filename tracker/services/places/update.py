"""Taking the newest city database into use: fetched, verified, put in place in one step."""

from __future__ import annotations

import asyncio
import gzip
import os
import shutil
import zlib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO, NamedTuple

import aiohttp

from tracker import __version__
from tracker.domain.places import NOWHERE
from tracker.masks import masked
from tracker.services.places.database import PlaceDatabase, Unreadable
from tracker.services.places.download import DownloadFailed, NotThere, Progress, discard, download
from tracker.services.places.local import DOWNLOADED, geo_folder
from tracker.storage.disk.lock import DataFolderTaken, data_folder
from tracker.storage.disk.symlinks import opened, write_text

MONTHS_BACK = 2
LARGEST = 4 << 30
PROBES = ("8.8.8.8", "1.1.1.1", "9.9.9.9", "2001:4860:4860::8888", "2606:4700:4700::1111")


class UpdateFailed(Exception):
    """No new database; the one in use has not been touched."""

    def __init__(self, said: str) -> None:
        super().__init__(masked(said))  # an address that is fetched may hold a key


class Update(NamedTuple):
    """What is in use from now on, where it came from, and whether it came just now."""

    path: Path
    url: str
    is_new: bool


async def update_places(
    template: str, data_dir: Path, today: date, progress: Progress, pause: float = 1.0
) -> Update:
    """Fetches the month's file, or an earlier one's while that is not out; raises UpdateFailed.

    A running server opens the new file within seconds.
    """
    folder = geo_folder(data_dir)
    headers = {"User-Agent": f"Tracker/{__version__}"}
    try:
        with data_folder(folder, "tracker geo update"):
            async with aiohttp.ClientSession(auto_decompress=False, headers=headers) as session:
                for url in _urls(template, today):
                    if done := await _updated(session, url, folder, progress, pause):
                        return done
    except (DownloadFailed, DataFolderTaken, OSError) as error:
        raise UpdateFailed(str(error)) from error
    raise UpdateFailed(f"{template} has no file of this month or the {MONTHS_BACK} before it")


async def _updated(
    session: aiohttp.ClientSession, url: str, folder: Path, progress: Progress, pause: float
) -> Update | None:
    """None when there is no such file (yet)."""
    target, origin = folder / DOWNLOADED, folder / "city.url"
    if target.exists() and origin.exists() and origin.read_text("utf-8") == url:
        return Update(target, url, is_new=False)
    part = folder / "city.part"
    try:
        await download(session, url, part, progress, pause)
    except NotThere:
        return None
    await asyncio.to_thread(take_into_use, part, target)
    write_text(origin, url)
    return Update(target, url, is_new=True)


def take_into_use(part: Path, target: Path) -> None:
    """Unpacks and tries the file, then replaces the target; raises UpdateFailed. Blocks."""
    fresh = target.with_name(f"{target.name}.new")
    try:
        _unpack(part, fresh)
        _try(fresh)
        fresh.replace(target)
    except (OSError, EOFError, zlib.error, Unreadable) as error:
        raise UpdateFailed(f"what was fetched cannot be used: {error}") from error
    finally:
        fresh.unlink(missing_ok=True)
        discard(part)


def _urls(template: str, today: date) -> Iterator[str]:
    month = today.replace(day=1)
    told = set()
    for _ in range(1 + MONTHS_BACK):
        url = template.replace("{year}", f"{month:%Y}").replace("{month}", f"{month:%m}")
        if url not in told:
            yield url
        told.add(url)
        month = (month - timedelta(days=1)).replace(day=1)


def _unpack(part: Path, target: Path) -> None:
    with part.open("rb") as packed, opened(target, "wb") as file:
        is_gzip = packed.read(2) == b"\x1f\x8b"
        packed.seek(0)
        if is_gzip:
            with gzip.open(packed) as unpacked:
                _copy(unpacked, file)  # type: ignore[arg-type]
        else:
            shutil.copyfileobj(packed, file)
        file.flush()
        os.fsync(file.fileno())


def _copy(source: BinaryIO, target: BinaryIO) -> None:
    size = 0
    while chunk := source.read(1 << 20):
        size += target.write(chunk)
        if size > LARGEST:
            raise EOFError("it unpacks to more than 4 GiB")


def _try(path: Path) -> None:
    database = PlaceDatabase.open(path)
    try:
        if all(database.find(address) == NOWHERE for address in PROBES):
            raise Unreadable("it knows none of the addresses that everybody knows")
    finally:
        database.close()
