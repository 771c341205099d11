"""What was done on visits, as reports know it: their rows in time. It blocks."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.domain.reports.visits import VisitedRow
from tracker.storage.answers.asked import numbers
from tracker.storage.numbered.duck_tables import ROWS
from tracker.storage.reports.duck import Connection, rows

# Days hold all rows of a visit, be they summed up or recent.
NAMED_ROWS = """
select r.visit, r.ms, r.cursor, coalesce(name.value, ''), coalesce(host.value, ''),
    coalesce(path.value, ''), coalesce(title.value, ''), greatest(r.engaged, 0),
    greatest(r.depth, 0), coalesce(r.properties, '')
from chosen r
left join words name on name.id = r.name left join words host on host.id = r.host
left join words path on path.id = r.path left join words title on title.id = r.title
order by r.visit, r.ms, r.cursor
"""
WORDS = """
select id, value from text
where id in (select unnest([name, host, path, title]) from chosen)
"""


def visited_rows(
    duck: Connection, site_id: int, visits: Iterable[int], most: int
) -> dict[int, list[VisitedRow]]:
    """By visit its rows in the order of time; of each the last `most`. Raises EngineError."""
    listed = numbers(visits)
    [(first, last)] = rows(duck, f"select min(day), max(day) from visit where visit in ({listed})")
    if first is None:
        return {}
    chosen = (
        f"select * from {ROWS} where site = {int(site_id)} and day between {first} and {last}"
        f" and visit in ({listed}) qualify row_number() over ("
        f"partition by visit order by ms desc, cursor desc) <= {int(most)}"
    )
    found = rows(
        duck,
        f"with chosen as materialized ({chosen}), words as materialized ({WORDS}) {NAMED_ROWS}",
    )
    of_visit: dict[int, list[VisitedRow]] = {}
    for row in map(VisitedRow._make, found):
        of_visit.setdefault(row.visit, []).append(row)
    return of_visit
