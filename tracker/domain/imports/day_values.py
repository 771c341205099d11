"""Values of sums of days as rows of ours have them, so that both stand in one line of a panel."""

from __future__ import annotations

from collections.abc import Callable

from tracker.domain.hits import TEXT_BYTES
from tracker.domain.referrers import kept_referrer
from tracker.domain.reports.names import EVENT_DIMENSIONS, VISIT_DIMENSIONS
from tracker.domain.text import tidy
from tracker.domain.urls import read_host, read_url

_SUMMED = (VISIT_DIMENSIONS | EVENT_DIMENSIONS | {""}) - {"event:goal"}


def is_summed(dimension: str) -> bool:
    """Whether reports have sums of days by it: by events' properties they have none."""
    return dimension in _SUMMED


def kept_value(dimension: str, value: str) -> str:
    kept = _KEPT.get(dimension)
    return tidy(kept(value) if kept else value, TEXT_BYTES)


def _path(value: str) -> str:
    address = value if value.startswith("/") else f"/{value}"
    read = read_url(f"http://localhost{address}")
    assert read  # every path makes one
    return read.path


def _host(value: str) -> str:
    return read_host(value) or ""


_KEPT: dict[str, Callable[[str], str]] = {
    "event:page": _path,
    "visit:entry_page": _path,
    "visit:exit_page": _path,
    "event:hostname": _host,
    "visit:hostname": _host,
    "visit:referrer": kept_referrer,
}
