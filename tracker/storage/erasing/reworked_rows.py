"""Rows that an earlier release has stored, worked through after an upgrade in slices of cursors:
their sources are told by today's rules, and tags that are addresses keep no query."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from tracker.domain.campaigns import Campaign, kept_tags
from tracker.domain.sources import Source
from tracker.domain.stored_sources import source_today
from tracker.storage.dictionary.dictionary import INSERT_TEXT, SELECT_TEXTS
from tracker.storage.dictionary.tuples import campaigns
from tracker.storage.erasing.erasures import ask_sweep_of_cleaned
from tracker.storage.file.database import Database
from tracker.storage.file.transactions import TableRow, Transaction


class Asked(NamedTuple):
    """Rows up to the cursor `done` are worked through, those up to `upto` are to be."""

    done: int
    upto: int


class Change(NamedTuple):
    """What the rows with these cursors are to say."""

    source: Source
    campaign: Campaign | None
    cursors: list[int]


async def asked_rework(db: Database) -> Asked | None:
    """None where there is nothing to do."""
    rows = await db.read("select done, upto from rework")
    return Asked(*rows[0]) if rows else None


async def end_rework(db: Database) -> None:
    """Rows and texts are as today's. What they were before is named by nobody now."""
    async with db.transaction() as tx:
        await tx.execute("delete from rework")
        await ask_sweep_of_cleaned(tx)


STORED = """
with found as materialized (
    select referrer, host, campaign, source, channel, json_group_array(cursor) as cursors
    from event where cursor > :after and cursor <= :upto and (
        campaign != 0 or channel not in (select id from text where value = 'internal')
    )
    group by referrer, host, campaign, source, channel
)
select found.cursors, r.value as referrer, h.value as host, s.value as source, c.value as channel,
    found.campaign, campaign.source as tagged, campaign.medium, campaign.name, campaign.term,
    campaign.content, campaign.click_id
from found
join text r on r.id = found.referrer
join text h on h.id = found.host
join text s on s.id = found.source
join text c on c.id = found.channel
left join campaign on campaign.id = found.campaign
where found.campaign = 0 or campaign.id is not null
"""


async def changes(db: Database, after: int, upto: int) -> list[Change]:
    """Of the rows with `after` < their cursors <= `upto`."""
    rows = await db.read(STORED, {"after": after, "upto": upto})
    return [change for change in map(_change, rows) if change]


def _change(row: TableRow) -> Change | None:
    stored = Source(row["source"], row["channel"])
    tags = _tags(row) if row["campaign"] else None
    kept = kept_tags(tags) if tags else None
    source = source_today(stored, row["referrer"], row["host"], kept)
    if source == stored and kept == tags:
        return None
    return Change(source, kept, json.loads(row["cursors"]))


def _tags(row: TableRow) -> Campaign:
    named = (row["tagged"], row["medium"], row["name"], row["term"], row["content"])
    return Campaign(*named, row["click_id"])


CHANGE = "update event set source = ?, channel = ?, campaign = ? where cursor = ?"


async def rework(db: Database, changed: list[Change], upto: int) -> int:
    """Write what they are to say, and that it is done up to that cursor; how many rows it were."""
    rows: list[tuple[int, ...]] = []
    async with db.transaction() as tx:
        if changed:
            rows = await _rows(tx, changed)
        await tx.executemany(CHANGE, rows)
        await tx.execute("update rework set done = ?", (upto,))
    return len(rows)


async def _rows(tx: Transaction, changed: list[Change]) -> list[tuple[int, ...]]:
    texts = await _texts(tx, {text for change in changed for text in change.source})
    tags = campaigns()
    for change in changed:
        if change.campaign:
            await tags.learn(tx, change.campaign, lambda: True)
    return [
        (*(texts[text] for text in source), tags.known[campaign] if campaign else 0, cursor)
        for source, campaign, cursors in changed
        for cursor in cursors
    ]


async def _texts(tx: Transaction, texts: Iterable[str]) -> dict[str, int]:
    await tx.executemany(INSERT_TEXT, [(text,) for text in texts])
    found = await tx.execute_fetchall(SELECT_TEXTS, (json.dumps(list(texts)),))
    return {row[0]: row[1] for row in found}
