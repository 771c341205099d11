"""DuckDB's tables, which hold numbers for what repeats, and its words."""

from __future__ import annotations

import re
from typing import Any

from tracker.domain.reports.conditions import Term
from tracker.storage.answers.asked import Asked, numbers
from tracker.storage.answers.terms import matching
from tracker.storage.answers.words import Key, Label, Words
from tracker.storage.numbered.dimensions import NUMBERED, SCREEN, SCREEN_NUMBER, SCREENS, TEXTS
from tracker.storage.reports.day_rows import NUMBERS as DAY_ROWS
from tracker.storage.reports.duck import Connection, rows
from tracker.storage.reports.rolling import OF_EVENTS, OF_VISITS

NAMED = re.compile(r"\$(v\d+)")
MOST_LISTED = 2_000  # numbers that stand in a statement one by one
PAGES_OF_VISITS = {"visit:entry_page", "visit:exit_page"}  # 0 where a visit has seen none


def pointer_of(name: str) -> str:
    """The JSON pointer of an object's member, whatever it is called."""
    return "/" + name.replace("~", "~0").replace("/", "~1")


WORDS = Words(
    value=lambda name, _: f"${name}",
    whole="{}",
    # Ids of visitors live one local day: one id on two days is two.
    who="xor(visitor, day::bigint << 40)",
    divided="{} // {}",
    month="date_trunc('month', date '1970-01-01' + {})::date - date '1970-01-01'",
    lower="lower({})",
    contains="contains({}, {})",
    begins="starts_with({}, {})",
    matches="regexp_matches({}, {})",
    matches_any_case="regexp_matches({}, {}, 'i')",
    said="coalesce(json_extract_string(properties, {}), '')",
    says="properties is not null and json_exists(properties, {})",
    property_name=pointer_of,
    money="{}::decimal(38, 9)",
    # From 10^15 on it is nothing: two of 10^29 from anybody would be more than any sum can hold.
    money_said="coalesce(try_cast(json_extract_string(properties, {}) as decimal(24, 9)), 0)",
    kept_once="materialized",
)
# Rows of both ages, as far as all of them have it.
ROWS = (
    "(select cursor, site, day, hour, ms, visit, visitor, name, host, path, title, place, agent,"
    " language, width, source, channel, campaign, entry, engaged, depth, opens, alone, properties"
    " from event union all select cursor, site, day, hour, ms, visit, visitor, name, host, path,"
    " title, place, agent, language, width, source, channel, campaign, entry, engaged, depth,"
    " opens, alone, properties from recent)"
)
BEGUN = (
    "(select v.*, v.start as ms,"
    " ((v.start + (c.shift % 3600000 + 3600000) % 3600000) // 3600000)::integer as hour"
    " from visit v join site_zone z on z.site = v.site"
    " asof join clock c on c.zone = z.zone and v.start >= c.since)"
)
HOURS = "(select *, hour * 3600000::bigint as ms from hour_total)"
TEXT_OF_KEPT = " left join text t on t.id = kept.key"


