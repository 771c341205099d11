"""Answers of Matomo's Live.getLastVisitsDetails: visits with all that was done in them, as JSON.

Traps: one array of any size on one line, newest first, or several behind each other; a visit twice
where pages of the answer overlap; numbers as texts; localised times beside the real ones; an error
as an object, and an empty list where nothing is kept; actions of kinds that are no page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import IO, Any, ClassVar

from tracker.domain.hits import PAGEVIEW
from tracker.domain.imports.imported import (
    Choice,
    Imported,
    ImportedFile,
    LeftOut,
    Reason,
    Shelf,
    SourceSite,
    Unusable,
)
from tracker.domain.imports.lines import BOM
from tracker.domain.imports.matomo.names import EVENT_OF, GOAL, ORDER
from tracker.domain.imports.matomo.own_fields import own_fields
from tracker.domain.imports.matomo.visits import Done, Visit, row_of
from tracker.domain.imports.reading.counts import amount_of, seconds_of
from tracker.domain.imports.reading.names import event_name
from tracker.domain.imports.reading.objects import Object, Told, json_items
from tracker.domain.imports.reading.times import unix_moment
from tracker.domain.imports.reading.typed import text_in

NAME = "matomo-live"
MOST_SITES = 1_000
_VISIT = "idVisit"

_ERROR = re.compile(rb'\{\s*"result"\s*:\s*"error"\s*,\s*"message"\s*:\s*"([^"\\]{0,300})')
_SEARCHED = ("siteSearchKeyword", "siteSearchCategory", "siteSearchCount")
_EVENT = ("eventCategory", "eventName", "eventValue")


class MatomoLive:
    """An array of visits."""

    titles: ClassVar[Mapping[str, str]] = {NAME: "Matomo's visits (Live API)"}

    def recognise(self, file: ImportedFile) -> str:
        start = file.start.removeprefix(BOM).lstrip()
        if error := _ERROR.match(start):
            raise Unusable(f"Matomo answered with an error: {error[1].decode('utf-8', 'replace')}")
        if start.rstrip() == b"[]":
            raise Unusable(
                "This is an empty list. Matomo answers so, too, where its visits log is off or was"
                " purged: nothing is left then that could be imported."
            )
        is_array = start.startswith((b"[", b"{"))
        known = is_array and b'"idVisit"' in start and b'"actionDetails"' in start
        return NAME if known else ""

    def sites(self, file: ImportedFile) -> list[SourceSite]:
        found: dict[str, SourceSite] = {}
        with file.open() as opened:
            for item in _visits_in(opened):
                if isinstance(item, LeftOut) or len(found) == MOST_SITES:
                    continue
                site = text_in(item.object, "idSite")
                if site and site not in found:
                    found[site] = SourceSite(site, text_in(item.object, "siteName") or site)
        return list(found.values())

    def read(self, file: ImportedFile, choice: Choice, shelf: Shelf) -> Iterator[Imported]:
        with file.open() as opened:
            for item in _visits_in(opened):
                if isinstance(item, LeftOut):
                    yield item
                else:
                    yield from _read_visit(item.line, item.object, choice, shelf)


def _visits_in(opened: IO[bytes]) -> Iterator[Told | LeftOut]:
    """Also of an object that has them under a number or a day each, or all of them under a name."""
    for item in json_items(opened):
        if isinstance(item, LeftOut) or _VISIT in item.object:
            yield item
            continue
        listed = [each for value in item.object.values() for each in _listed(value)]
        for each in listed or [item.object]:
            yield Told(item.line, each, item.text)


def _listed(value: Any) -> list[Object]:
    held = value if isinstance(value, list) else [value]
    return [each for each in held if isinstance(each, dict) and _VISIT in each]


def _read_visit(line: int, told: Object, choice: Choice, shelf: Shelf) -> Iterator[Imported]:
    visit, actions = _visit_of(told), told.get("actionDetails")
    if not visit.id:
        yield LeftOut(Reason.MISSING, line, "", "idVisit")
    elif choice.which and visit.site != choice.which:
        yield LeftOut(Reason.OTHER_SITE, line)
    elif shelf.get("visit", visit.id):
        yield LeftOut(Reason.REPEATED, line, "", f"idVisit {visit.id}")
    elif not isinstance(actions, list) or not actions:
        yield LeftOut(Reason.MISSING, line, "", f"idVisit {visit.id} has no actionDetails")
    else:
        shelf.put("visit", visit.id, b"1")
        yield from _read_actions(line, visit, actions, text_in(told, "siteCurrency"))


def _read_actions(line: int, visit: Visit, actions: list[Any], currency: str) -> Iterator[Imported]:
    before = ""
    for action in actions:
        done = _done_of(line, action, before, currency)
        if isinstance(done, LeftOut):
            yield done
            continue
        yield row_of(visit, done)
        before = done.url or before


def _done_of(line: int, action: Any, before: str, currency: str) -> Done | LeftOut:
    if not isinstance(action, dict):
        return LeftOut(Reason.VALUE, line, "", "an action that is no object")
    at = unix_moment(action.get("timestamp"))
    if at is None:
        return LeftOut(Reason.TIME, line, "", str(action.get("timestamp"))[:40])
    kind = text_in(action, "type")
    done = _KINDS[kind](action, at) if kind in _KINDS else None
    if done is None:
        return LeftOut(Reason.OTHER_ROW, line, "", f"an action of type {kind[:20]}")
    if not done.name or (done.name == PAGEVIEW and not done.url):
        return LeftOut(Reason.MISSING, line, "", f"{kind} without name or address")
    own = own_fields(action) | (done.told or {})
    return done._replace(before=before, currency=currency, told=own)


def _page(action: Object, at: int) -> Done:
    key, url, title = (text_in(action, name) for name in ("pageId", "url", "pageTitle"))
    engaged = seconds_of(action.get("timeSpent")) or 0
    told = _of(action, _SEARCHED)
    return Done(key or f"{at}", at, PAGEVIEW, url, title, told=told, engaged=engaged)


def _event(action: Object, at: int) -> Done:
    key, url, title = (text_in(action, name) for name in ("pageId", "url", "pageTitle"))
    name = event_name(text_in(action, "eventAction"))
    return Done(key or f"{at} {name}", at, name, url, title, told=_of(action, _EVENT))


def _link(action: Object, at: int) -> Done:
    """Its address is not the page's, which stays the one before."""
    key, url = text_in(action, "pageId"), text_in(action, "url")
    name = EVENT_OF[text_in(action, "type")]
    return Done(key or f"{at} {name}", at, name, told={"url": url})


