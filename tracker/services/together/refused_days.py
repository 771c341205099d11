"""What several processes have refused, day by day in one table: each adds what it has counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable

from tracker.services.sites.refused_days import RefusedDays
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.file.transactions import Accounts, Transaction
from tracker.storage.sites.refused_days import RefusedOn, add_hits

FirstTime = Callable[[Transaction, str, int], Awaitable[bool]]


class SharedRefusedDays(RefusedDays):
    """`first_time` says whether the work of that name and number is done for the first time: an
    addition of which nobody has seen whether it was committed is repeated as it was, and then is
    not done twice. Numbers are as great as the time (ms, UTC). `name`: of this process, and of no
    other."""

    def __init__(
        self,
        db: Accounts,
        directory: SiteDirectory,
        now: Callable[[], int],
        name: str,
        first_time: FirstTime,
    ) -> None:
        super().__init__(db, directory, now)
        self._name = f"refused {name}"
        self._first_time = first_time
        self._under_way: dict[RefusedOn, int] = {}
        self._number = 0

    def _fold(self, waiting: Counter[RefusedOn]) -> None:
        """Nothing may be counted elsewhere that is under way."""

    async def _keep(self, days: list[RefusedOn]) -> None:
        if not self._under_way:
            self._number = max(self._number + 1, self._now())  # by which one sees how old it is
            self._under_way = {day: self._hits(day) for day in days}
        adding = self._under_way
        async with self._db.transaction() as tx:
            if await self._first_time(tx, self._name, self._number):
                await add_hits(tx, adding)
        self._under_way = {}
        for day, hits in adding.items():
            if waiting := self._waiting.get(day.site_id):
                waiting[day] -= hits
                if waiting[day] <= 0:
                    del waiting[day]
