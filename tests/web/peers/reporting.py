"""How other products' trackers report, and what is on disk afterwards."""

from typing import Any

from aiohttp.test_utils import TestClient

from tests.web.sites.owners import FIREFOX
from tracker.domain.peers.aliases import AliasKind
from tracker.web import keys

UUID = "4fb7fa4c-5b46-438d-94b3-3a8fb9bc2e8b"
NAMES: dict[AliasKind, str] = {
    "goatcounter": "mycode",
    "plausible": "example.com",
    "umami": UUID,
    "matomo": "7",
    "liwan": "shop",
    "host": "stats.example.org",
}
BROWSER = {"User-Agent": FIREFOX, "Origin": "https://example.com", "Accept-Language": "de-DE,en"}
BOT = BROWSER | {"User-Agent": "Googlebot/2.1 (+http://www.google.com/bot.html)"}
Row = dict[str, Any]

ROWS = """
select name.value as name, host.value as host, path.value as path, title.value as title,
    referrer.value as referrer, source.value as source, language.value as language, width,
    properties, visit, visitor, event.at
from event join text name on name.id = event.name
join text host on host.id = event.host
join text path on path.id = event.path
join text title on title.id = event.title
join text referrer on referrer.id = event.referrer
join text source on source.id = event.source
join text language on language.id = event.language
order by cursor
"""


async def rows_of(client: TestClient) -> list[Row]:
    """Every event, in order."""
    return [dict(row) for row in await client.app[keys.DATABASE].read(ROWS)]


async def leaves_of(client: TestClient) -> list[tuple[int, int]]:
    """Time and depth of every leave, in order."""
    rows = await client.app[keys.DATABASE].read("select engaged, depth from leave order by cursor")
    return [tuple(row) for row in rows]
