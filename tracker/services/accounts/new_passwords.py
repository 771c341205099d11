"""Another password for an account, and all that ends with the one before."""

from __future__ import annotations

from collections.abc import Callable

from tracker.services.accounts.ends import Ended, Ends
from tracker.services.accounts.passwords import Passwords
from tracker.services.passkeys.passkeys import note_removed
from tracker.services.sites.revoking import Revoked
from tracker.storage.accounts.login_sessions import LoginSession
from tracker.storage.accounts.mailed_links import MailedLink, use_link
from tracker.storage.accounts.passkeys import delete_passkeys_of
from tracker.storage.accounts.users import update_password
from tracker.storage.file.transactions import Accounts, Transaction


class NewPasswords:
    """Each takes the password as it was typed, and raises passwords.Busy."""

    def __init__(
        self,
        db: Accounts,
        revoked: Revoked,
        passwords: Passwords,
        ends: Ends,
        now: Callable[[], int],
    ) -> None:
        self._db = db
        self._revoked = revoked
        self._passwords = passwords
        self._ends = ends
        self._now = now  # ms, UTC

    async def change(self, login: LoginSession, password: str, *, with_tokens: bool) -> None:
        """By its owner: every other session ends and, if asked for, every token and passkey."""
        encoded, user_id = await self._passwords.hash(password), login.user.id
        async with self._ends.told() as ended, self._db.transaction() as tx:
            await _replace(tx, user_id, encoded, ended, kept=login.id, with_tokens=with_tokens)
        await note_removed(self._revoked, ended.passkeys, self._now())

    async def reset(self, link: MailedLink, password: str, *, with_tokens: bool) -> bool:
        """By a mailed link, which is used up: every session ends. False when another request has
        used the link; then nothing is changed."""
        encoded = await self._passwords.hash(password)
        async with self._ends.told() as ended, self._db.transaction() as tx:
            if not await use_link(tx, link.id, self._now()):
                return False
            await _replace(tx, link.user.id, encoded, ended, with_tokens=with_tokens)
        await note_removed(self._revoked, ended.passkeys, self._now())
        return True

    async def put(self, user_id: int, password: str, *, with_tokens: bool) -> Ended:
        """By an operator: every session ends; what has ended."""
        encoded = await self._passwords.hash(password)
        async with self._ends.told() as ended, self._db.transaction() as tx:
            await _replace(tx, user_id, encoded, ended, with_tokens=with_tokens)
        await note_removed(self._revoked, ended.passkeys, self._now())
        return ended

    async def renew(self, user_id: int, encoded: str, password: str) -> None:
        """The same password, which was right: its hash is kept up to date, and nothing ends."""
        if self._passwords.is_outdated(encoded):
            renewed = await self._passwords.hash(password)
            async with self._db.transaction() as tx:
                await update_password(tx, user_id, renewed)


async def _replace(
    tx: Transaction,
    user_id: int,
    encoded: str,
    ended: Ended,
    *,
    kept: int = 0,
    with_tokens: bool,
) -> None:
    await update_password(tx, user_id, encoded)
    await ended.end_all(tx, user_id, kept=kept, with_tokens=with_tokens)
    if with_tokens:  # whoever knew the old password may have made some of these, too
        ended.passkeys += await delete_passkeys_of(tx, user_id)