class DuckTables:
    """Of one connection. `pageview`: the number of that name."""

    words = WORDS
    opens = True
    kept = "kept"

    def __init__(self, duck: Connection, pageview: int) -> None:
        self.duck = duck
        self.pageview = str(pageview)

    def read(self, sql: str, asked: Asked) -> list[tuple[Any, ...]]:
        """All rows, with the values that the statement names."""
        named = set(NAMED.findall(sql))
        used = {name: value for name, value in asked.values.items() if name in named}
        return rows(self.duck, sql, used)

    def rows(self, asked: Asked) -> str:  # noqa: ARG002
        """All there are."""
        return ROWS

    def visits(self, asked: Asked) -> str:  # noqa: ARG002
        """All there are."""
        return "visit"

    def begun(self, asked: Asked) -> str:  # noqa: ARG002
        """By the clocks of their sites."""
        return BEGUN

    def summed(self, table: str, dimension: str, asked: Asked) -> str:  # noqa: ARG002
        """By a dimension's number."""
        if table == "hour_total":
            return HOURS
        if not dimension:
            return table
        number = OF_VISITS[dimension] if table == "day_visit" else OF_EVENTS[dimension]
        return f"(select * from {table} where dimension = {number})"

    def kept_key(self, dimension: str, asked: Asked) -> tuple[str, str, str]:  # noqa: ARG002
        """Of a text that no visit has its own number, below zero."""
        number, key, join = str(DAY_ROWS[dimension]), "kept.key", ""
        if dimension in NUMBERED or dimension == SCREEN:
            values = NUMBERED[dimension].values if dimension in NUMBERED else SCREENS
            by_value = f"select value, min(id) as id from ({values}) group by value"
            key = "coalesce(v.id, -kept.key)"
            join = f"{TEXT_OF_KEPT} left join ({by_value}) v on v.value = t.value"
        elif dimension:
            key, join = "coalesce(w.first, kept.key)", " left join twin w on w.id = kept.key"
        if dimension in PAGES_OF_VISITS:
            key, join = f"case t.value when '' then 0 else {key} end", f"{join}{TEXT_OF_KEPT}"
        return number, key, join

    def key(self, dimension: str, place: int, asked: Asked) -> Key:
        """The number, or the one that stands for others."""
        if dimension == SCREEN:
            return Key(SCREEN_NUMBER, SCREEN_NUMBER)
        if numbered := NUMBERED.get(dimension):
            table = numbered.table
            join = f" left join {table}_key j{place} on j{place}.id = {table}"
            key = f"coalesce(j{place}.{numbered.column}_key, 0)"
            return Key(key, key, join, join)
        of_row, of_visit = TEXTS[dimension]
        if of_row:
            return Key(of_row, of_visit)
        return Key(f"w{place}.of_{of_visit}", of_visit, _visit_of_row(of_visit, place, asked))

    def label(self, dimension: str, place: int, asked: Asked) -> Label:
        """The text of the number."""
        values, name = _values(dimension, asked.with_kept), f"l{place}"
        return Label(
            f"coalesce({name}.value, '')", f" left join ({values}) {name} on {name}.id = k{place}"
        )

    def knows_of_rows(self, dimension: str) -> bool:
        """What a visit is filtered by most."""
        return dimension not in TEXTS or bool(TEXTS[dimension][0])

    def term_of_row(self, term: Term, asked: Asked) -> str:
        """Its own number, or its visit's."""
        if term.dimension not in TEXTS:
            return self._numbered(term, asked)
        column = TEXTS[term.dimension][0]
        return self._named(column, term, asked) if column else self._of_its_visit(term, asked)

    def term_of_visit(self, term: Term, asked: Asked) -> str:
        """A number."""
        if term.dimension in TEXTS:
            return self._named(TEXTS[term.dimension][1], term, asked)
        return self._numbered(term, asked)

    def may_be_nothing(self, term: Term, asked: Asked) -> bool:
        """Asked of the engine: it may be an expression."""
        matches = matching("value", term, asked)
        return bool(self.read(f"select 1 from (select '' as value) where {matches}", asked))

    def _of_its_visit(self, term: Term, asked: Asked) -> str:
        low, high = asked.around
        return (
            f"visit in (select visit from visit where site = {asked.question.site_id}"
            f" and day between {low} and {high} and {self.term_of_visit(term, asked)})"
        )

    def _named(self, column: str, term: Term, asked: Asked) -> str:
        """The column holds a text's number; 0 is no text."""
        which = f"select id from text where {matching('value', term, asked)}"
        found = [row[0] for row in self.read(f"{which} limit {MOST_LISTED + 1}", asked)]
        if self.may_be_nothing(term, asked):
            return f"({column} = 0 or {column} in ({which}))"
        if len(found) > MOST_LISTED:
            return f"{column} in ({which})"
        return f"{column} in ({numbers(found)})" if found else "false"

    def _numbered(self, term: Term, asked: Asked) -> str:
        """The column holds the number of a place, an agent, a campaign; or it is a width."""
        numbered = NUMBERED.get(term.dimension)
        values = numbered.values if numbered else SCREENS
        which = f"select id from ({values}) where {matching('value', term, asked)}"
        found = self.read(which, asked)
        number = numbered.table if numbered else SCREEN_NUMBER
        return f"{number} in ({numbers(row[0] for row in found)})" if found else "false"


def _visit_of_row(column: str, place: int, asked: Asked) -> str:
    """What a row knows of its visit only through it."""
    low, high = asked.around
    return (
        f" join (select visit as of, any_value({column}) as of_{column} from visit"
        f" where site = {asked.question.site_id} and day between {low} and {high}"
        f" group by visit) w{place} on w{place}.of = visit"
    )


def _values(dimension: str, with_kept: bool) -> str:
    numbered = NUMBERED.get(dimension)
    if not numbered and dimension != SCREEN:
        return "select id, value from text"
    values = numbered.values if numbered else SCREENS
    return f"{values} union all select -id, value from text" if with_kept else values
