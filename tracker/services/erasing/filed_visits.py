"""Old visits in ClickHouse, where several processes are one server."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from tracker.domain.reports.question import Unavailable
from tracker.domain.rows import DayRow
from tracker.services.reports.leaving import COUNTING
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse_reports import leaving, old_visits
from tracker.storage.erasing.old_visits import Limit
from tracker.storage.file.copies import Show
from tracker.storage.file.errors import StorageError

T = TypeVar("T")


class FiledVisits:
    """What the log says is gone is counted no more once that is filed, and goes for good at night,
    with `erase_removed`. It is OldVisits."""

    read_only = ""

    def __init__(self, engine: ClickHouse) -> None:
        self._engine = engine

    async def newest_limits(self) -> dict[int, Limit]:
        return await old_visits.newest_limits(self._engine)

    async def any_old_event(self, limit: Limit) -> bool:
        return await old_visits.any_old_event(self._engine, limit)

    async def old_events(self, limit: Limit) -> int:
        return await old_visits.old_events(self._engine, limit)

    async def takes_most(self, site_id: int, events: int) -> bool:
        return await old_visits.takes_most(self._engine, site_id, events)

    async def begin(self) -> None:
        """Whoever files the log hears of it."""

    async def is_begun(self) -> bool:
        return False

    async def erase(self, limits: Mapping[int, Limit], total: int, show: Show) -> None:  # noqa: ARG002
        show(total, total)


class FiledSums:
    """Sums that retention has left go as visits do. It is KeptSums."""

    def __init__(self, engine: ClickHouse) -> None:
        self._engine = engine

    async def any_kept(self, site_id: int) -> bool:
        """Also while their removal is not filed yet: that it is said twice does no harm."""
        return await old_visits.any_kept(self._engine, site_id)

    async def erase(self, site_id: int) -> None:
        """Whoever files the log hears of it."""


class FiledLeaving:
    """What sums lose with old visits. `is_filed`: whether all that the log has of a site is there.
    It is Leaving."""

    def __init__(
        self,
        engine: ClickHouse,
        zone_of: Callable[[int], str],
        is_filed: Callable[[int], Awaitable[bool]],
        now: Callable[[], int],
    ) -> None:
        self._engine = engine
        self._zone_of = zone_of
        self._is_filed = is_filed
        self._now = now

    async def days_of(self, site_id: int) -> list[int]:
        """Raises Unavailable."""
        zone = self._zone_of(site_id)
        return await self._asked(site_id, lambda: leaving.days_of(self._engine, site_id, zone))

    async def leaving(self, site_id: int, before: int) -> list[DayRow]:
        """Raises Unavailable."""
        asked = (self._engine, site_id, self._zone_of(site_id), before, self._now())
        return await self._asked(site_id, lambda: leaving.leaving(*asked))

    async def _asked(self, site_id: int, ask: Callable[[], Awaitable[T]]) -> T:
        try:
            if not await self._is_filed(site_id):
                raise Unavailable("closed", COUNTING)
            return await ask()
        except StorageError as error:
            raise Unavailable("closed", str(error)) from None
