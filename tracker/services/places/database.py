"""One MMDB file, open: which place belongs to an address."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, Self

import maxminddb

from tracker.domain.places import NOWHERE, Place, place_of

log = logging.getLogger(__name__)

PROBES = ("8.8.8.8", "2001:4860:4860::8888")


class Unreadable(Exception):
    """A file that is no usable MMDB; the message says which and why."""


class Credit(NamedTuple):
    """Whom the licence of the data asks to name, as a link, on pages that show places."""

    text: str
    url: str


DB_IP = Credit("IP Geolocation by DB-IP", "https://db-ip.com")
MAXMIND = Credit("GeoLite data by MaxMind", "https://www.maxmind.com")


class PlaceDatabase:
    """Look-ups take microseconds and never raise; close() unmaps the file."""

    def __init__(self, path: Path, reader: maxminddb.Reader) -> None:
        self.path = path
        self._reader = reader
        self._complained = False
        meta = reader.metadata()
        self.built_at = meta.build_epoch * 1000  # ms, UTC
        self._knows_v6 = meta.ip_version == 6
        self.credit = _credit(" ".join((meta.database_type, *meta.description.values(), path.name)))

    @classmethod
    def open(cls, path: Path) -> Self:
        """The file itself, which must never be written in place. Raises Unreadable."""
        return cls(path, _opened(path))

    @classmethod
    def open_copy(cls, path: Path, folder: Path) -> Self:
        """A private copy of the file, gone from the folder at once. Raises Unreadable.

        The reader maps its file into memory. Were that the operator's own file, copying
        a new one over it would kill the whole process (SIGBUS) at the next look-up.
        """
        try:
            copy = _copied(path, folder)
        except OSError as error:
            raise Unreadable(f"{path} cannot be read: {error}") from error
        try:
            return cls(path, _opened(copy, shown=path))
        finally:
            copy.unlink(missing_ok=True)

    def find(self, address: str) -> Place:
        """The place of an address in its usual spelling; NOWHERE when it is not in the file."""
        if not self._knows_v6 and ":" in address:
            return NOWHERE
        try:
            record = self._reader.get(address)
        except Exception as error:  # a damaged file may raise anything, at any address
            self._complain(error)
            return NOWHERE
        return place_of(record) if isinstance(record, Mapping) else NOWHERE

    def close(self) -> None:
        """Unmap the file; there are no look-ups after this."""
        self._reader.close()

    def _complain(self, error: Exception) -> None:
        if not self._complained:
            log.warning("%s is damaged, some places stay unknown: %s", self.path, error)
        self._complained = True


def _opened(path: Path, shown: Path | None = None) -> maxminddb.Reader:
    try:
        reader = maxminddb.open_database(path)
        for address in PROBES[: 2 if reader.metadata().ip_version == 6 else 1]:
            reader.get(address)
    except Exception as error:
        raise Unreadable(f"{shown or path} is no usable MMDB file: {error}") from error
    return reader


def _copied(path: Path, folder: Path) -> Path:
    number, name = tempfile.mkstemp(".mmdb", "open-", folder)
    os.close(number)
    shutil.copyfile(path, name)
    return Path(name)


def _credit(described: str) -> Credit | None:
    described = described.lower().replace("-", "")
    if "dbip" in described:
        return DB_IP
    return MAXMIND if "geolite" in described else None
