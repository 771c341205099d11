"""Days whose sums are to be made anew, because something comes for one of their visits: also those
that somebody is just summing up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tracker.storage.clickhouse.client import ClickHouse, Lines


class Visits:
    """Some visits, as the table `touched` of a statement."""

    def __init__(self, visits: Iterable[tuple[int, int]]) -> None:
        self.lines: Mapping[str, Lines] = {
            "touched": Lines("site UInt32, visit Int64", sorted(set(visits)))
        }


# A sum of a day says of each visit with a row on it what the whole visit was. Greater than what it
# ends, too: who has lost the lease, but goes on, may file before the next one does what that one
# has summed up without it, and whoever comes third begins behind it.
STALE = """
insert into rolled
select distinct r.site, r.day, greatest({gen:UInt64}, r.gen + 1), 0, 0, r.since, r.until from (
    select * from rolled final where state != 0 and site in (select site from touched)
        and until > (select min(first) from reach
            where (site, visit) in (select site, visit from touched))
) r join (
    select site, first, last from reach final
    where (site, visit) in (select site, visit from touched)
) v on v.site = r.site where v.first < r.until and v.last >= r.since
"""


TOUCHED = """
insert into touched_visit (site, cursor, visit) select site, {cursor:UInt64}, visit from touched
"""


async def are_touched(engine: ClickHouse, visits: Visits, cursor: int) -> None:
    """Something comes for these visits, up to that cursor: what is kept of them holds no more.
    Raises Refused, Away."""
    await engine.run(TOUCHED, {"cursor": cursor}, visits.lines)


async def are_stale(engine: ClickHouse, visits: Visits, generation: int) -> None:
    """The days of these visits that are summed up, or begin to be, are so no more. Raises Refused,
    Away."""
    await engine.run(STALE, {"gen": generation}, visits.lines)
