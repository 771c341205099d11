"""Reading the address of a page of reports: what it says that nothing is called is an error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from multidict import MultiMapping

from tracker.domain.periods.periods import WORDS, Period, read_period
from tracker.domain.reports.page_filters import LONGEST, PageFilter, page_filter
from tracker.domain.text import tidy
from tracker.web.questions.asked import AGAINST, UNITS, Asked
from tracker.web.questions.tabs import TABS
from tracker.web.words.i18n import _
from tracker.web.words.report_figures import FIGURES

T = TypeVar("T")

MOST_FILTERS = 20
_DATES = ("from", "to", "against_from", "against_to")
_READ = ("period", "against", "figure", "by", "tab", "goal", "opened", "property", *_DATES)


class Wrong(ValueError):
    """Something in the address says nothing; the text names it, and what is allowed."""


def read_asked(query: MultiMapping[str], others: Sequence[str] = ()) -> Asked:
    """Raises Wrong. `others` are the page's own words."""
    filters = _filters(query, (*_READ, *others))
    return Asked(
        period=_period(query),
        against=_one_of(query, "against", AGAINST) or "previous",
        other=_other(query),
        filters=filters,
        figure=_one_of(query, "figure", tuple(FIGURES)) or "visitors",
        unit=_one_of(query, "by", UNITS),
        tabs=tuple(known("tab", tab, tuple(TABS)) for tab in query.getall("tab", [])),
        goal=query.get("goal", ""),
        opened=tidy(query.get("opened", ""), LONGEST),
        by_property=query.get("property", ""),
    )


def _period(query: MultiMapping[str]) -> Period | None:
    first, last = query.get("from", ""), query.get("to", "")
    word = query.get("period", "") or ("custom" if first or last else "")
    if not word:
        return None
    known("period", word, WORDS)
    return _days(word, first, last)


def _other(query: MultiMapping[str]) -> Period | None:
    if query.get("against") != "custom":
        return None
    return _days("custom", query.get("against_from", ""), query.get("against_to", ""))


def _days(word: str, first: str, last: str) -> Period:
    if period := read_period(word, first, last):
        return period
    said = _("Two days make a period, the earlier one first, each as 2026-11-21: from=, to=.")
    raise Wrong(said)


def _filters(query: MultiMapping[str], others: Sequence[str]) -> tuple[PageFilter, ...]:
    found = []
    for word, text in query.items():
        if word in others:
            continue
        if (each := page_filter(word, text)) is None:
            said = _("No filter is called “%(name)s”.") % {"name": word[:100]}
            raise Wrong(said)
        found.append(each)
    if len(found) > MOST_FILTERS:
        raise Wrong(_("At most %(most)d filters at once.") % {"most": MOST_FILTERS})
    return tuple(found)


def _one_of(query: MultiMapping[str], name: str, allowed: Sequence[T]) -> T | None:
    value = query.get(name, "")
    return known(name, value, allowed) if value else None


def known(name: str, value: str, allowed: Sequence[T]) -> T:
    for each in allowed:
        if each == value:
            return each
    said = _("“%(value)s” is no %(name)s. Allowed: %(allowed)s.")
    names = ", ".join(str(each) for each in allowed)
    raise Wrong(said % {"value": value[:100], "name": name, "allowed": names})
