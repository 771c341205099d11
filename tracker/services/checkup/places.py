"""Where places come from, and how old that knowledge is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from tracker.config import Config
from tracker.services.built_in_places import BUILT_IN
from tracker.services.checkup.findings import Finding, bad, ok, warn
from tracker.services.geolocation import DOWNLOADED
from tracker.services.place_database import PlaceDatabase, Unreadable

DAY = 86_400_000  # ms
OLD = 100  # days
UPDATE = "`tracker geo update` fetches this month's."


def look_at_places(config: Config, now: int) -> Iterator[Finding]:
    """The files, or the service."""
    if config.geo_url:
        yield ok("places", "GEO_URL is asked: visitors' addresses leave this machine.")
    files = config.geoip_path or (config.data_dir / "geo" / DOWNLOADED,)
    there = [path for path in files if path.exists()]
    for path in there:
        yield _age(path, now, "Put a newer one there." if config.geoip_path else UPDATE)
    if not there and not config.geo_url:
        built_in = config.data_dir / "geo" / f"{BUILT_IN}.mmdb"
        if built_in.exists():
            yield _age(built_in, now, UPDATE)
        yield ok("places", "Countries only, from the built-in database; cities: " + UPDATE)


def _age(path: Path, now: int, advice: str) -> Finding:
    try:
        with closing(PlaceDatabase.open(path)) as database:
            built = database.built_at
    except Unreadable as error:
        return bad("places", f"{error}.", advice)
    days = (now - built) // DAY
    said = f"{path.name} is of {datetime.fromtimestamp(built / 1000, UTC):%Y-%m-%d}"
    if days > OLD:
        return warn("places", f"{said}, {days} days ago.", advice)
    return ok("places", f"{said}.")
