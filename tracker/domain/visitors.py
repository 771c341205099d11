"""Who a visitor is: a keyed hash that is valid for one local day of one site."""

from __future__ import annotations

import datetime
from hashlib import blake2b
from typing import NamedTuple
from zoneinfo import ZoneInfo

MASK = (1 << 63) - 1


class Day(NamedTuple):
    """A site's local day; `start` and `end` in ms UTC, right also where it has 23 or 25 hours."""

    date: datetime.date
    start: int
    end: int

    @property
    def before(self) -> datetime.date:
        return self.date - datetime.timedelta(days=1)


def local_day(at: int, zone: ZoneInfo) -> Day:
    """The day that holds `at` (ms UTC) in the zone."""
    today = datetime.datetime.fromtimestamp(at / 1000, datetime.UTC).astimezone(zone).date()
    return Day(today, _midnight(today, zone), _midnight(today + datetime.timedelta(days=1), zone))


def visitor_id(salt: bytes, site_id: int, address: str, user_agent: str) -> int:
    """63 bits that nobody can turn back once the day's salt is deleted; never 0."""
    text = f"{site_id}\0{address}\0{user_agent}".encode("utf-8", "replace")
    return int.from_bytes(blake2b(text, digest_size=8, key=salt).digest()) & MASK or 1


def beacon_hash(site_id: int, beacon: str) -> int:
    """A beacon id as the log keeps it: 63 bits, 0 where the hit had none."""
    if not beacon:
        return 0
    text = f"{site_id}\0{beacon}".encode("utf-8", "replace")
    return int.from_bytes(blake2b(text, digest_size=8).digest()) & MASK or 1


def _midnight(day: datetime.date, zone: ZoneInfo) -> int:
    return int(datetime.datetime(day.year, day.month, day.day, tzinfo=zone).timestamp() * 1000)
