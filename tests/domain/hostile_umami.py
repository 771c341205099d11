"""What a program may put into functions of domain/umami_api, in the query of an address."""

from contextlib import suppress
from zoneinfo import ZoneInfo

from tests.domain.hostile_input import NOW, QUERY, Case
from tracker.domain.periods.periods import Calendar
from tracker.domain.umami_api import (
    event_data,
    figures,
    filters,
    kinds,
    numbered,
    spans,
    units,
    widths,
)

ZONE = ZoneInfo("Europe/Berlin")
KINDS = ("browser", "os", "device", "country", "path")
CALENDAR = Calendar(ZONE, NOW, 0)
EVER = spans.Asked(0, spans.HIGHEST)


def filtered(given: str) -> None:
    for name in ("path", "referrer", "browser", "query", given):
        for value in (given, f"re.{given}", f"neq.{given}", "s."):
            with suppress(ValueError):
                filters.read_filters([(name, value), ("match", "any")])


def asked(given: str) -> None:
    for start, end in ((given, "1"), ("1", given)):
        with suppress(ValueError):
            spans.read_asked(start, end)


def by_unit(given: str) -> None:
    with suppress(ValueError):
        units.unit_of(given, EVER)


CASES = {
    "umami_api.event_data.data_of": Case(QUERY, event_data.data_of),
    "umami_api.figures.totals": Case(QUERY, lambda _: figures.totals([1, 1, 1, None, None])),
    "umami_api.figures.whole": Case(QUERY, lambda _: figures.whole(None)),
    "umami_api.filters.compared": Case(QUERY, lambda t: filters.compared("contains", t, t)),
    "umami_api.filters.read_filters": Case(QUERY, filtered),
    "umami_api.filters.sought_events": Case(QUERY, filters.sought_events),
    "umami_api.filters.sought_visits": Case(QUERY, filters.sought_visits),
    "umami_api.kinds.meant": Case(
        QUERY, lambda t: [kinds.meant(each, t) for each in kinds.DIMENSIONS]
    ),
    "umami_api.kinds.said": Case(QUERY, lambda t: kinds.said("channel", t)),
    "umami_api.numbered.number_of": Case(100, numbered.number_of),
    "umami_api.numbered.numbered": Case(100, numbered.numbered),
    "umami_api.numbered.person_id": Case(QUERY, lambda _: numbered.person_id(10**18)),
    "umami_api.numbered.site_id": Case(QUERY, lambda _: numbered.site_id(10**18)),
    "umami_api.numbered.uuid_of": Case(QUERY, lambda _: numbered.uuid_of(-1, 1 << 90)),
    "umami_api.spans.Asked.as_range": Case(QUERY, lambda _: spans.Asked(0, NOW).as_range()),
    "umami_api.spans.Asked.before": Case(QUERY, lambda t: EVER.before(t, ZONE).before("yoy", ZONE)),
    "umami_api.spans.Asked.within": Case(QUERY, lambda _: EVER.within(CALENDAR)),
    "umami_api.spans.read_asked": Case(QUERY, asked),
    "umami_api.units.label": Case(QUERY, lambda _: units.label(NOW, "hour", ZONE, ZONE)),
    "umami_api.units.unit_of": Case(QUERY, by_unit),
    "umami_api.widths.screen": Case(QUERY, lambda _: widths.screen(10**18)),
}
