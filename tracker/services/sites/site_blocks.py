"""What every site does not count, in memory, so that no hit waits for the database."""

from __future__ import annotations

from typing import Self

from tracker.domain.blocks.block import Block, Rule
from tracker.domain.blocks.blocked import Blocked
from tracker.storage.file.transactions import Accounts
from tracker.storage.sites import blocks


class SiteBlocks:
    """Blocks by site; they change here and in the database together, so that one holds for the very
    next hit. What is on its way to the disk already was counted before."""

    def __init__(self, db: Accounts, rules: list[Rule]) -> None:
        self._db = db
        self.by_site = _by_site(rules)

    @classmethod
    async def load(cls, db: Accounts) -> Self:
        """Those of all sites there are; none where nothing is recorded anyway, because what would
        be read may be what is damaged."""
        return cls(db, [] if db.read_only else await blocks.all_rules(db))

    async def add(self, block: Block) -> bool:
        """Whether it was not there yet. Raises TooManyBlocks and TooManyPatterns."""
        async with self._db.transaction() as tx:
            added = await blocks.insert_block(tx, block)
            rules = await blocks.rules_of(tx, block.site_id)
        self._take_over(block.site_id, rules)
        return added

    async def remove(self, site_id: int, block_id: int) -> bool:
        """Whether the site had it."""
        async with self._db.transaction() as tx:
            removed = await blocks.delete_block(tx, site_id, block_id)
            rules = await blocks.rules_of(tx, site_id)
        self._take_over(site_id, rules)
        return removed

    async def learn(self, site_id: int) -> None:
        """Another process may have changed the site's."""
        self._take_over(site_id, await blocks.known_rules(self._db, site_id))

    async def learn_all(self) -> None:
        """The same of every site."""
        self.by_site = _by_site(await blocks.all_rules(self._db))

    def forget(self, site_id: int) -> None:
        """The site is no more."""
        self.by_site.pop(site_id, None)

    def _take_over(self, site_id: int, rules: list[Rule]) -> None:
        if rules:
            self.by_site[site_id] = Blocked(rules)
        else:
            self.forget(site_id)


def _by_site(rules: list[Rule]) -> dict[int, Blocked]:
    by_site: dict[int, list[Rule]] = {}
    for rule in rules:
        by_site.setdefault(rule.site_id, []).append(rule)
    return {site_id: Blocked(of_site) for site_id, of_site in by_site.items()}
