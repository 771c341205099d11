"""Connections that are open here end when others have ended what they hang on."""

from __future__ import annotations

from tracker.services.session_ends import SessionEnds
from tracker.storage.accounts import login_sessions, personal_tokens
from tracker.storage.accounts.people import find_person
from tracker.storage.file.transactions import Accounts
from tracker.storage.sites import tokens


class FollowedEnds:
    """As services/accounts/ends.py tells of them in the process that has done it. Memberships are
    Teams' own."""

    def __init__(
        self, accounts: Accounts, sessions: SessionEnds, tokens_: SessionEnds, links: SessionEnds
    ) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._tokens = tokens_
        self._links = links

    async def session(self, session_id: int) -> None:
        """It is no more."""
        self._sessions.end([session_id])

    async def site_token(self, token_id: int) -> None:
        """It is no more, or good for other things: whoever may still read comes back."""
        self._tokens.end([token_id])

    async def personal_token(self, token_id: int) -> None:
        """The same of a person's."""
        self._tokens.end([personal_tokens.end_key(token_id)])

    async def link(self, link_id: int) -> None:
        """It is no more, or shows something else: live views of it come back."""
        self._links.end([link_id])

    async def user(self, user_id: int) -> None:
        """Somebody may have been switched off: their tokens stay, what they hold open ends. What
        a deleted one had is told by itself."""
        person = await find_person(self._accounts, user_id)
        if person is None or person.user.disabled_at is None:
            return
        async with self._accounts.transaction() as tx:
            of_sites = await tokens.tokens_by(tx, user_id)
            personal = await personal_tokens.ids_of(tx, user_id)
        self._tokens.end([*of_sites, *map(personal_tokens.end_key, personal)])

    async def all(self) -> None:
        """What became of any of them is not known. Programs, and those who follow a link, come
        back by themselves; a page whose session has ended does not."""
        for session_id in self._sessions.watched:
            if not await login_sessions.is_there(self._accounts, session_id):
                self._sessions.end([session_id])
        self._tokens.end(self._tokens.watched)
        self._links.end(self._links.watched)