def _goal(action: Object, at: int) -> Done:
    goal, url = text_in(action, "goalId"), text_in(action, "url")
    name = f"{GOAL} {goal}" if goal else ""
    amount, told = amount_of(action.get("revenue")), _of(action, ("goalName",))
    return Done(f"goal {goal} {at}", at, name, url, told=told, amount=amount)


def _order(action: Object, at: int) -> Done:
    order = text_in(action, "orderId")
    told = {"order": order, "items": text_in(action, "items")}
    return Done(f"order {order}", at, ORDER, told=told, amount=amount_of(action.get("revenue")))


_KINDS = {
    "action": _page,
    "search": _page,
    "event": _event,
    "outlink": _link,
    "download": _link,
    "goal": _goal,
    "ecommerceOrder": _order,
}


def _visit_of(told: Object) -> Visit:
    return Visit(
        id=text_in(told, "idVisit"),
        site=text_in(told, "idSite"),
        visitor=text_in(told, "visitorId") or text_in(told, "fingerprint"),
        referrer_type=text_in(told, "referrerType"),
        referrer_name=text_in(told, "referrerName"),
        referrer_keyword=text_in(told, "referrerKeyword"),
        referrer_url=text_in(told, "referrerUrl"),
        browser=text_in(told, "browserName"),
        browser_version=text_in(told, "browserVersion"),
        system=text_in(told, "operatingSystemName"),
        system_version=text_in(told, "operatingSystemVersion"),
        device=text_in(told, "deviceType"),
        country=text_in(told, "countryCode"),
        region=text_in(told, "regionCode"),
        city=text_in(told, "city"),
        latitude=text_in(told, "latitude"),
        longitude=text_in(told, "longitude"),
        language=text_in(told, "languageCode"),
        screen=text_in(told, "resolution"),
        told=own_fields(told),
    )


def _of(told: Object, names: Any) -> dict[str, str]:
    return {name: text for name in names if (text := text_in(told, name))}
