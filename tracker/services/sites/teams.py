"""People join sites and leave them; what hangs on a membership ends with it, at once."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tracker.domain.roles import Role, may
from tracker.services.mail.gate import MailGate
from tracker.services.session_ends import SessionEnds
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.file.transactions import Accounts, Transaction
from tracker.storage.sites import invitations, members, tokens
from tracker.storage.sites.invitations import Invitation, TooMany
from tracker.storage.sites.sites import keep_sites_few, member_site


class Teams:
    """Changes of memberships, and those who have to know at once."""

    def __init__(  # noqa: PLR0917
        self,
        db: Accounts,
        directory: SiteDirectory,
        token_ends: SessionEnds,
        most_sites: int,
        settled: Callable[[], int],
        gate: MailGate,
    ) -> None:
        self._most_sites = most_sites  # that one person may own
        self._db = db
        self._settled = settled  # ms, UTC
        self._directory = directory
        self._token_ends = token_ends
        self._ends = SessionEnds()  # by (site, user)
        self.changes = SessionEnds()  # by user: another list of sites
        self._gate = gate  # by inviter: mails to strangers

    @contextmanager
    def watch(self, site_id: int, user_id: int, ended: asyncio.Event) -> Iterator[None]:
        """Have `ended` set when this user stops being a member of this site."""
        with self._ends.watch((site_id, user_id), ended):
            yield

    async def invite(
        self, site_id: int, email: str, role: Role, inviter: int, now: int, *, mailed: bool = False
    ) -> str:
        """The token of the invitation's link; only its hash is kept. `mailed`: nobody sees it but
        who reads that mailbox. Raises TooMany."""
        if await self._gate.admit(str(inviter)):
            raise TooMany
        token = _new_token(mailed)
        async with self._db.transaction() as tx:
            await invitations.forget_lapsed(tx, self._settled())
            await invitations.put_invitation(
                tx, token, site_id=site_id, email=email, role=role, inviter=inviter, now=now
            )
        return token

    async def take_back(self, site_id: int, invitation_id: int) -> bool:
        """Whether there was such an invitation."""
        async with self._db.transaction() as tx:
            return await invitations.delete_invitation(tx, site_id, invitation_id)

    async def accept(self, token: str, user_id: int, now: int) -> Invitation | None:
        """Join the site that the link leads to; None for one that was used or lapsed. Raises
        TooManyMembers and TooManySites."""
        async with self._db.transaction() as tx:
            taken = await join(tx, token, user_id, now)
            await self._keep_few(tx, user_id, taken.role if taken else None)
        self.changes.end([user_id])
        return taken

    async def pin(self, site_id: int, user_id: int, pinned: bool) -> None:
        """Whether the site stands first among those of this member."""
        async with self._db.transaction() as tx:
            await members.set_pinned(tx, site_id, user_id, pinned)

    async def change_role(self, site_id: int, user_id: int, role: Role) -> bool:
        """Whether there was such a member; raises LastOwner and TooManySites."""
        async with self._directory.changing(site_id) as (tx, _):
            found = await members.change_role(tx, site_id, user_id, role)
            await self._keep_few(tx, user_id, role if found else None)
            return found

    async def transfer(self, site_id: int, owner: int, heir: int) -> bool:
        """The heir becomes owner and the owner editor; whether both are members. Raises
        TooManySites."""
        async with self._directory.changing(site_id) as (tx, _):
            found = await members.change_role(tx, site_id, heir, "owner")
            if found:
                await members.change_role(tx, site_id, owner, "editor")
                await self._keep_few(tx, heir, "owner")
        return found

    async def _keep_few(self, tx: Transaction, user_id: int, role: Role | None) -> None:
        if role == "owner":
            await keep_sites_few(tx, user_id, self._most_sites)

    async def remove(self, site_id: int, user_id: int) -> bool:
        """Whether there was such a member: sockets, streams and tokens of this site that are
        theirs end. Raises LastOwner."""
        async with self._directory.changing(site_id) as (tx, _):
            found = await members.delete_member(tx, site_id, user_id)
            gone = await tokens.delete_tokens_by(tx, site_id, user_id)
        self._ends.end([(site_id, user_id)])
        self._token_ends.end(gone)
        self.changes.end([user_id])
        return found

    async def learn(self, site_id: int, user_id: int) -> None:
        """Another process may have let them in, or removed them."""
        if await member_site(self._db, user_id, site_id) is None:
            self._ends.end([(site_id, user_id)])
        self.changes.end([user_id])

    async def learn_all(self) -> None:
        """The same of all who have something open."""
        for site_id, user_id in self._ends.watched:
            await self.learn(site_id, user_id)


HANDED_OVER = "-"  # the first letter of a link's token that somebody else than the invited has seen


def was_mailed(token: str) -> bool:
    """Whether only a mail to the invited address can have brought that token."""
    return not token.startswith(HANDED_OVER)


def _new_token(mailed: bool) -> str:
    token = secrets.token_urlsafe(32)
    return (token if was_mailed(token) else "m" + token[1:]) if mailed else HANDED_OVER + token[1:]


async def join(tx: Transaction, token: str, user_id: int, now: int) -> Invitation | None:
    """Make the user a member as the invitation says; nobody's role gets smaller by it. Raises
    TooManyMembers."""
    taken = await invitations.take_invitation(tx, token, now)
    if taken is None:
        return None
    role = await members.role_of(tx, taken.site_id, user_id)
    if role is None or not may(role, taken.role):
        await members.put_member(tx, taken.site_id, user_id, taken.role, now)
        await members.keep_members_few(tx, taken.site_id)
    return taken
