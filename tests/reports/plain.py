"""The plain truth that reports are held to: slow, and as near to the words as can be.

docs/reports.md says what the words mean. Where two readings are possible, this is the one:

- A visit's rows are in the order of their times, those of one moment in that of the log: so begins
  a visit, and so are its entry and exit found, also where an import has brought its rows backwards.
- A visitor counts once for each local day: what a period counts is the sum of its days, also where
  one id lies on two days because the site has moved to another time zone.
- Entry and exit page are properties of the visit, as its source is: visitors and pageviews have
  their own time, visits that of their beginning.
- Under a filter that selects rows, a visit counts where it began, whenever it had such a row.
- A visit's group is shown if anybody was there or a visit began there, an event's group if it has
  a row; so a source may have no pageviews.
- A break-down by a property lists the rows that have it.
- Conversions of a filter that selects visits are all of those visits: who reads the blog and then
  comes to /thanks has converted, though only the blog's pageviews are counted. They belong to the
  page that they name, be they pageviews or not. The rate of a goal in a break-down by goals is that
  of all visitors under the same filter.
- A goal that is worth nothing has no revenue, and so has one without conversions.
- Weeks and months begin when they begin, also before the span.
- Sums of days that the log has of what is not there any more count where they say all that is
  asked for: no filter, whole days, no hours, at most one dimension, and metrics that are summed.
- What cannot be said comes last, in both directions.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tests.reports.day_sums import counts_sums, key_of, sums_of
from tests.reports.facts import facts_of
from tests.reports.grouping import GOAL, Key, Selected, groups_of
from tests.reports.measures import Group, metric_of
from tests.reports.ordering import in_order
from tests.reports.selecting import counted_rows, is_selected, rows_of
from tests.reports.visits import visits_of
from tracker.domain.reports import question as asking
from tracker.domain.rows import Row


def answer(rows: Sequence[Row], question: asking.Question) -> asking.Answer:
    """What the log's rows say: all there ever were, or those that are left."""
    found = [
        asking.Row(key, tuple(metric_of(group, name) for name in question.metrics))
        for key, group in _groups(rows, question).items()
    ]
    ordered = in_order(found, question)
    shown = ordered[question.offset : question.offset + question.limit]
    upto = max((row.cursor for row in rows), default=0)
    return asking.Answer(shown, upto, len(ordered) if question.total_rows else None)


def _groups(rows: Sequence[Row], question: asking.Question) -> dict[Key, Group]:
    selected = [
        Selected(visit, rows_of(wanted, visit), counted_rows(wanted, visit))
        for wanted in [question.filters]
        for visit in visits_of(facts_of(rows, question.site_id))
        if is_selected(wanted, visit)
    ]
    found = groups_of(selected, question)
    by_nothing = _by(question, ())
    [whole] = groups_of(selected, by_nothing).values()
    if counts_sums(question):
        whole.kept += sums_of(rows, by_nothing)
        for row in sums_of(rows, question):
            found.setdefault(key_of(row, question), Group()).kept.append(row)
        found = {key: group for key, group in found.items() if not key or _is_shown(group)}
    for group in found.values():
        group.total = whole.count("visitors")
    if GOAL in question.dimensions:
        _give_reached(found, selected, question)
    return found


def _is_shown(group: Group) -> bool:
    """Sums that the log has may say that it has gone to another one."""
    return bool(group.count("visitors") or group.count("visits"))


def _give_reached(
    found: dict[Key, Group], selected: list[Selected], question: asking.Question
) -> None:
    """Who might have met a goal: all visitors of the same group."""
    place = question.dimensions.index(GOAL)
    others = question.dimensions[:place] + question.dimensions[place + 1 :]
    all_visitors = groups_of(selected, _by(question, others))
    for key, group in found.items():
        same = all_visitors.get(key[:place] + key[place + 1 :])
        group.reached = len(same.visitors) if same else 0


def _by(question: asking.Question, dimensions: tuple[str, ...]) -> asking.Question:
    return msgspec.structs.replace(question, dimensions=dimensions)
