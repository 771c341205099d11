"""A row of one of Plausible's tables as sums of a day, one for each dimension of reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from tracker.domain.imports.imported import ImportedDay
from tracker.domain.imports.reading.cities import city_name
from tracker.domain.imports.reading.names import (
    agent_of,
    country_of,
    device_name,
    event_name,
    region_of,
)
from tracker.domain.imports.reading.tables import UTM, Cells, tags_of
from tracker.domain.sources import source_of

Counts = dict[str, int]
Values = dict[str, str]  # of a dimension


def days_of(table: str, day: date, cells: Cells, counts: Counts) -> Iterator[ImportedDay]:
    """What a row says, under each dimension for which it has a value."""
    for dimension, value in _VALUES[table](cells).items():
        if table == "pages":
            yield _of_page(day, dimension, value, counts)
        else:
            yield _of_visits(day, dimension, value, counts)
    if table == "pages" and counts["total_scroll_depth_visits"]:
        yield _measured(day, counts)
    if table == "custom_events":
        yield ImportedDay(day, "", "", others=counts["events"])


def _of_page(day: date, dimension: str, value: str, counts: Counts) -> ImportedDay:
    """Scroll depths and times are sums of the visits that told."""
    return ImportedDay(
        day,
        dimension,
        value,
        visitors=counts["visitors"],
        visits=counts["visits"],
        pageviews=counts["pageviews"],
        engaged=counts["total_time_on_page"] * 1000,
        depth=counts["total_scroll_depth"],
        told=counts["total_scroll_depth_visits"],
    )


def _measured(day: date, counts: Counts) -> ImportedDay:
    """What the day's pages tell of all of it: the table of visitors does not."""
    return ImportedDay(
        day,
        "",
        "",
        engaged=counts["total_time_on_page"] * 1000,
        depth=counts["total_scroll_depth"],
        told=counts["total_scroll_depth_visits"],
    )


def _of_visits(day: date, dimension: str, value: str, counts: Counts) -> ImportedDay:
    return ImportedDay(
        day,
        dimension,
        value,
        visitors=counts["visitors"],
        visits=counts["visits"],
        pageviews=counts["pageviews"],
        others=counts["events"],
        bounces=counts["bounces"],
        duration=counts["visit_duration"] * 1000,
    )


def _sources(cells: Cells) -> Values:
    """Their source and referrer by the rules of ours, so that both stand in one row. What has come
    by a click id alone names a source and no referrer."""
    source, referrer = cells["source"], cells.get("referrer", "")
    named = cells if referrer or cells.get("utm_source") else cells | {"utm_source": source}
    found = source_of(referrer, "", tags_of(named))
    known = {"visit:source": found.name, "visit:channel": found.channel}
    told = {
        "visit:referrer": referrer,
        **{f"visit:utm_{each}": cells.get(f"utm_{each}", "") for each in UTM},
    }
    return known | _told(told)


def _pages(cells: Cells) -> Values:
    return {"event:page": cells["page"]}


def _entry_pages(cells: Cells) -> Values:
    return _told({"visit:entry_page": cells["entry_page"]})


def _exit_pages(cells: Cells) -> Values:
    return _told({"visit:exit_page": cells["exit_page"]})


def _custom_events(cells: Cells) -> Values:
    name = _EVENTS.get(cells["name"], event_name(cells["name"]))
    told = {"event:name": name, "event:props:url": cells.get("link_url", "")}
    return _told(told | {"event:props:path": cells.get("path", "")})


def _custom_props(cells: Cells) -> Values:
    return {f"event:props:{cells['property']}": cells.get("value", "")} if cells["property"] else {}


def _locations(cells: Cells) -> Values:
    """Cities are numbers of GeoNames, whose names the file does not have."""
    city = city_name(cells.get("city", ""))
    country = country_of(cells["country"])
    region = region_of(cells.get("region", ""), country)
    return _told({"visit:country": country, "visit:region": region, "visit:city": city})


def _devices(cells: Cells) -> Values:
    return {"visit:device": device_name(cells["device"])}


def _browsers(cells: Cells) -> Values:
    agent = agent_of(cells["browser"], "", "", cells.get("browser_version", ""))
    full = f"{agent.browser} {agent.browser_version}".rstrip()
    return {"visit:browser": agent.browser, "visit:browser_version": full}


def _systems(cells: Cells) -> Values:
    version = cells.get("operating_system_version", "")
    agent = agent_of("", cells["operating_system"], "", "", version)
    full = f"{agent.system} {agent.system_version}".rstrip()
    return {"visit:os": agent.system, "visit:os_version": full}


def _told(values: Values) -> Values:
    return {dimension: value for dimension, value in values.items() if value not in {"", r"\N"}}


# What our script calls these.
_EVENTS = {
    "File Download": "Download",
    "Form: Submission": "Form",
    "Outbound Link: Click": "Outbound",
}
_VALUES: dict[str, Callable[[Cells], Values]] = {
    "visitors": lambda _: {"": ""},
    "sources": _sources,
    "pages": _pages,
    "entry_pages": _entry_pages,
    "exit_pages": _exit_pages,
    "custom_events": _custom_events,
    "custom_props": _custom_props,
    "locations": _locations,
    "devices": _devices,
    "browsers": _browsers,
    "operating_systems": _systems,
}
