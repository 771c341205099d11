"""What sites do not count."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from tracker.domain.blocks.block import (
    KINDS,
    MOST_BLOCKS,
    MOST_PATTERNS,
    Block,
    Rule,
    has_inner_star,
)
from tracker.storage.file.transactions import Accounts, TableRow, Transaction

KIND_OF = {kind: kind for kind in KINDS}  # the same text for all of a kind


class TooManyBlocks(Exception):
    """There are as many as may be; nothing was changed."""


class TooManyPatterns(Exception):
    """There are as many pages with a star before the end as may be; nothing was changed."""


OF_SITE = """
select block.*, user.name as added_by from block left join user on user.id = block.user_id
where site_id = :site order by kind, subject
"""


async def blocks_of(db: Accounts, site_id: int) -> list[Block]:
    """A site's, by kind."""
    return [
        Block(
            id=row["id"],
            site_id=row["site_id"],
            kind=row["kind"],
            of=row["subject"],
            note=row["note"],
            user_id=row["user_id"],
            created_at=row["created_at"],
            added_by=row["added_by"] or "",
        )
        for row in await db.read(OF_SITE, {"site": site_id})
    ]


PAGE = 20_000  # rows: half a million at once may take longer than a read may
SOME = "select id, site_id, kind, subject from block where id > :after order by id limit :limit"


async def all_rules(db: Accounts) -> list[Rule]:
    """Every site's, for the beacon's map in memory."""
    found: list[Rule] = []
    more = True
    while more:
        after = found[-1].id if found else 0
        rows = await db.read(SOME, {"after": after, "limit": PAGE})
        found += _rules(rows)
        more = len(rows) == PAGE
    return found


RULES = "select id, site_id, kind, subject from block where site_id = :site order by id"


async def known_rules(db: Accounts, site_id: int) -> list[Rule]:
    """A site's, as they were committed last."""
    return _rules(await db.read(RULES, {"site": site_id}))


async def rules_of(tx: Transaction, site_id: int) -> list[Rule]:
    """A site's, inside a transaction."""
    return _rules(await tx.execute_fetchall(RULES, {"site": site_id}))


INSERT = """
insert into block (site_id, kind, subject, note, user_id, created_at)
values (:site_id, :kind, :of, :note, :user_id, :created_at)
on conflict (site_id, kind, subject) do nothing
"""


async def insert_block(tx: Transaction, block: Block) -> bool:
    """Whether it was not there yet. Raises TooManyBlocks and TooManyPatterns."""
    if not (await tx.execute(INSERT, msgspec.structs.asdict(block))).rowcount:
        return False
    rules = await rules_of(tx, block.site_id)
    if len(rules) > MOST_BLOCKS:
        raise TooManyBlocks
    patterns = sum(has_inner_star(rule.kind, rule.of) for rule in rules)
    if has_inner_star(block.kind, block.of) and patterns > MOST_PATTERNS:
        raise TooManyPatterns
    return True


DELETE = "delete from block where id = :id and site_id = :site"


async def delete_block(tx: Transaction, site_id: int, block_id: int) -> bool:
    """Whether the site had it."""
    return bool((await tx.execute(DELETE, {"site": site_id, "id": block_id})).rowcount)


def _rules(rows: Iterable[TableRow]) -> list[Rule]:
    return [Rule(row["id"], row["site_id"], KIND_OF[row["kind"]], row["subject"]) for row in rows]
