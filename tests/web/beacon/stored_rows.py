"""What an answer says, and what the log holds."""

from datetime import datetime
from email.utils import parsedate_to_datetime

from aiohttp.test_utils import TestClient

from tests.beacon_load import Answer
from tracker.web import keys

PAGE = {"id": "one", "url": "https://example.com/pricing?utm_source=news", "title": "Prices"}
ROWS = """
select event.id, visitor, visit, is_new, beacon, properties, name.value as name,
    path.value as path, title.value as title, browser, system
from event join text name on name.id = event.name
join text path on path.id = event.path
join text title on title.id = event.title
join agent on agent.id = event.agent
order by cursor
"""


async def stored(client: TestClient) -> list[dict[str, object]]:
    """Every event, in order."""
    return [dict(row) for row in await client.app[keys.DATABASE].read(ROWS)]


def refused_as(answer: Answer) -> str | None:
    """The reason in X-Tracker-Refused."""
    lines = answer.head.split("\r\n")
    return next((line[19:] for line in lines if line.startswith("X-Tracker-Refused: ")), None)


def date_of(answer: Answer) -> datetime:
    """When the server says that it answered."""
    [date] = [line[6:] for line in answer.head.split("\r\n") if line.startswith("Date: ")]
    return parsedate_to_datetime(date)


def headers_of(answer: Answer) -> dict[str, str]:
    """All headers but the date."""
    pairs = (line.split(": ", 1) for line in answer.head.split("\r\n")[1:] if line)
    return {name: value for name, value in pairs if name != "Date"}
