"""Events as lines of GoatCounter's CSV, version 2."""

from __future__ import annotations

import csv
import io
from collections import OrderedDict
from collections.abc import Iterable
from datetime import UTC, datetime

from tracker.domain.events import Event
from tracker.domain.hits import PAGEVIEW, TEST
from tracker.domain.sources import DIRECT
from tracker.domain.spreadsheets import safe_cell

NAMES = (
    *("2Path", "Title", "Event", "UserAgent", "Browser", "System", "Session", "Bot", "Referrer"),
    *("Referrer scheme", "Screen size", "Location", "FirstVisit", "Date"),
)
REMEMBERED = 200_000  # paths of visits: who comes back to one later is first once more


class Lines:
    """They come in the order of time, so that the first visit to a path is known."""

    def __init__(self, after: int) -> None:
        self._after = after  # the cursor
        self._seen: OrderedDict[tuple[int, str, str], None] = OrderedDict()

    def of(self, events: Iterable[Event]) -> bytes:
        """Those behind the cursor, as text."""
        text = io.StringIO()
        rows = ((event, self._is_first(event)) for event in events if event.name != TEST)
        csv.writer(text, lineterminator="\n").writerows(
            map(_cell, _fields(event, first)) for event, first in rows if event.cursor > self._after
        )
        return text.getvalue().encode("utf-8", "replace")

    def _is_first(self, event: Event) -> bool:
        key = (event.visit, event.name, event.page.path if event.name == PAGEVIEW else "")
        if key in self._seen:
            return False
        self._seen[key] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return True


def header() -> bytes:
    """The first line."""
    return (",".join(NAMES) + "\n").encode()


def _fields(event: Event, first: bool) -> tuple[object, ...]:
    is_view = event.name == PAGEVIEW
    agent, width = event.agent, event.width
    referrer, scheme = _referrer(event)
    return (
        *(event.page.path if is_view else event.name, event.title, int(not is_view), ""),
        f"{agent.browser} {agent.browser_version}".strip(),
        f"{agent.system} {agent.system_version}".strip(),
        *(f"{event.visit:x}", 0, referrer, scheme),
        *(f"{width},0,1" if width > 0 else "", event.place.country, int(first)),
        datetime.fromtimestamp(event.at // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def _cell(value: object) -> object:
    """Theirs quotes nothing; whoever opens ours in a spreadsheet is to calculate nothing."""
    return safe_cell(value) if isinstance(value, str) else value


def _referrer(event: Event) -> tuple[str, str]:
    """As they group it, and how that was found."""
    if campaign := event.page.campaign:
        return campaign.source or campaign.name, "c"
    if event.referrer:
        return event.referrer.partition("://")[2] or event.referrer, "h"
    known = event.source.name and event.source != DIRECT
    return (event.source.name, "g") if known else ("", "o")
