"""Questions to ClickHouse: first how it stands to their days, then one statement."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, NamedTuple

from tracker.domain.reports.question import BadQuestion, Question, Row
from tracker.domain.rows import RETAINED
from tracker.storage.answers.asked import Asked, Standing, days_of
from tracker.storage.answers.asking import groups, has_answer, rows_of, statement
from tracker.storage.clickhouse.client import BadExpression, ClickHouse
from tracker.storage.clickhouse.sources import Site
from tracker.storage.clickhouse.text_tables import NOTHING, AtHand, TextTables
from tracker.storage.reports.clocks import shifts_of

DEADLINE = 5.0  # seconds that a question may take
MEMORY = 2 << 30  # bytes of the server's that one may need


class Found(NamedTuple):
    """Rows up to the question's limit, how many there are in all, and the time before which visits
    are erased of which sums are left, ms UTC, if that touches the question's days."""

    rows: list[Row]
    total: int
    gone_before: int | None


async def answer(engine: ClickHouse, question: Question, anew: bool = False) -> Found:
    """`anew`: from rows alone, as if no day was summed up. Raises BadQuestion, Refused, Away."""
    if not has_answer(question):
        return Found([], 0, None)
    asked, tables = await asked_of(engine, question, anew)
    try:
        found = await read(engine, asked, tables, statement(asked))
        if found or not question.offset:
            total = int(found[0][-1]) if found else 0
            return Found(rows_of(asked, found), total, asked.gone_before)
        asked, tables = await asked_of(engine, question, anew)
        rest = await read(engine, asked, tables, groups(asked))
    except BadExpression as error:
        raise BadQuestion(f"An expression is none (RE2): {error}") from None
    return Found([], len(rest), asked.gone_before)


async def read(engine: ClickHouse, asked: Asked, tables: TextTables, said: str) -> list[list[Any]]:
    """The rows of a statement over those tables, which are made before. Raises Refused, Away."""
    apart = engine.apart(MEMORY)
    try:
        for each in tables.before():
            await apart.run(each, within=DEADLINE)
        return await apart.rows(tables.whole(said), asked.values, within=DEADLINE)
    finally:
        await apart.closes()


async def asked_of(
    engine: ClickHouse, question: Question, anew: bool = False, also: Iterable[str] = ()
) -> tuple[Asked, TextTables]:
    """With how the tables stand to it. `also`: dimensions that the statement names beside. Raises
    Refused, Away."""
    days, site = days_of(question), question.site_id
    longest = await longest_of(engine, site)
    first, last = days.first - longest, days.last + longest
    generations = {} if anew else await _generations(engine, question, first, last)
    bounds = {"site": site, "first": days.first, "last": days.last}
    [[has_kept, before]] = await engine.rows(KEPT, bounds | {"retained": RETAINED})
    stale = [day for day in range(days.first, days.last + 1) if day not in generations]
    standing = Standing(longest, stale, bool(has_kept), before)
    place = Site(site, question.zone, longest, first, last)
    at_hand = NOTHING if anew else await _at_hand(engine, question, first, last)
    tables = TextTables(place, question, generations, also, at_hand)
    return Asked(question, tables, standing), tables


async def longest_of(engine: ClickHouse, site: int) -> int:
    """Days that the site's visits may reach beyond their first. Raises Refused, Away."""
    [[days]] = await engine.rows(
        "select max(days) from longest where site = {site:UInt32}", {"site": site}
    )
    return max(1, int(days))


async def _generations(
    engine: ClickHouse, question: Question, first: int, last: int
) -> dict[int, int]:
    bounds = {"site": question.site_id, "first": first, "last": last}
    clock = {"clock": clock_of(question.zone)}
    return dict(await engine.rows(ROLLED, bounds | clock))


async def _at_hand(engine: ClickHouse, question: Question, first: int, last: int) -> AtHand:
    """Of visits that were touched later than is known now nothing is read that came so late."""
    site, clock = question.site_id, clock_of(question.zone)
    known = {"site": site, "clock": clock, "first": first, "last": last}
    if not (found := await engine.rows(OPEN, known)):
        return NOTHING
    since, until = min(upto for _, upto, _ in found), found[0][-1]
    touched = f"site = {site} and cursor > {since} and cursor <= {until}"
    others = f"select visit from touched_visit where {touched}"
    mine = f"site = {site} and clock = {clock} and visit not in ({others})"
    return AtHand({day for day, _, _ in found}, f"open_visit final where {mine}", others)


def clock_of(zone: str) -> int:
    """A number that other rules of the zone change."""
    said = repr(shifts_of(zone)).encode()
    return int.from_bytes(hashlib.blake2b(said, digest_size=6).digest())


ROLLED = """
select day, gen from rolled final where site = {site:UInt32} and state = 1
    and clock = {clock:UInt64} and day between {first:Int32} and {last:Int32}
"""
# Whoever keeps them may have gone away.
OPEN = """
select day, upto, (select max(cursor) from touched_visit where site = {site:UInt32})
from open_day final where site = {site:UInt32} and clock = {clock:UInt64}
    and day between {first:Int32} and {last:Int32} and at > now() - interval 1 day
"""
KEPT = """
select count(*) > 0, maxOrNullIf(before, brought = {retained:Int64}) from kept final
where site = {site:UInt32} and day between {first:Int32} and {last:Int32}
    and counts and not removed
"""
