"""ClickHouse's tables, which hold texts, and its words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from tracker.domain.reports.conditions import Term, terms_in
from tracker.domain.reports.goals import condition_of
from tracker.domain.reports.names import PROPERTY, is_property
from tracker.domain.reports.question import Question
from tracker.storage.answers.asked import Asked, numbers
from tracker.storage.answers.terms import matching
from tracker.storage.answers.words import Key, Label, Words
from tracker.storage.clickhouse.sources import FIGURES, ROW_COLUMNS, SAID, Site, rows_on, visits_on

WORDS = Words(
    value=lambda name, value: f"{{{name}:{'Float64' if isinstance(value, float) else 'String'}}}",
    whole="toInt64({})",
    # Ids of visitors live one local day: one id on two days is two.
    who="(visitor, day)",
    divided="intDiv({}, {})",
    month="toInt32(toStartOfMonth(toDate32({})))",
    lower="lowerUTF8({})",
    contains="position({}, {}) > 0",
    begins="startsWith({}, {})",
    matches="match({}, concat('(?-s)', {}))",
    matches_any_case="match({}, concat('(?i-s)', {}))",
    said="JSONExtractString(said, {})",
    says="JSONHas(said, {})",
    property_name=str,
    money="toDecimal128({}, 9)",
    # From 10^15 on it is nothing: anybody could make the sum overflow.
    money_said="if(abs(toDecimal128OrZero(JSONExtractString(said, {0}), 9))"
    " < toDecimal128('1000000000000000', 9),"
    " toDecimal128OrZero(JSONExtractString(said, {0}), 9), toDecimal128(0, 9))",
    kept_once="",
)
OF_ROWS = {
    "event:page": "path",
    "event:title": "title",
    "event:hostname": "host",
    "event:name": "name",
}
VERSIONED = "if({0} = '', '', trimRight(concat({0}, ' ', {0}_version)))"
OF_VISITS = {
    **{f"visit:{each}": each for each in ("source", "channel", "referrer", "language", "browser")},
    **{f"visit:{each}": each for each in ("country", "region", "city", "device", "click_id")},
    **{f"visit:utm_{each}": f"utm_{each}" for each in ("source", "medium", "campaign")},
    **{f"visit:utm_{each}": f"utm_{each}" for each in ("term", "content")},
    "visit:entry_page": "entry",
    "visit:exit_page": "exit",
    "visit:hostname": "host",
    "visit:os": "system",
    "visit:browser_version": VERSIONED.format("browser"),
    "visit:os_version": VERSIONED.format("system"),
    "visit:screen": "multiIf(width <= 0, '', width < 576, 'xs', width < 768, 'sm',"
    " width < 992, 'md', width < 1200, 'lg', 'xl')",
}
MADE_OF = {
    "visit:browser_version": ("browser", "browser_version"),
    "visit:os_version": ("system", "system_version"),
    "visit:screen": ("width",),
}
KEPT = "(select * from kept final where not removed)"


OFTEN = 3  # rows that are looked at so often are put aside


class AtHand(NamedTuple):
    """Days whose visits are `kept` as they were, and a list of those that are others by now."""

    days: Collection[int] = ()
    kept: str = ""
    others: str = ""


NOTHING = AtHand()


class TextTables:
    """Of one site. `generations`: of the days that are summed up. `also`: dimensions that a
    statement names beside the question. `at_hand`: what is kept of other days. What a
    statement names is made before it, as temporary tables: `before`."""

    words = WORDS
    pageview = "'pageview'"
    opens = False
    kept = KEPT

    def __init__(
        self,
        site: Site,
        question: Question,
        generations: Mapping[int, int],
        also: Iterable[str] = (),
        at_hand: AtHand = NOTHING,
    ) -> None:
        self._site = site
        self._generations = generations
        self._at_hand = at_hand
        named = named_in(question) | set(also)
        self._of_visits = [c for c in SAID if c in _columns(named)]
        self._of_rows = [c for c in ROW_COLUMNS if c in _columns(named)]
        self._visits: dict[str, range] = {}
        self._rows: dict[str, tuple[range, int]] = {}

    def before(self) -> Iterator[str]:
        """Statements that make the tables."""
        for name, days in self._visits.items():
            yield f"create temporary table {name} engine = Memory as {self.visits_on(days)}"
        for name, (days, times) in self._rows.items():
            if times >= OFTEN:
                yield f"create temporary table {name} engine = Memory as {self._rows_on(days)}"

    def whole(self, statement: str) -> str:
        """With the tables that are looked at where they are."""
        seldom = [
            f"{name} as ({self._rows_on(days)})"
            for name, (days, times) in self._rows.items()
            if times < OFTEN
        ]
        return f"with {', '.join(seldom)} {statement}" if seldom else statement

    def rows(self, asked: Asked) -> str:
        """On the days around the question's."""
        days = _around(asked)
        name = f"rows_{days[0] - self._site.first}_{len(days)}"
        self._rows[name] = days, self._rows.get(name, (days, 0))[1] + 1
        return name

    def visits(self, asked: Asked) -> str:
        """Those of days that are summed up, and those that their rows make."""
        days = _around(asked)
        name = f"visits_{days[0] - self._site.first}_{len(days)}"
        self._visits[name] = days
        return name

    def _rows_on(self, days: range) -> str:
        return rows_on(self._site, days, self._of_rows)

    def visits_on(self, days: range) -> str:
        """Those that have rows on the days, with what the question names of them."""
        columns = (*FIGURES, *self._of_visits)
        listed = ", ".join(columns)
        parts = [f"visit where {self._of(days)}"]
        stale = [day for day in days if day not in self._generations]
        if made := [day for day in stale if day not in self._at_hand.days]:
            parts.append(f"({visits_on(self._site, made, columns)})")
        if kept := [day for day in stale if day in self._at_hand.days]:
            parts.append(f"{self._at_hand.kept} and day in ({numbers(kept)})")
            parts.append(f"({visits_on(self._site, kept, columns, self._at_hand.others)})")
        return " union all ".join(f"select site, day, {listed} from {each}" for each in parts)

    def begun(self, asked: Asked) -> str:
        """By the site's clock."""
        hour = self._site.hour_of("start")
        return f"(select *, start as ms, {hour} as hour from {self.visits(asked)})"

    def summed(self, table: str, dimension: str, asked: Asked) -> str:
        """Those that stand."""
        of = f" and dimension = '{dimension}'" if dimension else ""
        ms = ", hour * 3600000 as ms" if table == "hour_total" else ""
        days = range(asked.first, asked.last + 1)
        return f"(select *{ms} from {table} where {self._of(days)}{of})"

    def kept_key(self, dimension: str, asked: Asked) -> tuple[str, str, str]:  # noqa: ARG002
        """A text, as visits have it."""
        return f"'{dimension}'", "kept.key", ""

    def key(self, dimension: str, place: int, asked: Asked) -> Key:
        """A text; a row has that of its visit through it."""
        if dimension in OF_ROWS:
            return Key(OF_ROWS[dimension], "''")
        of_visit = OF_VISITS[dimension]
        low, high = asked.around
        join = (
            f" join (select visit as of, any({of_visit}) as its{place} from {self.visits(asked)}"
            f" where day between {low} and {high} group by visit) w{place} on w{place}.of = visit"
        )
        return Key(f"w{place}.its{place}", of_visit, join)

    def label(self, dimension: str, place: int, asked: Asked) -> Label:  # noqa: ARG002
        """Itself."""
        return Label(f"k{place}")

    def knows_of_rows(self, dimension: str) -> bool:
        """Nothing of its visit."""
        return dimension in OF_ROWS

    def term_of_row(self, term: Term, asked: Asked) -> str:
        """Its own text, or its visit's."""
        if column := OF_ROWS.get(term.dimension):
            return matching(column, term, asked)
        matches = self.term_of_visit(term, asked)
        return f"visit in (select visit from {self.visits(asked)} where {matches})"

    def term_of_visit(self, term: Term, asked: Asked) -> str:
        """A text."""
        return matching(OF_VISITS[term.dimension], term, asked)

    def may_be_nothing(self, term: Term, asked: Asked) -> bool:  # noqa: ARG002
        """Whoever has said nothing has an empty text, which is looked at like any."""
        return True

    def _of(self, days: range) -> str:
        """Of a table of sums: those of the days that stand."""
        listed = [f"({d}, {self._generations[d]})" for d in days if d in self._generations]
        standing = f"(day, gen) in ({', '.join(listed)})" if listed else "false"
        return f"site = {self._site.id} and {standing}"


def named_in(question: Question) -> set[str]:
    """Dimensions by which it groups or filters, and those of its goals."""
    goals = [*question.goals, *([question.goal] if question.goal else [])]
    conditions = [condition_of(goal) for goal in goals]
    if question.filters:
        conditions.append(question.filters)
    named = {term.dimension for each in conditions for term in terms_in(each)}
    sums = {f"{PROPERTY}{goal.sums}" for goal in goals if goal.sums}
    return {*question.dimensions, *named, *sums}


def _columns(named: set[str]) -> set[str]:
    found: set[str] = set()
    for each in named:
        if is_property(each):
            found.add("said")
        else:
            found.update(MADE_OF.get(each, [OF_ROWS.get(each) or OF_VISITS.get(each, "")]))
    return found


def _around(asked: Asked) -> range:
    low, high = asked.around
    return range(low, high + 1)
