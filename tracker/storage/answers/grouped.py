"""The frame of every part: its keys, its sums, the days it looks at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tracker.domain.reports.conditions import Condition
from tracker.storage.answers.asked import Asked, numbers
from tracker.storage.answers.keys import BY_HOUR, TIMES, has_value, key_of
from tracker.storage.answers.selecting import around, holds

GOAL = "event:goal"


class Grouped:
    """A question by some of its dimensions; `wanted`: names of what is counted, `columns`: those,
    and what other parts count."""

    def __init__(
        self, asked: Asked, dimensions: Sequence[str], wanted: set[str], columns: set[str]
    ) -> None:
        self.asked = asked
        self.wanted = wanted
        self._columns = sorted(columns)
        every = asked.question.dimensions
        self.places = [place for place, each in enumerate(every) if each in dimensions]
        self.names = [f"k{place}" for place in self.places]
        self.keys = {
            place: key_of(every[place], place, asked)
            for place in self.places
            if every[place] != GOAL
        }
        self.by_event = [each for each in dimensions if each.startswith("event:")]
        self.by_hour = bool(BY_HOUR & set(dimensions))

    def by(
        self, keys: Mapping[int, str], sums: Mapping[str, str], source: str, there: bool = True
    ) -> str:
        """The statement that sums up `source` by the keys, which are expressions by their places.
        All parts have the same columns, with 0 for what they do not count."""
        columns = [f"{keys[place]} as k{place}" for place in self.places]
        counted = {name: sums[name] for name in sums if name in self.wanted}
        columns += [self._sum(name, counted.get(name)) for name in self._columns]
        grouping = f" group by {', '.join(self.names)}" if self.names else ""
        return f"select {', '.join([*columns, f'{int(there)} as there'])} from {source}{grouping}"

    def _sum(self, name: str, counted: str | None) -> str:
        words = self.asked.tables.words
        if name == "revenue":
            return f"{counted or words.money.format('0')} as {name}"
        return f"{words.whole.format(counted or '0')} as {name}"

    def is_time(self, place: int) -> bool:
        """Whether that dimension is one of time."""
        return self.asked.question.dimensions[place] in TIMES

    def with_values(self, dimensions: Sequence[str]) -> list[str]:
        """Rows that break-downs by these list."""
        return [has_value(each, self.asked) for each in dimensions]

    def rows_around(self, filters: Condition | None) -> str:
        """Rows that the filters select, also those beyond the span that belong to its visits."""
        return f"{around(self.asked)} and {holds(filters, self.asked, True)}"

    def of_days(self) -> str:
        """The site's rows of the days that are looked at."""
        return f"site = {self.asked.question.site_id} and {self._days()}"

    def in_span(self) -> str:
        """Rows that fall into the span."""
        start, end = self.asked.question.span
        days = self._days()
        return days if self.asked.whole else f"{days} and ms >= {start} and ms < {end}"

    def _days(self) -> str:
        asked = self.asked
        days = f"day between {asked.first} and {asked.last}"
        return days if asked.only is None else f"{days} and day in ({numbers(asked.only)})"
