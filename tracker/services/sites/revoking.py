"""What is taken back stays so, whatever backup is put in the database's place."""

from __future__ import annotations

import asyncio
import logging

from tracker.storage.file.database import Database
from tracker.storage.sites.revoked_tokens import delete_revoked, note_revoked, revoked_in

log = logging.getLogger(__name__)


async def note(db: Database, token: str, at: int) -> None:
    """Before it is deleted: who asked for that once is not to ask again. A disk that takes no line
    keeps nobody from deleting it."""
    try:
        await asyncio.to_thread(note_revoked, db.path.parent, token, at)
    except OSError as error:
        log.warning("What is revoked now opens again after a backup is restored: %s", error)


async def revoke_again(db: Database) -> None:
    """At the start: what this database knows as good, because it is of before."""
    revoked = await asyncio.to_thread(revoked_in, db.path.parent)
    if not revoked or db.read_only:
        return
    async with db.transaction() as tx:
        found = await delete_revoked(tx, revoked)
    if found:
        log.warning(
            "%d shared links, badges, passkeys, links to a provider or mails were ended after this"
            " backup and stay so.",
            found,
        )
