"""The panels of a site's reports, and what each of their tabs counts by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tracker.domain.reports.conditions import All, Condition, Not, Term
from tracker.domain.reports.names import PROPERTY


class Tab(NamedTuple):
    """One list. `filter`: the word of page_filters.py that a click on a value adds; `event`: only
    rows of that event. Rows without a value are left out where `named`."""

    name: str
    dimension: str
    filter: str
    event: str = ""
    named: bool = False
    deep: bool = False  # not a tab of the overview, only of the list

    @property
    def only(self) -> Condition | None:
        """Which rows are counted."""
        parts: tuple[Condition, ...] = ()
        if self.event:
            parts = (Term("event:name", "is", (self.event,)),)
        if self.named:
            parts = (*parts, Not(Term(self.dimension, "is", ("",))))
        return All(parts) if len(parts) > 1 else next(iter(parts), None)

    @property
    def concerns_events(self) -> bool:
        """Whether its rows are those of events, each with its own value."""
        return self.dimension.startswith("event:")


GROUPS: dict[str, tuple[Tab, ...]] = {
    "pages": (
        Tab("pages", "event:page", "page"),
        Tab("entry", "visit:entry_page", "entry", named=True),
        Tab("exit", "visit:exit_page", "exit", named=True),
        Tab("titles", "event:title", "title"),
        Tab("hosts", "event:hostname", "host"),
    ),
    "sources": (
        Tab("sources", "visit:source", "source"),
        Tab("channels", "visit:channel", "channel"),
        Tab("campaigns", "visit:utm_campaign", "campaign", named=True),
        Tab("links", "visit:referrer", "referrer", named=True),
        Tab("utm_source", "visit:utm_source", "utm_source", named=True, deep=True),
        Tab("utm_medium", "visit:utm_medium", "utm_medium", named=True, deep=True),
        Tab("utm_content", "visit:utm_content", "utm_content", named=True, deep=True),
        Tab("utm_term", "visit:utm_term", "utm_term", named=True, deep=True),
        Tab("click_ids", "visit:click_id", "click_id", named=True, deep=True),
    ),
    "places": (
        Tab("countries", "visit:country", "country"),
        Tab("regions", "visit:region", "region"),
        Tab("cities", "visit:city", "city"),
        Tab("languages", "visit:language", "language"),
    ),
    "events": (
        Tab("events", "event:name", "event"),
        Tab("goals", "event:goal", "done"),
        Tab("outbound", PROPERTY + "url", "prop.url", event="Outbound"),
        Tab("downloads", PROPERTY + "url", "prop.url", event="Download"),
        Tab("forms", PROPERTY + "action", "prop.action", event="Form"),
        Tab("not_found", PROPERTY + "path", "prop.path", event="404"),
    ),
    "devices": (
        Tab("browsers", "visit:browser", "browser"),
        Tab("systems", "visit:os", "system"),
        Tab("devices", "visit:device", "device"),
        Tab("screens", "visit:screen", "screen"),
        Tab("browser_versions", "visit:browser_version", "browser_version", deep=True),
        Tab("system_versions", "visit:os_version", "system_version", deep=True),
    ),
}
TABS: dict[str, Tab] = {tab.name: tab for tabs in GROUPS.values() for tab in tabs}

PARTS = frozenset((*TABS, "hours", "breakdown", "days", "notes", "not_counted"))


class Offer(NamedTuple):
    """What a page has for its reader: these tabs and other `parts`, and whether it filters by
    `one_value` of each dimension. "days": any days, not only periods that have a name."""

    parts: frozenset[str] = PARTS
    one_value: bool = False

    @property
    def groups(self) -> Mapping[str, tuple[Tab, ...]]:
        """The panels that have a tab in it."""
        found = {
            name: tuple(tab for tab in tabs if tab.name in self.parts)
            for name, tabs in GROUPS.items()
        }
        return {name: tabs for name, tabs in found.items() if tabs}


EVERYTHING = Offer()


def group_of(tab: str) -> str:
    """The panel that the tab stands in."""
    return next(name for name, tabs in GROUPS.items() if any(each.name == tab for each in tabs))
