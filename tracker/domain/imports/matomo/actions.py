"""What was done in Matomo's visits, row by row of log_link_visit_action, and conversions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from tracker.domain.hits import PAGEVIEW
from tracker.domain.imports.imported import Imported, ImportedRow, LeftOut, Reason, Shelf
from tracker.domain.imports.matomo.names import (
    DOWNLOAD,
    EVENT_OF,
    GOAL,
    ORDER,
    OUTLINK,
    PREFIXES,
    SEARCH,
    TITLE,
    URL,
)
from tracker.domain.imports.matomo.own_fields import own_columns
from tracker.domain.imports.matomo.visits import Done, Visit, row_of
from tracker.domain.imports.reading.counts import amount_of
from tracker.domain.imports.reading.dumps import DumpRow, Values
from tracker.domain.imports.reading.names import event_name
from tracker.domain.imports.reading.times import moment

REMEMBERED = 8_192  # texts, and visits: what follows each other speaks of the same
_NOTHING = frozenset({"", "0"})
_ORDER, _CART = "0", "-1"  # the goals that an order is, and a cart that was left behind


class _Action(NamedTuple):
    text: str = ""
    kind: str = ""


_NO_ACTION = _Action()


def keep_action(values: Values, shelf: Shelf) -> None:
    """A text, by its number."""
    text = (values.get("name") or b"").decode("utf-8", "replace")
    kind, prefix = _text(values, "type"), PREFIXES.get(_text(values, "url_prefix"), "")
    shelf.put("action", _text(values, "idaction"), msgspec.json.encode([prefix + text, kind]))


class Actions:
    """Rows of what was done, for which all else is on the shelf. `site`: its number, "" = any."""

    def __init__(self, shelf: Shelf, site: str) -> None:
        self._shelf = shelf
        self._site = site
        self._action = lru_cache(REMEMBERED)(self._kept_action)
        self._visit = lru_cache(REMEMBERED)(self._kept_visit)

    def of(self, row: DumpRow) -> Iterator[Imported]:
        """The row itself, and what was converted by it."""
        values, at = row.values, moment(_text(row.values, "server_time"))
        visit = self._visit(_text(values, "idvisit"))
        if visit is None:
            yield LeftOut(Reason.NAMES_NOTHING, row.line, "", f"idvisit {_text(values, 'idvisit')}")
        elif self._site and visit.site != self._site:
            yield LeftOut(Reason.OTHER_SITE, row.line)
        elif at is None:
            yield LeftOut(Reason.TIME, row.line, "", _text(values, "server_time")[:40])
        elif row.table == "log_conversion":
            yield from self._alone(visit, values, at)
        elif (done := self._done(values, at, visit)) is None:
            yield LeftOut(Reason.OTHER_ROW, row.line, "", "neither a page nor an event")
        else:
            yield from self._with_conversions(visit, done, values)

    def _kept_action(self, number: str) -> _Action:
        kept = self._shelf.get("action", number) if number not in _NOTHING else []
        return _Action(*msgspec.json.decode(kept[0])) if kept else _NO_ACTION

    def _kept_visit(self, number: str) -> Visit | None:
        kept = self._shelf.get("visit", number)
        return msgspec.json.decode(kept[0], type=Visit) if kept else None

    def _text_of(self, values: Values, column: str) -> _Action:
        return self._action(_text(values, column))

    def _done(self, values: Values, at: int, visit: Visit) -> Done | None:
        """What was done: a page seen or searched, an event, a link followed. None for anything
        else, such as what content was shown."""
        key, before = _text(values, "idlink_va"), self._text_of(values, "idaction_url_ref").text
        before = before if at > visit.first_at else ""
        url, named = (self._text_of(values, f"idaction_{each}") for each in ("url", "name"))
        if event := self._text_of(values, "idaction_event_action").text:
            told = self._event(values, named.text)
            return Done(key, at, event_name(event), url.text, before=before, told=told)
        if url.kind in {OUTLINK, DOWNLOAD}:
            name = EVENT_OF["outlink" if url.kind == OUTLINK else "download"]
            return Done(key, at, name, before=before, told={"url": url.text})
        if url.kind == URL and named.kind in {TITLE, SEARCH, ""}:
            searched = _searched(values, named.text) if named.kind == SEARCH else None
            title = "" if searched else named.text
            return Done(key, at, PAGEVIEW, url.text, title, before, searched)
        return None

    def _event(self, values: Values, name: str) -> dict[str, Any]:
        category = self._text_of(values, "idaction_event_category").text
        told = {"eventCategory": category, "eventName": name}
        told["eventValue"] = _text(values, "custom_float")
        return {key: text for key, text in told.items() if text}

    def _with_conversions(self, visit: Visit, done: Done, values: Values) -> Iterator[ImportedRow]:
        """An event that was an order has its amount; behind a page stands a row of its own."""
        extra = []
        for kept in self._shelf.get("conversion", _text(values, "idlink_va")):
            told = msgspec.json.decode(kept, type=dict[str, str])
            amount = amount_of(told["revenue"])
            if told["idgoal"] == _CART:
                continue
            if done.name == PAGEVIEW:
                extra.append(self._converted(visit, told, done.at, done.url))
            elif amount not in _NOTHING:
                done = done._replace(amount=amount)
        yield row_of(visit, done._replace(told=own_columns(values) | (done.told or {})))
        for each in extra:
            yield row_of(visit, each)

    def _alone(self, visit: Visit, values: Values, at: int) -> Iterator[ImportedRow]:
        """A conversion that belongs to nothing else."""
        if _text(values, "idlink_va") in _NOTHING and _text(values, "idgoal") != _CART:
            told = {name: _text(values, name) for name in ("idgoal", "idorder", "revenue")}
            yield row_of(visit, self._converted(visit, told, at, _text(values, "url")))

    def _converted(self, visit: Visit, told: dict[str, str], at: int, url: str) -> Done:
        amount, order, goal = amount_of(told["revenue"]), told["idorder"], told["idgoal"]
        if goal == _ORDER:
            key = f"order {order}"
            return Done(key, at, ORDER, url, before=url, told={"order": order}, amount=amount)
        named = self._shelf.get("goal", f"{visit.site} {goal}")
        known = {"goalName": named[0].decode("utf-8", "replace")} if named else None
        key, name = f"goal {goal} {at}", f"{GOAL} {goal}"
        return Done(key, at, name, url, before=url, told=known, amount=amount)


def _searched(values: Values, keyword: str) -> dict[str, Any]:
    told = {"siteSearchKeyword": keyword, "siteSearchCategory": _text(values, "search_cat")}
    told["siteSearchCount"] = _text(values, "search_count")
    return {key: text for key, text in told.items() if text}


def _text(values: Values, name: str) -> str:
    return (values.get(name) or b"").decode("utf-8", "replace")
