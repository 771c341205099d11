"""Where an address is, from local files that may be replaced while the server runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from functools import lru_cache, partial
from pathlib import Path

from tracker.domain.addresses import is_local, is_this_machine, plain_address
from tracker.domain.places import LOCAL_NETWORK, NOWHERE, THIS_MACHINE, Place
from tracker.services.background import beside
from tracker.services.file_stamps import Stamp, stamp_of
from tracker.services.places.built_in import open_built_in
from tracker.services.places.database import Credit, PlaceDatabase, Unreadable

log = logging.getLogger(__name__)

DOWNLOADED = "city.mmdb"
REMEMBERED = 8192
LOOK_EVERY = 2.0


def geo_folder(data_dir: Path) -> Path:
    """Where the server keeps its place databases; made where it is missing."""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = data_dir / "geo"
    folder.mkdir(exist_ok=True)
    return folder


class Geolocation:
    """Places by address: the operator's files, or the downloaded city file, then the built-in one.

    async with Geolocation.open(config.data_dir, config.geoip_path) as geolocation:
        place = geolocation.find("1.2.3.4")
    """

    def __init__(self, files: Sequence[WatchedFile], built_in: PlaceDatabase | None) -> None:
        self._files = files
        self._built_in = built_in
        self._remembered = lru_cache(REMEMBERED)(self._look_up)

    @classmethod
    @asynccontextmanager
    async def open(
        cls, data_dir: Path, paths: Sequence[Path] = (), every: float = LOOK_EVERY
    ) -> AsyncIterator[Geolocation]:
        """Opens what can be opened and logs what cannot; looks for new files `every` seconds."""
        files, built_in = await asyncio.to_thread(_open, data_dir, paths)
        geolocation = cls(files, built_in)
        try:
            async with beside(partial(geolocation._watch, every)):
                yield geolocation
        finally:
            geolocation._close()

    def find(self, address: str) -> Place:
        """The place of a client's address, in microseconds; NOWHERE when unknown or no address."""
        return self._remembered(address)

    @property
    def attribution(self) -> tuple[Credit, ...]:
        """The links that the licences of the open databases ask for, as (text, url)."""
        found = (database.credit for database in self._databases())
        return tuple(dict.fromkeys(credit for credit in found if credit is not None))

    def _look_up(self, address: str) -> Place:
        if plain := plain_address(address):
            for database in self._databases():
                if (place := database.find(plain)) != NOWHERE:
                    return place
        return _at_home(plain)

    def _databases(self) -> list[PlaceDatabase]:
        found = [*(file.database for file in self._files), self._built_in]
        return [database for database in found if database is not None]

    async def _watch(self, every: float) -> None:
        while True:
            await asyncio.sleep(every)
            for file in self._files:
                fresh = await asyncio.to_thread(file.reopened)
                if fresh is not None:
                    self._exchange(file, fresh)
                    log.info("places now come from %s", file.path)

    def _exchange(self, file: WatchedFile, fresh: PlaceDatabase) -> None:
        old, file.database = file.database, fresh
        self._remembered.cache_clear()
        if old is not None:
            old.close()

    def _close(self) -> None:
        for database in self._databases():
            database.close()


def _at_home(address: str) -> Place:
    if is_this_machine(address):
        return THIS_MACHINE
    return LOCAL_NETWORK if is_local(address) else NOWHERE


class WatchedFile:
    """A file with the database made from it, which outlives the file's removal or damage."""

    def __init__(self, path: Path, copies: Path | None = None) -> None:
        """Without a folder for copies the file is mapped itself: only for our own files."""
        self.path = path
        self.database: PlaceDatabase | None = None
        self._copies = copies
        self._seen: Stamp | None = None

    def reopened(self) -> PlaceDatabase | None:
        """The database of a file that has changed since the last call; blocks, never raises."""
        stamp = stamp_of(self.path)
        if stamp == self._seen:
            return None
        self._seen = stamp
        if stamp is None:
            log.warning("%s is gone; its last content stays in use", self.path)
            return None
        try:
            if self._copies is None:
                return PlaceDatabase.open(self.path)
            return PlaceDatabase.open_copy(self.path, self._copies)
        except Unreadable as error:
            log.warning("%s; %s", error, "the old content stays" if self.database else "ignored")
            return None


def _open(data_dir: Path, paths: Sequence[Path]) -> tuple[list[WatchedFile], PlaceDatabase | None]:
    folder = data_dir / "geo"
    with suppress(OSError):  # a disk that can only be read: what is there is used
        folder = geo_folder(data_dir)
        for left_over in folder.glob("open-*.mmdb"):
            left_over.unlink(missing_ok=True)
    files = [WatchedFile(path, copies=folder) for path in paths]
    files = files or [WatchedFile(folder / DOWNLOADED)]
    for file in files:
        file.database = file.reopened()
    try:
        return files, open_built_in(folder)
    except Unreadable as error:
        log.warning("%s; places stay unknown", error)
        return files, None
