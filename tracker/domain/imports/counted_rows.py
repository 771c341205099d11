"""What is counted of a file's rows, column by column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import compress, groupby
from typing import NamedTuple


class CountedRows(NamedTuple):
    """`who`: the same on all days, `visitor` on one; `day`: of the site, since 1970-01-01;
    `counted`: in the product's own figures."""

    name: list[str]
    at: list[int]
    day: list[int]
    visit: list[int]
    visitor: list[int]
    who: list[int]
    counted: list[bool]

    def only(self, chosen: Iterable[object]) -> CountedRows:
        """Those at whose place something true stands."""
        chosen = list(chosen)
        return CountedRows._make(list(compress(column, chosen)) for column in self)

    def by_day(self) -> Iterator[tuple[int, CountedRows]]:
        """Those that follow each other on one day; a day may come again."""
        if len(set(self.day)) == 1:
            yield self.day[0], self
            return
        first = 0
        for day, same in groupby(self.day):
            upto = first + sum(1 for _ in same)
            yield day, CountedRows._make(column[first:upto] for column in self)
            first = upto


def no_rows() -> CountedRows:
    return CountedRows._make([] for _ in CountedRows._fields)
