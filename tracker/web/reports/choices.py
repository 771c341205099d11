"""What can be chosen above a report: periods, comparisons, units, filters. Each is an address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tracker.domain.periods.periods import DAYS, Period, Word, dates_in
from tracker.domain.periods.steps import earlier, later
from tracker.domain.reports.page_filters import DIMENSIONS, SEGMENT, PageFilter, with_filter
from tracker.domain.reports.question import Span
from tracker.web.questions.asked import Against, Asked
from tracker.web.questions.scope import Scope
from tracker.web.reports.chips import Chip, chips_of
from tracker.web.words.i18n import _
from tracker.web.words.report_figures import OF_A_GOAL
from tracker.web.words.report_words import filter_names, period_names, unit_names
from tracker.web.words.site_times import SiteTimes

KEYS: dict[Word, str] = {
    "today": "1",
    "yesterday": "2",
    "last_24_hours": "3",
    "last_7_days": "4",
    "last_28_days": "5",
    "last_30_days": "6",
    "last_90_days": "7",
    "this_week": "w",
    "this_month": "m",
    "last_month": "n",
    "this_quarter": "q",
    "this_year": "y",
    "last_12_months": "8",
    "all": "9",
}
RULES = ("last_7_days", "this_week")  # a line above them


class Choice(NamedTuple):
    """One of several. `key`: what chooses it on the keyboard."""

    text: str
    query: str
    is_on: bool = False
    key: str = ""
    rule: bool = False


class Choices(NamedTuple):
    """`before`, `after`: the addresses of the neighbours, "" for none."""

    period: str
    periods: list[Choice]
    before: str
    after: str
    against: str
    comparisons: list[Choice]
    units: list[Choice]
    chips: list[Chip]
    goal: str
    goals: list[Choice]
    segments: list[Choice]
    first: str
    last: str
    other_first: str
    other_last: str


def choices_of(scope: Scope) -> Choices:
    """All of them."""
    asked, dates = scope.asked, dates_in(scope.span, scope.calendar.zone)
    other = dates_in(scope.other, scope.calendar.zone) if scope.other else None
    comparisons = _comparisons(scope)
    return Choices(
        period=period_name(scope),
        periods=_periods(scope),
        before=_moved(asked, earlier(scope.period, scope.calendar)),
        after=_moved(asked, later(scope.period, scope.calendar)),
        against=next((each.text for each in comparisons if each.is_on), ""),
        comparisons=comparisons,
        units=_units(scope),
        chips=chips_of(scope),
        goal=asked.goal,
        goals=_goals(scope),
        segments=_segments(scope),
        first=str(dates.first),
        last=str(dates.last),
        other_first=str(other.first) if other else "",
        other_last=str(other.last) if other else "",
    )


def filters_offered() -> dict[str, str]:
    """What the form for one more filter can filter by, in words."""
    return {name: text for name, text in filter_names().items() if name in DIMENSIONS}


def period_name(scope: Scope) -> str:
    """`Last 28 days`, or the days themselves."""
    if scope.period.word == "custom":
        return span_name(scope.span, scope.times)
    return period_names()[scope.period.word]


def span_name(span: Span, times: SiteTimes) -> str:
    """`28 Oct – 24 Nov 2026`, `24 Nov 2026`."""
    first, last = times.date(span.start), times.date(span.end - 1)
    if first == last:
        return last
    is_one_year = times.written(span.start, "y") == times.written(span.end - 1, "y")
    first = times.written(span.start, "MMMd") if is_one_year else first
    return f"{first} – {last}"


def _periods(scope: Scope) -> list[Choice]:
    asked, names, chosen = scope.asked, period_names(), scope.period.word
    return [
        Choice(names[word], _moved(asked, Period(word)), word == chosen, key, word in RULES)
        for word, key in KEYS.items()
    ]


def _moved(asked: Asked, period: Period | None) -> str:
    """Another period has its own units."""
    return asked.but(period=period, unit=None).query if period else ""


def _comparisons(scope: Scope) -> list[Choice]:
    asked, names = scope.asked, against_names(scope)
    if scope.period.word == "all":
        return []
    kinds: Sequence[Against] = ("previous", "year", "none")
    found = [Choice(names[each], _against(asked, each), asked.against == each) for each in kinds]
    if asked.against == "custom":
        found.append(Choice(names["custom"], asked.query, True))
    return found


def _against(asked: Asked, against: Against) -> str:
    return asked.but(against=against, other=None).query


def against_names(scope: Scope) -> dict[Against, str]:
    """What a period is compared with, in words."""
    custom = span_name(scope.other, scope.times) if scope.other else ""
    return {
        "previous": _before(scope),
        "year": _("against a year before"),
        "custom": _("against %(days)s") % {"days": custom},
        "none": _("no comparison"),
    }


def _before(scope: Scope) -> str:
    days = dates_in(scope.span, scope.calendar.zone).days
    if scope.period.word in DAYS or scope.period.word in {"yesterday", "custom"}:
        if days == 1:
            return _("against the day before")
        return _("against the %(days)d days before") % {"days": days}
    return _("against the period before")


def _goals(scope: Scope) -> list[Choice]:
    """The site's, and none of them; another figure is drawn only where it was a goal's."""
    asked = scope.asked
    drawn = "visitors" if asked.figure in OF_A_GOAL else asked.figure
    found = [
        Choice(goal.name, asked.but(goal=goal.name).query, goal is scope.goal)
        for goal in scope.goals
    ]
    none = Choice(_("no goal"), asked.but(goal="", figure=drawn).query, scope.goal is None)
    return [none, *found] if found else []


def _segments(scope: Scope) -> list[Choice]:
    """Those that are not filtered by already."""
    found = []
    for each in scope.segments:
        more = with_filter(scope.asked.filters, PageFilter(SEGMENT, "is", (str(each.id),)))
        if more != scope.asked.filters:
            found.append(Choice(each.name, scope.asked.but(filters=more).query))
    return found


def _units(scope: Scope) -> list[Choice]:
    names = unit_names()
    return [
        Choice(names[unit], scope.asked.but(unit=unit).query, unit == scope.unit)
        for unit in scope.units
    ]
