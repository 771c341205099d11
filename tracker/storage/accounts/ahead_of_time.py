"""What was begun while the clock was ahead is not good for longer than anything else."""

from __future__ import annotations

from tracker.storage.file.transactions import Accounts

PUT_RIGHT = (
    "update login_session set created_at = min(created_at, :now), seen_at = min(seen_at, :now)"
    " where created_at > :now or seen_at > :now",
    "update user set last_seen = :now where last_seen > :now",
    "update invitation set until = until - (created_at - :now), created_at = :now"
    " where created_at > :now",
    "update personal_token set until = until - (created_at - :now), created_at = :now"
    " where created_at > :now",
    "update personal_token set used_at = :now where used_at > :now",
    "update passkey set created_at = min(created_at, :now), used_at = min(used_at, :now)"
    " where created_at > :now or used_at > :now",
    "update identity set created_at = min(created_at, :now), used_at = min(used_at, :now)"
    " where created_at > :now or used_at > :now",
    "update api_token set used_at = :now where used_at > :now",
    "delete from login_step where created_at > :now",
    "delete from mailed_link where created_at > :now",
)


async def put_right(db: Accounts, now: int) -> None:
    """To be called when `now` (ms, UTC) is sure: whatever says that it is later has begun now.

    Raises StorageError."""
    if db.read_only:
        return  # until a restart
    async with db.transaction() as tx:
        for statement in PUT_RIGHT:
            await tx.execute(statement, {"now": now})
