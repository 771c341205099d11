"""What questions about a site may name."""

from tests.conftest import RequestContext
from tests.making import account, event
from tracker.storage.file.database import Database
from tracker.storage.log.file_log import SqliteEventLog
from tracker.web import keys
from tracker.web.reports.asking import asked_site


async def test_all_begins_with_the_site_or_with_what_was_before_it(
    request_context: RequestContext, db: Database
) -> None:
    await account(db)
    request, log = await request_context(), SqliteEventLog(db)
    await log.open()
    site = await request.app[keys.SITES].add(1, "example.com", "Europe/Berlin", now=1_000)
    sinces = []
    for at in (None, 2_000, 500):
        if at:
            await log.append([event(at, at=at)])
        sinces.append((await asked_site(request, site, None)).calendar.since)
    assert sinces == [1_000, 1_000, 500]
