"""A site's older events as messages: what is read back is what was sent live."""

from __future__ import annotations

from typing import cast

from tracker.domain.filters import EVERYTHING, LOOKS, MOST_LOOKED, Filter
from tracker.domain.ids import EPOCH, GIVEN_WITHIN, TIME_SHIFT
from tracker.domain.message_of import message_of
from tracker.domain.messages import EventMessage
from tracker.storage.file.database import Database
from tracker.storage.file.transactions import TableRow
from tracker.storage.log.event_columns import EVENT_COLUMNS, KNOWN_BY_NOW, event_of
from tracker.storage.log.event_log import LOOKED, Earlier
from tracker.storage.log.standing import BEGINNING
from tracker.storage.log.stretches import NEWEST_BEFORE

# What Conditions.met_by says of an event, and of all of a visit's. What is not asked for costs
# nothing: a condition is looked at from left to right.
BITS = """
select visit, at, (:page != '' and event.path in (select id from text where value = :page))
    + 2 * (:page_begins != '' and substr(
        (select value from text where id = event.path), 1, length(:page_begins)) = :page_begins)
    + 4 * (:country != '' and ifnull(case event.place when 0 then exists (
        select 1 from correction late join place on place.id = late.place
        where late.visit = event.visit and late.site_id = event.site_id
            and late.cursor <= :upto and place.country = :country
    ) else (select country from place where id = event.place) = :country end, 0))
    + 8 * (:source != '' and event.source in (select id from text where value = :source))
    + 16 * (:event != '' and event.name in (select id from text where value = :event))
    + 32 * (:browser != '' and event.agent in (select id from agent where browser = :browser))
    + 64 * (:visitor != '' and cast(event.visitor as text) = :visitor) as bits
"""
IN_TIME = (
    "from event indexed by event_by_site where site_id = :site and cursor <= :upto"
    " and import_id is null and cursor > " + BEGINNING + " and at "
)
# The event that began each of these visits, however long ago: its visit's id was given with it.
BEGAN = (
    """
select event.cursor from candidate cross join event indexed by event_by_site
where event.site_id = :site and event.visit = candidate.visit and event.cursor <= :upto
    and event.at between (candidate.visit >> :shift) + :epoch - :apart
        and (candidate.visit >> :shift) + :epoch
    and event.cursor > """
    + BEGINNING
)
MET = """
select visit,
    max(bits & 1) + max(bits & 2) + max(bits & 4) + max(bits & 8) + max(bits & 16)
    + max(bits & 32) + max(bits & 64) as met
from around where bits > 0 """
MET_BEFORE = (
    "with newest as ("
    + NEWEST_BEFORE
    + "), stood as (select at from event where cursor in newest), close as materialized ("
    + BITS
    + IN_TIME
    + """between (select at from stood) - :looks and (select at from stood) + :looks
    order by at desc limit :most
), candidate as materialized (
    select distinct visit from close where (visit >> :shift) + :epoch < (select min(at) from close)
), around as (
    select * from close union all """
    + BITS
    + "from event where cursor in ("
    + BEGAN
    + "))"
    + MET
    + "group by visit"
)

# What Filter.passes says, for rows that nobody has read yet.
ONLY = """
    and (:only_page = '' or path.value = :only_page)
    and (:only_page_begins = ''
        or substr(path.value, 1, length(:only_page_begins)) = :only_page_begins)
    and (:only_country = '' or place.country = :only_country)
    and (:only_source = '' or source.value = :only_source)
    and (:only_event = '' or name.value = :only_event)
    and (:only_browser = '' or agent.browser = :only_browser)
    and (:only_visitor = '' or cast(event.visitor as text) = :only_visitor)
"""
NEWEST_FIRST = "order by event.cursor desc limit :limit"
LOOKED_AT = "with looked as materialized (" + NEWEST_BEFORE + ")"
FILTERED_BEFORE = (
    LOOKED_AT + EVENT_COLUMNS + KNOWN_BY_NOW + "where event.cursor in looked" + ONLY + NEWEST_FIRST
)
# The same of visits that meet all that is asked for, be it by events around those that are looked
# at: as many on each side as a reader takes some milliseconds for.
SELECTED_BEFORE = (
    LOOKED_AT
    + """, candidate as materialized (
    select distinct visit from event where cursor in looked
), span as materialized (
    select min(at) as first_at, max(at) as last_at from event where cursor in looked
), near as materialized (
    select cursor from (select cursor, visit """
    + IN_TIME
    + """>= (select first_at from span) - :looks and at < (select first_at from span)
        order by at desc limit :most) where visit in candidate
    union all
    select cursor from (select cursor, visit """
    + IN_TIME
    + """>= (select first_at from span) and at <= (select last_at from span) + :looks
        order by at limit :most) where visit in candidate
    union all """
    + BEGAN
    + """), around as materialized ("""
    + BITS
    + """from event where cursor in near
), selected as materialized ("""
    + MET
    + """group by visit having met = :asked
)
"""
    + EVENT_COLUMNS
    + KNOWN_BY_NOW
    + "where event.cursor in looked and event.visit in (select visit from selected)"
    + ONLY
    + NEWEST_FIRST
)
OLDEST_LOOKED = "select min(cursor) as cursor, count(*) as looked from (" + NEWEST_BEFORE + ")"


async def events_before(
    db: Database, site_id: int, wanted: Filter, *, before: int, limit: int, upto: int
) -> Earlier:
    """The newest events older than `before` that pass, of the LOOKED that are. Which visits are
    selected, rows up to the cursor `upto` say."""
    looked = limit if wanted == EVERYTHING else LOOKED
    bounds = {"site": site_id, "before": before, "looked": looked, "limit": limit, "upto": upto}
    select = SELECTED_BEFORE if wanted.selects_visits else FILTERED_BEFORE
    rows = await db.read(select, bounds | bounds_of(wanted))
    found = [event_message(row) for row in reversed(rows)]
    if len(found) == limit:
        return Earlier(found, found[0].cursor)
    [oldest] = await db.read(OLDEST_LOOKED, bounds)
    return Earlier(found, oldest["cursor"] if oldest["looked"] == looked else 0)


async def met_before(db: Database, site_id: int, upto: int, wanted: Filter) -> dict[int, int]:
    """By visit the bits of what `wanted.visits` asks for and its events have met up to the cursor
    `upto`, as far back as is looked."""
    bounds = {"site": site_id, "before": upto + 1, "looked": 1, "upto": upto}
    rows = await db.read(MET_BEFORE, bounds | bounds_of(wanted))
    return {row["visit"]: row["met"] for row in rows}


def bounds_of(wanted: Filter) -> dict[str, object]:
    """The statements' parameters that say what is wanted."""
    only = {f"only_{name}": value for name, value in wanted.only._asdict().items()}
    far = {"looks": LOOKS, "most": MOST_LOOKED, "asked": wanted.visits.asked}
    ids = {"shift": TIME_SHIFT, "epoch": EPOCH, "apart": GIVEN_WITHIN}
    return wanted.visits._asdict() | only | far | ids


def event_message(row: TableRow) -> EventMessage:
    """A row of EVENT_COLUMNS that has been joined with its place."""
    message = cast("EventMessage", message_of(event_of(row)))
    message.replay = True
    return message
