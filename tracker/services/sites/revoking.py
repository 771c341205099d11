"""What is taken back stays so, whatever backup is put in the database's place."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from tracker.storage.file.transactions import Accounts
from tracker.storage.sites.revoked_tokens import delete_revoked, note_revoked, revoked_in

log = logging.getLogger(__name__)


class Revoked(Protocol):
    """What was taken back, noted where a backup of what people keep does not reach."""

    async def note(self, token: str, at: int) -> None:
        """Before it is deleted: who asked for that once is not to ask again. `at`: ms, UTC. What
        keeps it from being noted keeps nobody from deleting it."""

    async def again(self, kept: Accounts) -> None:
        """At the start: take back what they know as good, because they are of before."""


class RevokedBeside:
    """In a file of that folder, the one of the database."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def note(self, token: str, at: int) -> None:
        """As Revoked.note; a disk that takes no line is warned of."""
        try:
            await asyncio.to_thread(note_revoked, self._folder, token, at)
        except OSError as error:
            log.warning("What is revoked now opens again after a backup is restored: %s", error)

    async def again(self, kept: Accounts) -> None:
        """As Revoked.again."""
        await take_back(kept, await asyncio.to_thread(revoked_in, self._folder))


async def take_back(kept: Accounts, revoked: Mapping[str, int]) -> None:
    """What they know as good of that, because they are of before."""
    if not revoked or kept.read_only:
        return
    async with kept.transaction() as tx:
        found = await delete_revoked(tx, revoked)
    if found:
        log.warning(
            "%d shared links, badges, passkeys, links to a provider or mails were ended after"
            " this backup and stay so.",
            found,
        )
