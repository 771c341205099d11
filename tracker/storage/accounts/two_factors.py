"""Who has a second factor, and the recovery codes."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from tracker.domain.tokens import hash_of
from tracker.storage.file.transactions import Accounts, TableRow, Transaction


class TwoFactors(msgspec.Struct, frozen=True):
    """One user's second factor."""

    user_id: int
    salt: bytes
    key_hash: bytes
    turned_on_at: int | None  # ms, UTC; None while it is being set up
    last_step: int
    codes_left: int


FIND = """
select two_factors.*, (
    select count(*) from recovery_code
    where recovery_code.user_id = two_factors.user_id and used_at is null
) as codes_left
from two_factors where user_id = :user_id
"""


async def find_two_factors(db: Accounts, user_id: int) -> TwoFactors | None:
    """The user's second factor, or the one being set up."""
    rows = await db.read(FIND, {"user_id": user_id})
    return _two_factors(rows[0]) if rows else None


BEGIN = """
insert into two_factors (user_id, salt, key_hash) values (:user_id, :salt, :key_hash)
on conflict (user_id) do update set salt = :salt, key_hash = :key_hash
where two_factors.turned_on_at is null
"""


async def begin(tx: Transaction, user_id: int, salt: bytes, key_hash: bytes) -> None:
    """Set one up, instead of another that was not finished; one that is on stays as it is."""
    await tx.execute(BEGIN, {"user_id": user_id, "salt": salt, "key_hash": key_hash})


TURN_ON = """
update two_factors set turned_on_at = :now, last_step = :step
where user_id = :user_id and salt = :salt and turned_on_at is null
"""


async def turn_on(tx: Transaction, found: TwoFactors, step: int, now: int) -> bool:
    """Ask for it from now on; False when it was on already."""
    values = {"user_id": found.user_id, "salt": found.salt, "step": step, "now": now}
    return (await tx.execute(TURN_ON, values)).rowcount == 1


TAKE_STEP = """
update two_factors set last_step = :step
where user_id = :user_id and last_step < :step and turned_on_at is not null
"""


async def take_step(tx: Transaction, user_id: int, step: int) -> bool:
    """Use up the code of that half minute; False when another request was faster."""
    return (await tx.execute(TAKE_STEP, {"user_id": user_id, "step": step})).rowcount == 1


async def replace_codes(tx: Transaction, user_id: int, codes: Iterable[str]) -> None:
    """Keep the hashes of new recovery codes; the ones before are worth nothing."""
    await tx.execute("delete from recovery_code where user_id = ?", (user_id,))
    await tx.executemany(
        "insert into recovery_code (user_id, code_hash) values (?, ?)",
        [(user_id, hash_of(code)) for code in codes],
    )


TAKE_CODE = """
update recovery_code set used_at = :now
where user_id = :user_id and code_hash = :code_hash and used_at is null
"""


async def take_code(tx: Transaction, user_id: int, code: str, now: int) -> bool:
    """Use up a recovery code; False when it is none, or was used before."""
    values = {"user_id": user_id, "code_hash": hash_of(code), "now": now}
    return (await tx.execute(TAKE_CODE, values)).rowcount == 1


async def turn_off(tx: Transaction, user_id: int) -> bool:
    """Ask for no code any more, forget the recovery codes; whether there was anything."""
    await tx.execute("delete from recovery_code where user_id = ?", (user_id,))
    return (await tx.execute("delete from two_factors where user_id = ?", (user_id,))).rowcount > 0


def _two_factors(row: TableRow) -> TwoFactors:
    return TwoFactors(
        row["user_id"],
        row["salt"],
        row["key_hash"],
        row["turned_on_at"],
        row["last_step"],
        row["codes_left"],
    )
