"""A site's pages and names of events, by numbers that are made of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from tracker.storage.clickhouse.answering import DEADLINE
from tracker.storage.clickhouse.client import ClickHouse

BITS = 52  # twice such a number, and one more, is still exact in JavaScript
SHIFT = 64 - BITS
# Of days whose sums stand they know all texts; of others the rows do. An hour of any zone lies on
# its day or on one beside it.
NUMBERED = """
with standing as (select day from rolled final where site = {site:UInt32} and state = 1)
select distinct text from (
    select key as text from day_event
    where site = {site:UInt32} and dimension in ('event:page', 'event:name')
    union all
    select key as text from kept where site = {site:UInt32}
    union all
    select arrayJoin([path, toString(name)]) as text from event
    where site = {site:UInt32} and (
        toInt32(utc_day) - 1 not in standing or toInt32(utc_day) not in standing
        or toInt32(utc_day) + 1 not in standing
    )
) where bitShiftRight(halfMD5(text), {shift:UInt8}) in (select arrayJoin({numbers:Array(UInt64)}))
"""


def number_of(text: str) -> int:
    """As halfMD5 has it, shortened."""
    made = hashlib.md5(text.encode(), usedforsecurity=False).digest()
    return int.from_bytes(made[:8]) >> SHIFT


async def texts_of(engine: ClickHouse, site: int, numbers: Iterable[int]) -> dict[int, str]:
    """Of those numbers that are a page's or an event's of the site, or of what imports have summed
    up; by number. Raises Refused, Away."""
    known = {"site": site, "numbers": list(numbers), "shift": SHIFT}
    found = await engine.rows(NUMBERED, known, within=DEADLINE)
    return {number_of(text): text for (text,) in found}
