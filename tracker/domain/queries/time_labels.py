"""Times as answers write them: by the clocks of the site."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tracker.domain.reports.question import Span


def time_label(at: int, name: str, span: Span, zone: ZoneInfo) -> str:
    """A bucket of the dimension: `2026-11-02`, of an hour `2026-11-02 10:00:00`. The hour that
    clocks going back show again has its offset behind it. A week that began before the span is
    named by the span's first day."""
    local = _local(max(at, span.start), zone)
    if name == "time:hour":
        return local.isoformat(" ", "seconds")[: None if local.fold else len("2026-11-02 10:00:00")]
    return f"{local:%Y-%m-01}" if name == "time:month" else f"{local:%Y-%m-%d}"


def iso(at: int, zone: ZoneInfo) -> str:
    """`2026-11-02T10:00:00+01:00`."""
    return _local(at, zone).isoformat(timespec="seconds")


def _local(at: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(zone)
