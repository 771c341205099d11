"""Rows in the log as if a site had had so many, and whether they are gone again."""

from aiohttp import web

from tests.eventually import eventually
from tracker.storage.file.database import Database
from tracker.storage.sites.sites import Site
from tracker.web import keys

MANY = """
with recursive number (n) as (select 1 union all select n + 1 from number where n < :rows)
"""
EVENTS = (
    MANY
    + """
insert into event select :head + n, n, :site, :at, n, n, 1, 0, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0,
    null, null, null from number
"""
)
LEAVES = MANY + "insert into leave select :head + n, :site, :at, n, 0, 1, 2, 0, 0, 1, 1 from number"
PLACES = MANY + "insert into correction select :head + n, :site, :at, n, 1 from number"
TITLES = MANY + "insert into late_title select :head + n, :site, :at, n, 1, 1, 1 from number"
DAYS = MANY + (
    "insert into day_row (cursor, site_id, at, day, dimension, key, visitors, visits, pageviews,"
    " others, bounces, duration, engaged)"
    " select :head + n, :site, :at, n, 1, 1, 1, 1, 1, 1, 1, 1, 1 from number"
)
OTHERS = (LEAVES, PLACES, TITLES, DAYS)


async def fill(app: web.Application, site: Site, events: int, others: int = 500) -> None:
    """Rows in the log as if the site had had so many."""
    log = app[keys.LOG]
    for statement, rows in ((EVENTS, events), *((each, others) for each in OTHERS)):
        async with app[keys.DATABASE].transaction() as tx:
            at = app[keys.CLOCK]() - 86_400_000
            values = {"rows": rows, "head": log.head, "site": site.id, "at": at}
            await tx.execute(statement, values)
        await log.open()


async def left(db: Database, site: Site) -> int:
    """The site's rows that are still in the log, its removal left out."""
    counts = await db.read(
        "select (select count(*) from event where site_id = :site)"
        " + (select count(*) from leave where site_id = :site)"
        " + (select count(*) from correction where site_id = :site)"
        " + (select count(*) from late_title where site_id = :site)"
        " + (select count(*) from day_row where site_id = :site) as rows",
        {"site": site.id},
    )
    return int(counts[0]["rows"])


async def erased(app: web.Application, site: Site) -> None:
    async def gone() -> bool:
        db = app[keys.DATABASE]
        return not await left(db, site) and not await db.read("select * from erasure")

    await eventually(gone, within=60)
