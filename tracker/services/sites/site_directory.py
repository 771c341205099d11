"""Every site in memory, so that a beacon finds its site without asking the database."""

from __future__ import annotations

import secrets
import string
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, NamedTuple, Self

import msgspec

from tracker.domain.hosts import may_report
from tracker.storage.erasing.asked_of_sites import ToReset, ask_erasure, ask_reset
from tracker.storage.file.transactions import Accounts, Transaction
from tracker.storage.sites import sites
from tracker.storage.sites.sites import Site

KEY_LETTERS = string.ascii_lowercase + string.digits
KEY_LENGTH = 12


class Changing(NamedTuple):
    """A transaction, and the sites that are others after it."""

    tx: Transaction
    sites: set[int]


class SiteDirectory:
    """Sites by public key and by id; sites change here and in the database together, so that
    a new name or host list holds for the very next beacon."""

    def __init__(self, db: Accounts, known: list[Site], shards: int = 1) -> None:
        """`shards`: of the log, among which new sites are divided."""
        self._db = db
        self._shards = shards
        self.by_key: dict[str, Site] = {site.key: site for site in known}
        self.by_id: dict[int, Site] = {site.id: site for site in known}
        self._shard_of = {site.id: site.shard for site in known}

    @classmethod
    async def load(cls, db: Accounts, shards: int = 1) -> Self:
        """The directory of all sites there are."""
        return cls(db, await sites.all_sites(db), shards)

    def shard_of(self, site_id: int) -> int:
        """The part of the log that it is in, also of one that was removed while we knew of it."""
        return self._shard_of.get(site_id, 0)

    def was_known(self, site_id: int) -> bool:
        """Whether it is there, or was removed since the start."""
        return site_id in self._shard_of

    async def add(
        self, owner_id: int, name: str, time_zone: str, now: int, most: int | None = None
    ) -> Site:
        """A new site under a fresh random key. Raises TooManySites where its owner has `most`."""
        async with self._db.transaction() as tx:
            site = await sites.insert_site(
                tx,
                key=_new_key(),
                owner_id=owner_id,
                name=name,
                time_zone=time_zone,
                at=now,
                shard=await sites.emptiest_shard(tx, self._shards) if self._shards > 1 else 0,
            )
            if most is not None:
                await sites.keep_sites_few(tx, owner_id, most)
        self._put(site)
        return site

    async def change(self, site_id: int, **fields: Any) -> Site:
        """Change some fields of a site; two changes at once both hold."""
        return await self._edit(site_id, lambda site: msgspec.structs.replace(site, **fields))

    async def allow_host(self, site_id: int, host: str) -> Site:
        """Put a host on the site's list. An empty list stays empty: it allows every host."""
        return await self._edit(site_id, lambda site: _with_host(site, host))

    async def remove(self, site: Site) -> None:
        """Delete a site: its key is unknown from now on. What was recorded for it is erased
        later, by SiteRemovals."""
        async with self._db.transaction() as tx:
            await sites.delete_site(tx, site.id)
            await ask_erasure(tx, site.id)
        self._take_over(site.id, None)

    async def reset(self, asked: ToReset, now: int) -> None:
        """Have a site's numbers begin anew: nobody reads its rows up to that cursor from now on.
        They are erased later, by SiteResets."""
        async with self.changing(asked.site_id) as changing:
            await ask_reset(changing.tx, asked, now)

    @asynccontextmanager
    async def changing(self, *site_ids: int) -> AsyncIterator[Changing]:
        """A transaction in which others change these sites, or what they add to `sites`. What
        stands in the database is read inside it and taken over with its commit: nothing can fail
        between the two."""
        async with self._db.transaction() as tx:
            changing = Changing(tx, set(site_ids))
            yield changing
            found = {each: await sites.find_site(tx, each) for each in changing.sites}
        for site_id, site in found.items():
            self._take_over(site_id, site)

    async def learn(self, site_id: int) -> bool:
        """Another process may have made, changed or removed it; whether it is there."""
        site = await sites.known_site(self._db, site_id)
        self._take_over(site_id, site)
        return site is not None

    async def learn_all(self) -> set[int]:
        """The same of every site; those that are no more."""
        known = {site.id: site for site in await sites.all_sites(self._db)}
        gone = self.by_id.keys() - known.keys()
        for site_id in {*known, *gone}:
            self._take_over(site_id, known.get(site_id))
        return gone

    def of_owner(self, user_id: int) -> list[int]:
        """The sites whose first owner this is."""
        return [site.id for site in self.by_id.values() if site.owner_id == user_id]

    def _take_over(self, site_id: int, site: Site | None) -> None:
        if site:
            self._put(site)
        elif known := self.by_id.pop(site_id, None):
            self.by_key.pop(known.key, None)

    async def _edit(self, site_id: int, edit: Callable[[Site], Site]) -> Site:
        async with self._db.transaction() as tx:
            site = edit(self.by_id[site_id])
            await sites.update_site(tx, site)
        self._put(site)
        return site

    def _put(self, site: Site) -> None:
        self.by_key[site.key] = site
        self.by_id[site.id] = site
        self._shard_of[site.id] = site.shard


def _with_host(site: Site, host: str) -> Site:
    if may_report(host, site.hosts):
        return site
    return msgspec.structs.replace(site, hosts=(*site.hosts, host))


def _new_key() -> str:
    return "".join(secrets.choice(KEY_LETTERS) for _ in range(KEY_LENGTH))
