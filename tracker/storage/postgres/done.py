"""What was done already, by any process: told in the transaction that does it."""

from __future__ import annotations

from tracker.storage.file.errors import Fenced
from tracker.storage.file.transactions import Accounts, Transaction

NOTE = """
insert into done (job, period) values (:job, :period) on conflict (job, period) do nothing
"""
FORGET = "delete from done where job = :job and period < :period"


async def first_time(tx: Transaction, job: str, period: int) -> bool:
    """Whether that job was not done for that period yet, which it is now. Periods before it are not
    asked for any more."""
    values = {"job": job, "period": period}
    if not (await tx.execute(NOTE, values)).rowcount:
        return False
    await tx.execute(FORGET, values)
    return True


# Numbers of turns are no times, and there is one a shard.
OLD = "delete from done where job like 'refused %' and period < :before"
MATTERS = 30 * 86_400_000  # ms in which whoever has not heard whether it was done asks again


async def forget_done(tx: Transaction, now: int) -> None:
    """What processes have added that are no more. `now`: ms, UTC."""
    await tx.execute(OLD, {"before": now - MATTERS})


LAST = "select coalesce(max(period), 0) as last from done where job = :job"


class SharedTurns:
    """As Turns says."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    async def begin(self, job: str) -> int:
        """As Turns.begin."""
        async with self._accounts.transaction() as tx:
            number = await self._last(tx, job) + 1
            await first_time(tx, job, number)
        return number

    async def check(self, job: str, number: int, tx: Transaction) -> None:
        """As Turns.check."""
        if await self._last(tx, job) != number:
            raise Fenced(f"{job}: another process has begun")

    async def _last(self, tx: Transaction, job: str) -> int:
        [row] = await tx.execute_fetchall(LAST, {"job": job})
        return int(row["last"])
