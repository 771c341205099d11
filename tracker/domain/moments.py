"""A moment as an address names it: the time of a site's clocks, or any with its offset."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

WRITTEN = re.compile(
    r"(?:19[89]\d|20\d\d|21\d\d)-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII
)


class NotAMoment(ValueError):
    """The text is none."""


def read_moment(text: str, zone: ZoneInfo) -> int:
    """`2026-11-29T21:04`, in ms UTC. Of an hour that clocks show twice it is the first, and what
    they skip is as much later. Raises NotAMoment."""
    if not WRITTEN.fullmatch(text):
        raise NotAMoment(text[:40])
    try:
        when = datetime.fromisoformat(text)
    except ValueError as error:
        raise NotAMoment(str(error)) from None
    if when.tzinfo is None:
        when = when.replace(tzinfo=zone)
    return round(when.timestamp() * 1000)


def moment_text(at: int, zone: ZoneInfo) -> str:
    """How an address names the moment of a second, so that it is read back as the same."""
    local = datetime.fromtimestamp(at // 1000, zone)
    plain = local.strftime("%Y-%m-%dT%H:%M:%S").removesuffix(":00")
    return plain if read_moment(plain, zone) == at // 1000 * 1000 else local.isoformat()
