"""What a watcher wants to see of a site's events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tracker.domain.messages import EventMessage, LogMessage
from tracker.domain.text import tidy


class Filter(NamedTuple):
    """Empty = any. `page` is the beginning of a path. Only events are filtered: what follows a
    visit (leave, place, removal) names a visit that a reader has seen, or is passed over."""

    page: str = ""
    country: str = ""
    source: str = ""
    event: str = ""

    def passes(self, message: LogMessage) -> bool:
        if not isinstance(message, EventMessage):
            return True
        return (
            message.path.startswith(self.page)
            and self.country in ("", message.place.country)
            and self.source in ("", message.source)
            and self.event in ("", message.name)
        )


EVERYTHING = Filter()


def read_filter(query: Mapping[str, str]) -> Filter:
    """The filter in a socket's query string."""
    return Filter(
        tidy(query.get("page", ""), 2_048),
        tidy(query.get("country", ""), 2).upper(),
        tidy(query.get("source", ""), 253),
        tidy(query.get("event", ""), 120),
    )
