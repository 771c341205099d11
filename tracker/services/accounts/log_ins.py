"""Log-ins begin, are in use, and end; whatever hangs on one ends with it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress

from tracker.domain.places import Place
from tracker.services.accounts.ends import Ends
from tracker.storage.accounts import login_sessions, login_steps
from tracker.storage.accounts.login_sessions import Client, LoginSession
from tracker.storage.file.errors import StorageError
from tracker.storage.file.transactions import Accounts

SEEN_EVERY = 300_000  # ms; more often would write on every page


class LogIns:
    """The browsers that are logged in, and those that are about to be."""

    def __init__(
        self, db: Accounts, ends: Ends, now: Callable[[], int], settled: Callable[[], int]
    ) -> None:
        self._db = db
        self._ends = ends
        self._now = now  # ms, UTC
        self._settled = settled  # the same, for what is forgotten by its age

    async def begin(self, user_id: int, client: Client, before: LoginSession | None = None) -> str:
        """The token of a new session; the one `before`, whoever's, is over. Raises SwitchedOff."""
        token = secrets.token_urlsafe(32)
        async with self._ends.told() as ended, self._db.transaction() as tx:
            if before:
                gone = await login_sessions.delete_session(tx, before.user.id, before.id)
                ended.sessions += gone
            await login_sessions.insert_session(tx, token, user_id, client, self._now())
            ended.sessions += await login_sessions.delete_spent(tx, user_id, self._settled())
        return token

    async def owe_code(self, user_id: int) -> str:
        """The token of a browser that has shown the first of two factors."""
        token = secrets.token_urlsafe(32)
        async with self._db.transaction() as tx:
            await login_steps.insert_step(tx, token, user_id, self._now(), self._settled())
        return token

    async def show_code(self, token: str) -> None:
        """That browser owes nothing any more."""
        async with self._db.transaction() as tx:
            await login_steps.delete_step(tx, token)

    async def note_use(self, login: LoginSession) -> None:
        """The session is in use now; a full disk must not take the pages away."""
        now = self._now()
        if now - login.seen_at > SEEN_EVERY:
            with suppress(StorageError):
                async with self._db.transaction() as tx:
                    await login_sessions.touch_session(tx, login.id, now)

    async def note_place(self, token: str, place: Place) -> None:
        """Where the browser of that session is, which became known only after it had begun. What
        cannot be written, on a full disk or once the database is closed, is left out."""
        with suppress(StorageError, ValueError):
            async with self._db.transaction() as tx:
                await login_sessions.set_place(tx, token, place.country, place.city)

    async def end(self, user_id: int, session_id: int) -> bool:
        """Whether the user had that session, which is revoked."""
        async with self._ends.told() as ended, self._db.transaction() as tx:
            ended.sessions += await login_sessions.delete_session(tx, user_id, session_id)
        return bool(ended.sessions)

    async def end_all(self, user_id: int, *, kept: int = 0, with_tokens: bool = False) -> None:
        """The user's sessions but one and, if asked for, their tokens."""
        async with self._ends.told() as ended, self._db.transaction() as tx:
            await ended.end_all(tx, user_id, kept=kept, with_tokens=with_tokens)
