"""Links that are mailed: each is good once, and with it goes what it is for, or neither."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from tracker.storage.accounts import mailed_links
from tracker.storage.accounts.mailed_links import MailedLink, NewLink, Purpose
from tracker.storage.accounts.users import update_email
from tracker.storage.file.transactions import Accounts


class MailedLinks:
    """Asked for, and used up by the first request that follows one. Another password by a link is
    new_passwords' act."""

    def __init__(self, db: Accounts, now: Callable[[], int], settled: Callable[[], int]) -> None:
        self._db = db
        self._now = now  # ms, UTC
        self._settled = settled  # the same, for what is forgotten by its age

    async def issue(self, purpose: Purpose, user_id: int | None, email: str, browser: str) -> str:
        """The token of a new link, good in that `browser` alone; `user_id` is None where nobody
        has the address: the same work then, for a link that leads nowhere."""
        token = secrets.token_urlsafe(32)
        new = NewLink(purpose, user_id, email, token, browser)
        async with self._db.transaction() as tx:
            await mailed_links.insert_link(tx, new, self._now(), self._settled())
        return token

    async def use(self, link: MailedLink) -> bool:
        """Use it up; False when another request has used it."""
        async with self._db.transaction() as tx:
            return await mailed_links.use_link(tx, link.id, self._now())

    async def change_email(self, link: MailedLink, tell: Callable[[], object]) -> bool:
        """The link's address is the account's, other links end, and the old address is told: all
        of it, or nothing where `tell` raises. False when another request has used the link.
        Raises Taken."""
        async with self._db.transaction() as tx:
            if not await mailed_links.use_link(tx, link.id, self._now()):
                return False
            await update_email(tx, link.user.id, link.email)
            await mailed_links.end_links(tx, link.user.id)
            tell()
        return True
