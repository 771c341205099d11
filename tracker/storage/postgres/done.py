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


# Lease numbers are no times, and there is one a shard.
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

    async def begin(self, job: str, number: int) -> None:
        """As Turns.begin."""
        async with self._accounts.transaction() as tx:
            await first_time(tx, job, number)

    async def check(self, job: str, number: int, tx: Transaction) -> None:
        """As Turns.check."""
        [row] = await tx.execute_fetchall(LAST, {"job": job})
        if row["last"] != number:
            raise Fenced(f"{job}: another process has begun")
