"""A question as parts that are added up by their keys: each counts some of what is to be counted,
from visits or from rows.

Ids of visitors live one local day, so a period counts the sum of its days: `WHO` tells one id on
two days apart. `there`: the part makes groups; conversions only join those that are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.domain.reports.conditions import Condition, selects_rows
from tracker.domain.reports.goals import Goal, condition_of
from tracker.domain.reports.names import is_property
from tracker.storage.answers.asked import Asked, numbers
from tracker.storage.answers.keys import BY_HOUR, TIMES, has_value, key_of
from tracker.storage.answers.opening import by_page
from tracker.storage.answers.selecting import ROWS, Narrowed, around, holds, narrowed
from tracker.storage.answers.terms import pointer_of

GOAL = "event:goal"
VISITS = ("visits", "bounces", "duration")
VIEWS = ("pageviews", "engaged", "depth", "told")
CONVERSIONS = ("conversions", "converters", "revenue")
WHO = "xor(visitor, day::bigint << 40)"


class Parts:
    """Of a question by some of its dimensions; `wanted`: names of what is counted."""

    def __init__(self, asked: Asked, dimensions: Sequence[str], wanted: set[str]) -> None:
        self._asked = asked
        self._wanted = wanted
        self._dimensions = dimensions
        self.keys = {
            place: key_of(dimension, place, asked)
            for place, dimension in enumerate(asked.question.dimensions)
            if dimension in dimensions and dimension != GOAL
        }
        self._by_event = [each for each in dimensions if each.startswith("event:")]
        self._by_hour = bool(BY_HOUR & set(dimensions))
        self._filters = asked.question.filters
        self._of_rows = selects_rows(self._filters)

    def all(self) -> Iterator[str]:
        """Statements; what they count are columns named so, the keys k0 and on."""
        question = self._asked.question
        if GOAL in self._dimensions:
            for number, goal in enumerate(question.goals):
                yield from self._of_goal(number, goal)
            return
        if self._by_event:
            yield from self._of_events()
        else:
            yield from self._of_visits()
        yield from self.conversions()

    def conversions(self) -> Iterator[str]:
        """Of the chosen goal, if they are wanted."""
        goal = self._asked.question.goal
        if goal and self._wanted & set(CONVERSIONS):
            yield self._conversions(goal, "", False)

    # Which parts there are

    def _of_visits(self) -> Iterator[str]:
        counted = None if self._of_rows else narrowed(self._asked)
        if self._of_rows:
            yield self._begun(f"visit in (select visit from {ROWS} where {self._rows_around()})")
            yield self._rows(self._selected())
        elif not self._asked.whole or self._by_hour:
            yield self._begun(holds(self._filters, self._asked, False))
            yield self._rows(self._selected(), counted.either(self._asked) if counted else "")
        else:
            yield from self._whole_days(with_events=not counted)
            if counted:
                yield from self._counted_rows(counted)

    def _counted_rows(self, counted: Narrowed) -> Iterator[str]:
        """Pageviews and the rest apart: each has a condition of its own."""
        view = f"name = {self._asked.pageview}"
        if self._wanted & set(VIEWS):
            selected = f"{self._in_span()} and {self._rows_around(counted.view_filters)}"
            yield self._rows(f"{selected} and {view} and {counted.views}", who=False)
        if "others" in self._wanted:
            selected = f"{self._in_span()} and {self._rows_around(counted.other_filters)}"
            yield self._rows(f"{selected} and not {view} and {counted.others}", who=False)

    def _of_events(self) -> Iterator[str]:
        where = " and ".join([*self._with_values(), *self._selected_rows()])
        if self._asked.whole and not self._by_hour and by_page(self._dimensions, self._filters):
            yield from self._opened(where)
        else:
            yield self._rows(f"{self._in_span()} and {where}")
            if self._wanted & set(VISITS):
                yield self._first(where)

    def _selected_rows(self) -> list[str]:
        """Those that the dimensions list."""
        counted = None if self._of_rows else narrowed(self._asked)
        if counted is None:
            return [self._rows_around()]
        if {"event:page", "event:title"} & set(self._by_event):
            return [self._rows_around(counted.view_filters), counted.views]
        if "event:name" in self._by_event:
            return [self._rows_around(counted.other_filters), counted.others]
        return [self._rows_around(), counted.either(self._asked)]

    def _of_goal(self, number: int, goal: Goal) -> Iterator[str]:
        told = [each for each in self._by_event if is_property(each)]
        met = holds(condition_of(goal), self._asked, True)
        where = " and ".join([*self._with_values(told), self._rows_around(), met])
        place = self._asked.question.dimensions.index(GOAL)
        key = f"{number} as k{place}, "
        yield self._rows(f"{self._in_span()} and {where}", key=key)
        if self._wanted & set(VISITS):
            yield self._first(where, key)
        yield self._conversions(goal, key, True)

    # Parts over visits

    def _whole_days(self, with_events: bool) -> Iterator[str]:
        """Who was alone that day is a visitor more; only the others are to be told apart."""
        sums = {**VISIT_SUMS, **(EVENT_SUMS_OF_VISITS if with_events else {})}
        where = f"{self._days()} and {holds(self._filters, self._asked, False)}"
        if "visitors" not in self._wanted:
            yield self._visits(sums, where)
            return
        yield self._visits({**sums, "visitors": "count(*) filter (alone)"}, where)
        yield self._visits({"visitors": f"count(distinct {WHO})"}, f"{where} and not alone")

    def _begun(self, where: str) -> str:
        """Visits that began in the span."""
        start, end = self._asked.question.span
        began = f"begins and start >= {start} and start < {end}"
        return self._visits(VISIT_SUMS, f"{self._days()} and {began} and {where}")

    def _visits(self, sums: dict[str, str], where: str) -> str:
        source = VISITS_BY_HOUR if self._by_hour else "visit"
        joins = "".join(key.visit_join for key in self.keys.values())
        keys = [f"{key.of_visit} as k{place}" for place, key in self.keys.items()]
        return self._grouped([*keys, *self._columns(sums)], f"{source}{joins} where {where}")

    # Parts over rows

    def _rows(self, where: str, counted: str = "", key: str = "", who: bool = True) -> str:
        """`counted`: of the rows only those that it is true of are counted beside visitors."""
        visitors = {"visitors": f"count(distinct {WHO})"} if who else {}
        sums = {**self._event_sums(), **visitors}
        return self._grouped(
            [*self._names(), *self._columns(sums)], self._keyed_rows(where, counted, key)
        )

    def _opened(self, where: str) -> Iterator[str]:
        """By pages: a visit's first row of a page says all of its visits and visitors."""
        sums = {**self._event_sums(), "visits": "count(*) filter (opens = 2)"}
        alone = {"visitors": "count(*) filter (opens > 0)"}
        others = {"visitors": f"count(distinct {WHO}) filter (opens > 0)"}
        source = self._keyed_rows(f"{self._in_span()} and {where}")
        names = self._names()
        yield self._grouped([*names, *self._columns({**sums, **alone})], f"{source} where alone")
        yield self._grouped(
            [*names, *self._columns({**sums, **others})], f"{source} where not alone"
        )
        if self._wanted & {"bounces", "duration"}:
            yield self._first(where, without="visits")

    def _keyed_rows(self, where: str, counted: str = "", key: str = "") -> str:
        columns = ", ".join([*self._row_keys(key), *ROW_COLUMNS, f"{counted or 'true'} as counted"])
        return f"(select {columns} from {self._joined_rows()} where {where})"

    def _names(self) -> list[str]:
        return [f"k{place}" for place in self.places]

    def _first(self, where: str, key: str = "", without: str = "") -> str:
        """Visits by the first of their rows that say the same, if it is in the span."""
        timeless = {p: k for p, k in self.keys.items() if not self._is_time(p)}
        keys = [f"{k.of_row} as k{p}" for p, k in timeless.items()]
        names = [f"k{p}" for p in timeless]
        asked = self._asked
        firsts = (
            f"select {''.join(f'{each}, ' for each in keys)}visit as of, min(day) as day,"
            f" min(hour) as hour, min(ms) as ms from {self._joined_rows()} where {where}"
            f" group by {', '.join([*names, 'visit'])}"
        )
        whole = f"select visit, bounce, duration from visit where {around(asked)} and begins"
        times = [f"{k.of_row} as k{p}" for p, k in self.keys.items() if self._is_time(p)]
        sums = {name: sum_ for name, sum_ in FIRST_SUMS.items() if name != without}
        return self._grouped(
            [*([key.rstrip(", ")] if key else []), *names, *times, *self._columns(sums)],
            f"({firsts}) f join ({whole}) w on w.visit = f.of where {self._in_span()}",
            there=False,
        )

    def _conversions(self, goal: Goal, key: str, met_already: bool) -> str:
        told = [each for each in self._by_event if is_property(each)]
        met = holds(condition_of(goal), self._asked, True)
        where = " and ".join([self._in_span(), *self._with_values(told), self._rows_around(), met])
        sums = {
            "conversions": "count(*)",
            "converters": f"count(distinct {WHO})",
            "revenue": self._worth(goal),
        }
        columns = [*self._row_keys(key), *self._columns(sums)]
        return self._grouped(columns, f"{self._joined_rows()} where {where}", there=met_already)

    def _worth(self, goal: Goal) -> str:
        if not goal.has_revenue:
            return "null"
        if not goal.sums:
            return f"count(*) * {self._asked.value(str(goal.value))}::decimal(38, 9)"
        pointer = self._asked.value(pointer_of(goal.sums))
        said = f"try_cast(json_extract_string(properties, {pointer}) as decimal(38, 9))"
        return f"sum(coalesce({said}, 0))"

    # What they have in common

    def _grouped(self, columns: Sequence[str], source: str, there: bool = True) -> str:
        mark = "1 as there" if there else "0 as there"
        by = ", ".join(self._names())
        return (
            f"select {', '.join([*columns, mark])} from {source}{f' group by {by}' if by else ''}"
        )

    @property
    def places(self) -> list[int]:
        """Of the dimensions among the question's."""
        return [
            place
            for place, each in enumerate(self._asked.question.dimensions)
            if each in self._dimensions
        ]

    def _columns(self, sums: dict[str, str]) -> list[str]:
        return [f"{sum_} as {name}" for name, sum_ in sums.items() if name in self._wanted]

    def _row_keys(self, key: str) -> list[str]:
        first = [key.rstrip(", ")] if key else []
        return [*first, *(f"{k.of_row} as k{p}" for p, k in self.keys.items())]

    def _joined_rows(self) -> str:
        return f"{ROWS} rows_" + "".join(key.row_join for key in self.keys.values())

    def _with_values(self, dimensions: Sequence[str] | None = None) -> list[str]:
        chosen = self._by_event if dimensions is None else dimensions
        return [has_value(each, self._asked) for each in chosen]

    def _rows_around(self, filters: Condition | None = None) -> str:
        chosen = self._filters if filters is None else filters
        return f"{around(self._asked)} and {holds(chosen, self._asked, True)}"

    def _selected(self) -> str:
        return f"{self._in_span()} and {self._rows_around()}"

    def _days(self) -> str:
        return f"site = {self._asked.question.site_id} and {self._day_range()}"

    def _day_range(self) -> str:
        asked = self._asked
        days = f"day between {asked.first} and {asked.last}"
        return days if asked.only is None else f"{days} and day in ({numbers(asked.only)})"

    def _in_span(self) -> str:
        asked = self._asked
        start, end = asked.question.span
        days = self._day_range()
        return days if asked.whole else f"{days} and ms >= {start} and ms < {end}"

    def _event_sums(self) -> dict[str, str]:
        view = f"counted and name = {self._asked.pageview}"
        return {
            "pageviews": f"count(*) filter ({view})",
            "others": f"count(*) filter (counted and name != {self._asked.pageview})",
            "engaged": f"sum(engaged) filter ({view})",
            "depth": f"sum(depth) filter ({view})",
            "told": f"count(*) filter ({view} and (depth > 0 or engaged > 0))",
        }

    def _is_time(self, place: int) -> bool:
        return self._asked.question.dimensions[place] in TIMES


VISITS_BY_HOUR = (
    "(select v.*, v.start as ms, ((v.start + c.shift % 3600000) // 3600000)::integer as hour"
    " from visit v join site_zone z on z.site = v.site"
    " asof join clock c on c.zone = z.zone and v.start >= c.since)"
)
ROW_COLUMNS = ("day", "visitor", "name", "engaged", "depth", "opens", "alone")
VISIT_SUMS = {
    "visits": "count(*) filter (begins)",
    "bounces": "count(*) filter (begins and bounce)",
    "duration": "sum(duration) filter (begins)",
}
EVENT_SUMS_OF_VISITS = {
    "pageviews": "sum(pageviews)",
    "others": "sum(others)",
    "engaged": "sum(engaged)",
    "depth": "sum(depth)",
    "told": "sum(told)",
}
FIRST_SUMS = {
    "visits": "count(*)",
    "bounces": "count(*) filter (bounce)",
    "duration": "sum(duration)",
}
