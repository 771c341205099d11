"""The second factor: setting it up, checking its codes, taking it away."""

from __future__ import annotations

import asyncio
import enum
import secrets

from tracker.domain import one_time_codes
from tracker.storage.accounts import two_factors
from tracker.storage.accounts.two_factor_key import TwoFactorKey, hash_of_key
from tracker.storage.accounts.two_factors import TwoFactors
from tracker.storage.file.transactions import Accounts

SALT_BYTES = 16


class Shown(enum.Enum):
    """What somebody has typed as a code."""

    CODE = "code"
    RECOVERY_CODE = "recovery code"
    WRONG = "wrong"


async def is_on(db: Accounts, user_id: int) -> bool:
    """Whether a log-in needs the code as well."""
    found = await two_factors.find_two_factors(db, user_id)
    return found is not None and found.turned_on_at is not None


async def is_keyless(db: Accounts, key: TwoFactorKey, user_id: int) -> bool:
    """Whether the key that made the user's secret is gone, so that only recovery codes are left."""
    found = await two_factors.find_two_factors(db, user_id)
    return found is not None and not await secret(key, found)


async def begin(db: Accounts, key: TwoFactorKey, user_id: int) -> None:
    """Set one up; nothing is asked for until its first code was typed."""
    made = await asyncio.to_thread(key.made)
    salt = secrets.token_bytes(SALT_BYTES)
    async with db.transaction() as tx:
        await two_factors.begin(tx, user_id, salt, hash_of_key(made))


async def secret(key: TwoFactorKey, found: TwoFactors) -> str:
    """What the app keeps; "" where the key that made it is gone."""
    read = await asyncio.to_thread(key.read)
    return one_time_codes.secret_of(read, found.salt) if hash_of_key(read) == found.key_hash else ""


async def turn_on(
    db: Accounts, key: TwoFactorKey, found: TwoFactors, code: str, now: int
) -> list[str]:
    """The recovery codes, of which only hashes are kept; [] when the code was wrong."""
    made = await secret(key, found)
    step = one_time_codes.step_of(made, code, now, found.last_step) if made else None
    if step is None:
        return []
    codes = _recovery_codes()
    async with db.transaction() as tx:
        if not await two_factors.turn_on(tx, found, step, now):
            return []
        await two_factors.replace_codes(tx, found.user_id, map(one_time_codes.plain, codes))
    return codes


async def check(db: Accounts, key: TwoFactorKey, user_id: int, code: str, now: int) -> Shown:
    """Whether it is a code of this user; a right one is used up."""
    found = await two_factors.find_two_factors(db, user_id)
    if found is None or found.turned_on_at is None:
        return Shown.WRONG
    made = await secret(key, found)
    step = one_time_codes.step_of(made, code, now, found.last_step) if made else None
    paper = one_time_codes.plain(code)
    async with db.transaction() as tx:
        if step is not None and await two_factors.take_step(tx, user_id, step):
            return Shown.CODE
        if paper and await two_factors.take_code(tx, user_id, paper, now):
            return Shown.RECOVERY_CODE
    return Shown.WRONG


async def renew_codes(db: Accounts, user_id: int) -> list[str]:
    """Ten new recovery codes; the ones before are worth nothing."""
    codes = _recovery_codes()
    async with db.transaction() as tx:
        await two_factors.replace_codes(tx, user_id, map(one_time_codes.plain, codes))
    return codes


async def lift(db: Accounts, user_id: int) -> bool:
    """Take the second factor away, whoever asked; whether there was one."""
    async with db.transaction() as tx:
        return await two_factors.turn_off(tx, user_id)


def _recovery_codes() -> list[str]:
    count = range(one_time_codes.RECOVERY_CODES)
    return [one_time_codes.recovery_code(secrets.choice) for _ in count]
