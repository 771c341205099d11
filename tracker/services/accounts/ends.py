"""What hangs on an account ends with what is done to it, and whoever holds it open is told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tracker.services.session_ends import SessionEnds
from tracker.storage.accounts import personal_tokens
from tracker.storage.accounts.login_sessions import delete_sessions
from tracker.storage.file.transactions import Transaction
from tracker.storage.sites import tokens


@dataclass
class Ended:
    """What a transaction has ended so far."""

    sessions: list[int] = field(default_factory=list)
    tokens: list[Hashable] = field(default_factory=list)  # as the streams behind them are known
    passkeys: list[str] = field(default_factory=list)  # as browsers know them

    async def end_all(
        self, tx: Transaction, user_id: int, *, kept: int = 0, with_tokens: bool = False
    ) -> None:
        """Revoke the user's sessions but one and, if asked for, their tokens, also those they made
        for sites."""
        self.sessions += await delete_sessions(tx, user_id, kept=kept)
        if with_tokens:
            of_sites = await tokens.delete_all_by(tx, user_id)
            personal = await personal_tokens.delete_all_of(tx, user_id)
            self.tokens += [*of_sites, *map(personal_tokens.end_key, personal)]

    async def shut_out(self, tx: Transaction, user_id: int) -> None:
        """Revoke the user's sessions; their tokens stay, for whoever is switched on again, but
        what they hold open ends."""
        self.sessions += await delete_sessions(tx, user_id)
        of_sites = await tokens.tokens_by(tx, user_id)
        personal = await personal_tokens.ids_of(tx, user_id)
        self.tokens += [*of_sites, *map(personal_tokens.end_key, personal)]


class Ends:
    """`async with ends.told() as ended, db.transaction() as tx:` tells of what was `ended` once
    it is committed, so that nobody reconnects in between, and of nothing that is rolled back."""

    def __init__(self, sessions: SessionEnds, tokens: SessionEnds) -> None:
        self._sessions = sessions
        self._tokens = tokens

    @asynccontextmanager
    async def told(self) -> AsyncIterator[Ended]:
        """To be entered before the transaction, which is over first then."""
        ended = Ended()
        yield ended
        self._sessions.end(ended.sessions)
        self._tokens.end(ended.tokens)
