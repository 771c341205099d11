"""What was done already, by any process: told in the transaction that does it."""

from __future__ import annotations

from tracker.storage.file.transactions import Transaction

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
