"""The log's whole stretches of cursors, and the times of their events: a site's newest events
before a cursor are found by them, at any depth and after any clock. Those of the last two days
know their new visitors, too.

Cursors follow the order of commits and times follow the clock, which may have been put back. Only
within a stretch are both orders taken for about the same."""

from __future__ import annotations

from tracker.storage.file.writer import Insert
from tracker.storage.log.standing import BEGINNING

STRETCH = 4096  # cursors; a log of ten million rows has 2,441 of them

# What imports have brought is never among the newest: a stretch of nothing else is of no time.
CLOSE = """
insert or replace into stretch (number, first_at, last_at, visitors)
select cursor / 4096, ifnull(min(at) filter (where import_id is null), 1 << 62),
    ifnull(max(at) filter (where import_id is null), 0),
    json_group_array(visitor) filter (where is_new = 1)
from event
where cursor >= ? and cursor < ?
having count(*) > 0
"""
# A start asks for a day and some hours; what is missing is looked for in the rows.
FORGET_VISITORS = """
update stretch set visitors = null
where visitors is not null and last_at < (select last_at from stretch where number = ?) - 172800000
"""


def closings(whole: int, head: int) -> tuple[int, list[Insert]]:
    """What sums up the stretches from the cursor `whole` on, as soon as the log reaches up to
    `head`: where the next one begins, and statements to be done behind the rows."""
    numbers = range(whole // STRETCH, (head + 1) // STRETCH)
    if not numbers:
        return numbers.stop * STRETCH, []
    bounds: list[tuple[object, ...]] = [(each * STRETCH, (each + 1) * STRETCH) for each in numbers]
    return numbers.stop * STRETCH, [(CLOSE, bounds), (FORGET_VISITORS, [(numbers[-1],)])]


# Of a site's events before a cursor the newest, as many as are looked for, and all of them found
# in some milliseconds: the rows behind the last whole stretch are walked, for those before it the
# index over site and time is asked a stretch at a time. The last of these may be cut off, hence
# a stretch more than is looked for.
NEWEST_BEFORE = (
    """
select cursor from (
    select cursor from event
    where cursor >= (select ifnull(max(number) + 1, 0) * 4096 from stretch)
        and cursor < :before and +site_id = :site and import_id is null
    union all
    select cursor from (
        select event.cursor from stretch cross join event indexed by event_by_site
        where stretch.number <= (:before - 1) / 4096
            and stretch.first_at <= (select max(at) from event where site_id = :site)
            and stretch.last_at >= (select min(at) from event where site_id = :site)
            and event.site_id = :site
            and event.at between stretch.first_at and stretch.last_at
            and event.cursor >= stretch.number * 4096
            and event.cursor < stretch.number * 4096 + 4096 and event.cursor < :before
            and event.import_id is null
        order by stretch.number desc limit :looked + 4096
    )
) where cursor > """
    + BEGINNING
    + " order by cursor desc limit :looked"
)
