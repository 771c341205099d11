"""Passkeys are made, shown and removed."""

from __future__ import annotations

import asyncio
import enum
import logging
from collections.abc import Callable

from tracker.domain.passkeys import Place, is_counted_on
from tracker.services.passkeys.answers import (
    Answer,
    Unproved,
    Unreadable,
    check_made,
    check_shown,
    read_answer,
)
from tracker.services.passkeys.challenges import Challenges
from tracker.services.sites.revoking import Revoked
from tracker.storage.accounts import passkeys
from tracker.storage.accounts.passkeys import Passkey
from tracker.storage.file.transactions import Accounts

log = logging.getLogger(__name__)

HANDLE_BYTES = 32


class Wrong(enum.Enum):
    """Why a passkey opens nothing."""

    LATE = "late"  # or in another browser, or answered before: it has to be asked anew
    UNKNOWN = "unknown"  # removed, another account's, or of another address
    UNPROVED = "unproved"
    TWIN = "twin"  # its counter went back: somebody has a copy


class NotShown(Exception):
    """`wrong` says why; `key` is whose it would be, where it is one that has just been doubted."""

    def __init__(self, wrong: Wrong, key: Passkey | None = None) -> None:
        super().__init__(wrong.value)
        self.wrong = wrong
        self.key = key


class Passkeys:
    """Those of everybody."""

    def __init__(
        self,
        db: Accounts,
        revoked: Revoked,
        challenges: Challenges,
        now: Callable[[], int],
        random: Callable[[int], bytes],
    ) -> None:
        self.challenges = challenges
        self._db = db
        self._revoked = revoked
        self._now = now  # ms, UTC
        self._random = random

    async def handle_of(self, user_id: int) -> bytes:
        """What a user's keys call them: a key of the same handle takes another's place."""
        known = await passkeys.passkeys_of(self._db, user_id)
        return known[0].handle if known else self._random(HANDLE_BYTES)

    async def add(  # what it is, and where it was asked for
        self, text: str, place: Place, browser: str, *, user_id: int, name: str, handle: bytes
    ) -> None:
        """Keep a key that a browser has made. Raises NotShown, TooManyPasskeys, KnownPasskey."""
        answer = await self._taken(text, making(handle), browser)
        try:
            made = await asyncio.to_thread(check_made, answer, place)
        except Unproved as error:
            raise _refused(error) from None
        new = Passkey(
            id=0,
            user_id=user_id,
            credential=made.credential,
            public_key=made.public_key,
            handle=handle,
            host=place.host,
            counter=made.counter,
            name=name,
            created_at=self._now(),
        )
        async with self._db.transaction() as tx:
            await passkeys.insert_passkey(tx, new)

    async def show(
        self, text: str, place: Place, browser: str, purpose: str, user_id: int | None = None
    ) -> Passkey:
        """The key that the browser has shown, of that user where one is named. Raises NotShown."""
        answer = await self._taken(text, purpose, browser)
        found = await passkeys.find_passkey(self._db, answer.credential)
        if found is None or not _fits(found, answer, place, user_id):
            raise NotShown(Wrong.UNKNOWN)
        if found.doubted_at is not None:
            raise NotShown(Wrong.TWIN)
        try:
            counts = await asyncio.to_thread(check_shown, answer, place, found.public_key)
        except Unproved as error:
            raise _refused(error) from None
        await self._count(found, counts)
        return found

    async def _count(self, found: Passkey, counts: int) -> None:
        now, is_new = self._now(), False
        async with self._db.transaction() as tx:
            if is_counted_on(found.counter, counts):
                if await passkeys.note_use(tx, found, counts, now):
                    return
                raise NotShown(Wrong.LATE)  # another request was faster
            is_new = await passkeys.doubt(tx, found.id, now)
        raise NotShown(Wrong.TWIN, found if is_new else None)

    async def remove(self, user_id: int, passkey_id: int) -> bool:
        """Whether the user had it. It stays removed where a backup of before is restored."""
        async with self._db.transaction() as tx:
            gone = await passkeys.delete_passkey(tx, user_id, passkey_id)
        await note_removed(self._revoked, gone, self._now())
        return bool(gone)

    async def _taken(self, text: str, purpose: str, browser: str) -> Answer:
        try:
            answer = read_answer(text)
        except Unreadable:
            raise NotShown(Wrong.UNPROVED) from None
        if not await self.challenges.take(answer.challenge, purpose, browser):
            raise NotShown(Wrong.LATE)
        return answer


async def remove_all(db: Accounts, revoked: Revoked, user_id: int, now: int) -> int:
    """How many the user had; the same holds."""
    async with db.transaction() as tx:
        gone = await passkeys.delete_passkeys_of(tx, user_id)
    await note_removed(revoked, gone, now)
    return len(gone)


async def note_removed(revoked: Revoked, credentials: list[str], now: int) -> None:
    """Beside the database, by a hash."""
    for each in credentials:
        await revoked.note(each, now)


def making(handle: bytes) -> str:
    """What the challenge of a new key is for."""
    return f"make {handle.hex()}"


def _fits(found: Passkey, answer: Answer, place: Place, user_id: int | None) -> bool:
    """A key of a list need not say whose it is; one that came by itself must."""
    says = answer.handle == found.handle or (user_id is not None and not answer.handle)
    return says and found.host == place.host and user_id in {None, found.user_id}


def _refused(error: Unproved) -> NotShown:
    log.info("A passkey was refused: %s", error)
    return NotShown(Wrong.UNPROVED)
