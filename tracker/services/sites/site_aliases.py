"""What every site is called by trackers of other products, in memory, so that no hit waits for the
database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from tracker.domain.peers.aliases import KINDS, Alias, AliasKind, spelled
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.file.transactions import Accounts
from tracker.storage.sites import aliases
from tracker.storage.sites.aliases import Known
from tracker.storage.sites.sites import Site


class SiteAliases:
    """Sites by these names; they change here and in the database together, so that one holds for
    the very next hit."""

    def __init__(self, db: Accounts, directory: SiteDirectory, known: Iterable[Known]) -> None:
        self._db = db
        self._directory = directory
        self.by_name = _by_name(known)

    @classmethod
    async def load(cls, db: Accounts, directory: SiteDirectory) -> Self:
        """Those of all sites there are; none where nothing is recorded anyway, because what would
        be read may be what is damaged."""
        return cls(db, directory, [] if db.read_only else await aliases.all_aliases(db))

    def site(self, kind: AliasKind, sent: str) -> Site | None:
        """The site that a tracker of this kind calls so; its key is a name of every kind."""
        return self.named(kind, sent) or self._directory.by_key.get(sent)

    def named(self, kind: AliasKind, sent: str) -> Site | None:
        """The same without keys."""
        site_id = self.by_name.get((kind, sent))
        if site_id is None:
            site_id = self.by_name.get((kind, spelled(kind, sent)))
        return None if site_id is None else self._directory.by_id.get(site_id)

    def names(self, site_id: int, kind: AliasKind) -> list[str]:
        """What trackers of this kind call the site."""
        return sorted(
            name for (of, name), site in self.by_name.items() if (of, site) == (kind, site_id)
        )

    def of_key(self, key: str) -> tuple[Site, AliasKind, str] | None:
        """The site whose name a script has written in the letters of a key: the kind, a line, and
        the name in hexadecimal digits. With the kind and the name, "" where it is none of the
        site's."""
        kind, _line, digits = key.partition("_")
        known = next((each for each in KINDS if each == kind), None)
        if known is None:
            return None
        try:
            name = bytes.fromhex(digits).decode()
        except ValueError:
            return None
        if found := self.site(known, name):
            return found, known, name
        only = self.only_site() if known == "goatcounter" else None
        return (only, known, "") if only else None

    def only_site(self) -> Site | None:
        """The one there is, where there is no other: no tracker need name it."""
        sites = self._directory.by_id
        return next(iter(sites.values())) if len(sites) == 1 else None

    async def add(self, alias: Alias) -> bool:
        """Whether the site did not have it yet. Raises Taken and TooManyAliases."""
        async with self._db.transaction() as tx:
            added = await aliases.insert_alias(tx, alias)
        self.by_name[alias.kind, alias.name] = alias.site_id
        return added

    async def remove(self, site_id: int, alias_id: int) -> bool:
        """Whether the site had it."""
        async with self._db.transaction() as tx:
            gone = await aliases.delete_alias(tx, site_id, alias_id)
        if gone:
            self.by_name.pop(gone[:2], None)
        return gone is not None

    async def learn(self, site_id: int) -> None:
        """Another process may have changed the site's."""
        known = await aliases.known_names(self._db, site_id)
        self.forget(site_id)
        self.by_name |= _by_name(known)

    async def learn_all(self) -> None:
        """The same of every site."""
        self.by_name = _by_name(await aliases.all_aliases(self._db))

    def forget(self, site_id: int) -> None:
        """The site is no more."""
        self.by_name = {name: of for name, of in self.by_name.items() if of != site_id}


def _by_name(known: Iterable[Known]) -> dict[tuple[AliasKind, str], int]:
    return {(kind, name): site_id for kind, name, site_id in known}
