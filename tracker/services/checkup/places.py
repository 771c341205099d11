"""Where places come from, and how old that knowledge is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector

from tracker.config import Config
from tracker.services.checkup.certificates import certificate_fault, trusted
from tracker.services.checkup.findings import Finding, bad, ok, warn
from tracker.services.places.built_in import BUILT_IN
from tracker.services.places.database import PlaceDatabase, Unreadable
from tracker.services.places.local import DOWNLOADED
from tracker.services.places.service_call import Failed, TooMany, call

DAY = 86_400_000  # ms
OLD = 100  # days
NOBODYS = "192.0.2.1"
PATIENCE = 5.0  # seconds
PAUSE = "Its limit is reached: take a larger plan there, or a database (`tracker geo update`)."
SERVICE = (
    "Check GEO_URL: host, token, whether it answers JSON, and the firewall. Visits are recorded "
    "all the same; without GEO_URL the built-in database knows countries."
)
UPDATE = "`tracker geo update` fetches this month's."


async def look_at_service(config: Config) -> list[Finding]:
    """Whether GEO_URL answers. It is asked about an address that is nobody's (RFC 5737)."""
    if not config.geo_url:
        return []
    url = config.geo_url.replace("{ip}", NOBODYS)
    try:
        connector = TCPConnector(ssl=await trusted())
        async with ClientSession(connector=connector, cookie_jar=DummyCookieJar()) as session:
            await call(session, url, ClientTimeout(total=PATIENCE))
    except TooMany:
        return [warn("places", "GEO_URL answers, and asks for a pause.", PAUSE)]
    except Failed as failed:
        if fault := certificate_fault(failed):
            found = f"The certificate of GEO_URL is not trusted: {fault[0]}."
            return [bad("places", found, fault[1])]
        found = f"GEO_URL gives no usable answer ({failed}): visits get no places meanwhile."
        return [bad("places", found, SERVICE)]
    return [ok("places", "GEO_URL answers.")]


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
