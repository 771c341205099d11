"""Hashing passwords with argon2id, off the event loop and never many at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import argon2

from tracker.domain.text import normal
from tracker.storage.threads import give_way

T = TypeVar("T")

AT_ONCE = 2  # 19 MiB each
WAITING = 64  # about a second of work
LONGEST = 1_000  # characters; none that may be chosen is as long
NICENESS = 19  # of the hashing threads: where cores are few, hits go before log-ins

# The encoding of a random password that nobody knows, made with the parameters below.
NOBODYS = (
    "$argon2id$v=19$m=19456,t=2,p=1$v48t8+"
    "oGr5dNMouZqWOAng$9DlvhlUEVeeeWo3fnoFKgQTZ0ZxopPzTy1LnpMKNj1g"
)


class Busy(Exception):
    """Too many passwords are waiting to be checked; try again in a moment."""


class Passwords:
    """The one place that hashes and verifies."""

    def __init__(self, hasher: argon2.PasswordHasher | None = None) -> None:
        self._hasher = hasher or argon2.PasswordHasher(
            time_cost=2, memory_cost=19456, parallelism=1
        )
        self._threads = ThreadPoolExecutor(AT_ONCE, "passwords", give_way, (NICENESS,))
        self._inside = 0

    async def hash(self, password: str) -> str:
        """The encoding to keep; raises Busy."""
        return await self._in_thread(lambda: self._hasher.hash(_normal(password)))

    async def verify(self, encoded: str | None, password: str) -> bool:
        """Whether it is that password; None, for nobody, takes as long and is a no. Raises Busy."""
        right = await self._in_thread(lambda: self._matches(encoded or NOBODYS, _normal(password)))
        return right and encoded is not None

    def is_outdated(self, encoded: str) -> bool:
        """Whether it was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(encoded)

    def _matches(self, encoded: str, password: str) -> bool:
        try:
            return self._hasher.verify(encoded, password)
        except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
            return False

    async def _in_thread(self, work: Callable[[], T]) -> T:
        if self._inside >= AT_ONCE + WAITING:
            raise Busy
        self._inside += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._inside -= 1


def _normal(password: str) -> str:
    """The same password however a keyboard composes its letters."""
    return normal("NFKC", password, LONGEST)
