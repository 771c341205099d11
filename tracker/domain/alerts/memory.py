"""What the watch of a site remembers over a restart."""

from __future__ import annotations

import msgspec


class AlertMemory(msgspec.Struct, omit_defaults=True):
    """`waiting`: how often something has happened of which nobody was told, the first time in
    `example`; `lasts`: ms UTC, since when something holds that was told; `times`: how many in each
    minute."""

    waiting: int = 0
    example: str = ""
    lasts: int | None = None
    times: dict[int, int] = {}


class SiteMemory(msgspec.Struct, omit_defaults=True):
    """`latest`: ms UTC, of the newest pageview; the others by minute, and alerts by number."""

    latest: int = 0
    pageviews: dict[int, int] = {}
    refused: dict[int, int] = {}
    alerts: dict[int, AlertMemory] = {}
