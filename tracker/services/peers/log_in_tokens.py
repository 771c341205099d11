"""Tokens for programs that log in with a password as people do: for reports alone, and for a day.

Such programs log in anew whenever they like, some each minute. So one that was given is given again
while it is good for some hours, and they do not use up how many somebody may have."""

from __future__ import annotations

from collections.abc import Callable

from tracker.domain.expiring import Expiring
from tracker.services.accounts.personal_tokens import bearer_of_token, issue_personal_token
from tracker.storage.accounts.personal_tokens import delete_run_out
from tracker.storage.file.transactions import Accounts

NAME = "Log-in by password"
SCOPES = ("reports",)
LIFE = 86_400_000  # ms
GIVEN_AGAIN = LIFE // 2
REMEMBERED = 1_000  # people


class LogInTokens:
    """The tokens themselves are in this process alone, as ever."""

    def __init__(self, db: Accounts, now: Callable[[], int]) -> None:
        self._db = db
        self._now = now  # ms, UTC
        self._given: Expiring[int, str] = Expiring(now, REMEMBERED)

    async def of(self, user_id: int) -> tuple[str, bool]:
        """One that is good, and whether it is new. Raises TooManyTokens."""
        known, now = self._given.get(user_id), self._now()
        if known and await bearer_of_token(self._db, known, now):
            return known, False
        async with self._db.transaction() as tx:
            await delete_run_out(tx, user_id, NAME, now)
        token = await issue_personal_token(
            self._db, user_id, NAME, scopes=SCOPES, now=now, until=now + LIFE
        )
        self._given.put(user_id, token, GIVEN_AGAIN)
        return token, True
