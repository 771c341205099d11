"""Switching accounts off and deleting them; whatever they have open ends at once."""

from __future__ import annotations

from collections.abc import Callable

from tracker.services.accounts.ends import Ends
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.accounts import admins, people, users
from tracker.storage.erasing.asked_of_sites import ask_erasure
from tracker.storage.file.transactions import Accounts as Kept
from tracker.storage.sites import sites


class Accounts:
    """What an admin does to other people's accounts, and everybody to their own."""

    def __init__(self, kept: Kept, directory: SiteDirectory, ends: Ends) -> None:
        self._kept = kept
        self._directory = directory
        self._ends = ends
        self._inhabited = False

    async def anybody(self) -> bool:
        """Whether there is any account. Once there is one, only a deletion can change that."""
        self._inhabited = self._inhabited or await users.any_user(self._kept)
        return self._inhabited

    async def set_admin(self, user_id: int, admin: bool) -> None:
        """Make somebody an admin, or an ordinary user again. Raises LastAdmin."""
        async with self._kept.transaction() as tx:
            await admins.set_admin(tx, user_id, admin)

    async def switch_off(self, user_id: int, now: int) -> bool:
        """Whether there is such a user: logged out everywhere, their tokens refused. Their sites
        go on recording. Raises LastAdmin."""
        async with self._ends.told() as ended, self._kept.transaction() as tx:
            found = await people.set_disabled(tx, user_id, now)
            await ended.shut_out(tx, user_id)
        return found

    async def switch_on(self, user_id: int) -> bool:
        """Whether there is such a user; their tokens work again, log in they have to anew."""
        async with self._kept.transaction() as tx:
            return await people.set_disabled(tx, user_id, None)

    async def delete(self, user_id: int, wake_removals: Callable[[], None]) -> bool:
        """Whether there was such a user. The sites that nobody else owns go, too, and what was
        recorded for them is erased beside the recording. Raises LastAdmin."""
        async with self._ends.told() as ended, self._directory.changing() as (tx, changed):
            gone = await people.only_owned_sites(tx, user_id)
            changed.update(gone, self._directory.of_owner(user_id))
            for site_id in gone:
                await sites.delete_site(tx, site_id)
                await ask_erasure(tx, site_id)
            await ended.shut_out(tx, user_id)
            found = await people.delete_user(tx, user_id)
        self.look_again()
        wake_removals()
        return found

    def look_again(self) -> None:
        """Perhaps there is no account any more: whoever asks next looks."""
        self._inhabited = False
