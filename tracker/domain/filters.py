"""What a watcher wants to see of a site: visits, or single events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tracker.domain.messages import EventMessage, LatePlaceMessage, LogMessage
from tracker.domain.text import tidy

PAGE, PAGE_BEGINS, COUNTRY, SOURCE, EVENT, BROWSER, VISITOR = 1, 2, 4, 8, 16, 32, 64  # a bit each
LOOKS = 2 * 3_600_000  # ms: how far from what is read another event of its visit is looked for
MOST_LOOKED = 20_000  # of the site's events there, at most: some milliseconds of a reader


class Conditions(NamedTuple):
    """Empty = any."""

    page: str = ""  # the path is this
    page_begins: str = ""  # the path begins with this
    country: str = ""
    source: str = ""
    event: str = ""
    browser: str = ""
    visitor: str = ""  # the number that a visitor has for a day

    @property
    def asked(self) -> int:
        """The bits of those that are to be met."""
        return sum(1 << place for place, wanted in enumerate(self) if wanted)

    def met_by(self, message: LogMessage) -> int:
        """The bits of those that it meets. A place that was found late is one of its visit."""
        if isinstance(message, LatePlaceMessage):
            return COUNTRY if self.country and message.place.country == self.country else 0
        if not isinstance(message, EventMessage):
            return 0
        found = PAGE if self.page and message.path == self.page else 0
        if self.page_begins and message.path.startswith(self.page_begins):
            found |= PAGE_BEGINS
        if self.country and message.place.country == self.country:
            found |= COUNTRY
        if self.source and message.source == self.source:
            found |= SOURCE
        if self.event and message.name == self.event:
            found |= EVENT
        if self.browser and message.browser == self.browser:
            found |= BROWSER
        return found | VISITOR if self.visitor and message.visitor == self.visitor else found


class Filter(NamedTuple):
    """`visits` selects whole visits: each condition is met by some event of theirs, be it another
    one each. Of those, or of all, `only` lets single events through: each meets all of it. What is
    no event and follows a visit (leave, place, removal) names one that a reader has seen, or is
    passed over."""

    visits: Conditions = Conditions()
    only: Conditions = Conditions()

    @property
    def selects_visits(self) -> bool:
        return any(self.visits)

    def passes(self, message: LogMessage) -> bool:
        """What `only` says."""
        if not isinstance(message, EventMessage):
            return True
        return self.only.met_by(message) == self.only.asked


EVERYTHING = Filter()


def read_filter(query: Mapping[str, str]) -> Filter:
    """The filter in a stream's query string: `page=` and the like select visits, `only_page=` and
    the like events."""
    return Filter(_conditions(query, ""), _conditions(query, "only_"))


def _conditions(query: Mapping[str, str], prefix: str) -> Conditions:
    return Conditions(
        tidy(query.get(f"{prefix}page", ""), 2_048),
        tidy(query.get(f"{prefix}page_begins", ""), 2_048),
        tidy(query.get(f"{prefix}country", ""), 2).upper(),
        tidy(query.get(f"{prefix}source", ""), 253),
        tidy(query.get(f"{prefix}event", ""), 120),
        tidy(query.get(f"{prefix}browser", ""), 100),
        tidy(query.get(f"{prefix}visitor", ""), 20),
    )
