"""Switching accounts off and deleting them; whatever they have open ends at once."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import aiosqlite

from tracker.services.session_ends import SessionEnds
from tracker.services.site_directory import SiteDirectory
from tracker.storage import people, personal_tokens, sites, tokens, users
from tracker.storage.database import Database
from tracker.storage.erasures import ask_erasure
from tracker.storage.login_sessions import delete_sessions


class Accounts:
    """What an admin does to other people's accounts, and everybody to their own."""

    def __init__(
        self,
        db: Database,
        directory: SiteDirectory,
        session_ends: SessionEnds,
        token_ends: SessionEnds,
    ) -> None:
        self._db = db
        self._directory = directory
        self._session_ends = session_ends
        self._token_ends = token_ends
        self._inhabited = False

    async def anybody(self) -> bool:
        """Whether there is any account. Once there is one, only a deletion can change that."""
        self._inhabited = self._inhabited or await users.any_user(self._db)
        return self._inhabited

    async def switch_off(self, user_id: int, now: int) -> bool:
        """Whether there is such a user: logged out everywhere, their tokens refused. Their sites
        go on recording. Raises LastAdmin."""
        async with self._db.transaction() as tx:
            found = await people.set_disabled(tx, user_id, now)
            sessions, held = await _let_go(tx, user_id)
        self._session_ends.end(sessions)
        self._token_ends.end(held)
        return found

    async def switch_on(self, user_id: int) -> bool:
        """Whether there is such a user; their tokens work again, log in they have to anew."""
        async with self._db.transaction() as tx:
            return await people.set_disabled(tx, user_id, None)

    def end_streams(self, revoked: list[Hashable]) -> None:
        """Of tokens that are gone."""
        self._token_ends.end(revoked)

    async def delete(self, user_id: int, wake_removals: Callable[[], None]) -> bool:
        """Whether there was such a user. The sites that nobody else owns go, too, and what was
        recorded for them is erased beside the recording. Raises LastAdmin."""
        async with self._directory.changing() as (tx, changed):
            gone = await people.only_owned_sites(tx, user_id)
            changed.update(gone, self._directory.of_owner(user_id))
            for site_id in gone:
                await sites.delete_site(tx, site_id)
                await ask_erasure(tx, site_id)
            sessions, held = await _let_go(tx, user_id)
            found = await people.delete_user(tx, user_id)
        self._inhabited = False  # perhaps: whoever asks next looks
        self._session_ends.end(sessions)
        self._token_ends.end(held)
        wake_removals()
        return found


async def delete_tokens(tx: aiosqlite.Connection, user_id: int) -> list[Hashable]:
    """Revoke a user's tokens, also those they made for sites; what TOKEN_ENDS knows them by."""
    of_sites = await tokens.delete_all_by(tx, user_id)
    personal = await personal_tokens.delete_all_of(tx, user_id)
    return [*of_sites, *map(personal_tokens.end_key, personal)]


async def _let_go(tx: aiosqlite.Connection, user_id: int) -> tuple[list[int], list[Hashable]]:
    """What a user has open: sessions, which are deleted, and tokens."""
    sessions = await delete_sessions(tx, user_id)
    of_sites = await tokens.tokens_by(tx, user_id)
    personal = await personal_tokens.ids_of(tx, user_id)
    return sessions, [*of_sites, *map(personal_tokens.end_key, personal)]
