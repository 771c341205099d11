"""What an owner asks, each as a question of ours and as a statement over raw rows."""

from __future__ import annotations

from typing import Literal, NamedTuple

from bench.report_periods import ZONE, Period
from tracker.domain.reports.conditions import All, Condition, Has, Not, Term
from tracker.domain.reports.goals import Goal
from tracker.domain.reports.question import Order, Question

Kind = Literal["plain", "property", "filtered"]
PEOPLE = ("visitors", "visits", "pageviews")
TOP_LINE = (*PEOPLE, "bounce_rate", "visit_duration", "engaged_time", "scroll_depth")
PANELS = (
    "event:page",
    "visit:entry_page",
    "visit:source",
    "visit:channel",
    "visit:country",
    "visit:browser",
    "visit:os",
    "visit:device",
)
PATH = "/docs/a-page-about-topic-6"
GERMAN = Term("visit:country", "is", ("DE",))
BLOG = Term("event:page", "begins", ("/blog/",))
GERMAN_BLOG = All((GERMAN, Has(BLOG)))
NOT_US = Not(Term("visit:country", "is", ("US",)))
ON_PAGE = Has(Term("event:page", "is", (PATH,)))
OF_SOURCE = Term("visit:source", "is", ("Source 3",))
PURCHASE = Term("event:name", "is", ("Purchase",))
PRO = Has(All((PURCHASE, Term("event:props:plan", "is", ("pro",)))))
GOAL = Goal(
    id=1, site_id=1, name="Purchase", kind="event", of="Purchase", sums="amount", currency="EUR"
)

# Of the events in {where}; {of} says of which visits, {views} which are pageviews.
SERIES = """
select day, count(distinct visitor), count(distinct visit), count(*) filter ({views})
from event where {where} {of} group by day order by day
"""
TOTALS = """
with v as (
    select visit, count(*) as n, count(*) filter ({views}) as viewed,
        max(ms + engaged) - min(ms) as lasted, sum(engaged) as engaged, sum(depth) as depth,
        count(*) filter (depth > 0 or engaged > 0) as told
    from event where {where} {of} group by visit
)
select (select count(distinct visitor) from event where {where} {of}), count(*), sum(viewed),
    count(*) filter (n = 1 and viewed = 1) / count(*), sum(lasted) / count(*),
    sum(engaged) / sum(told), sum(depth) / sum(told)
from v
"""
PAGES = """
select value, found.* exclude (path) from (
    select path, count(distinct visitor) as visitors, count(distinct visit), count(*) as views
    from event where {where} and {views} {of} {narrowed}
    group by path order by {order} desc, path limit {limit} offset {offset}
) found join text on id = path order by {order} desc
"""
BY_VISIT = """
with v as (
    select visit, arg_min({column}, cursor) as said from event where {where} {of} group by visit
), days as (
    select visit, visitor, count(*) filter ({views}) as viewed
    from event where {where} {of} group by visit, visitor
)
select {value}, found.* exclude (said) from (
    select said, count(distinct visitor) as visitors, count(distinct visit), sum(viewed)
    from v join days using (visit) group by said order by visitors desc limit 10
) found {joined} order by visitors desc
"""
PROPERTY = """
select json_extract_string(properties, '$.plan') as plan, count(distinct visitor) as visitors,
    count(distinct visit), count(*)
from event where {where} and name = (select id from text where value = 'Purchase')
group by plan order by visitors desc
"""
REVENUE = """
with v as (select visit, arg_min(source, cursor) as said from event where {where} group by visit),
g as (
    select visit, visitor, count(*) as n,
        sum(cast(json_extract_string(properties, '$.amount') as decimal(18, 2))) as worth
    from event where {where} and name = (select id from text where value = 'Purchase')
    group by visit, visitor
), all_ as (
    select said, count(distinct visitor) as visitors
    from v join (select distinct visit, visitor from event where {where}) using (visit)
    group by said
)
select value, visitors, sum(n), count(distinct visitor), sum(worth)
from all_ join v using (said) left join g using (visit) join text on id = said
group by value, visitors order by visitors desc limit 10
"""


class Asked(NamedTuple):
    name: str
    kind: Kind
    question: Question
    raw: str


def asked(period: Period) -> list[Asked]:
    """Everything that is measured for one period."""

    def question(dimension: str = "", **more: object) -> Question:
        told: dict[str, object] = {"metrics": PEOPLE, "limit": 10}
        if dimension:
            told["dimensions"] = (dimension,)
        return Question(site_id=1, zone=ZONE, span=period.span, **(told | more))  # type: ignore[arg-type]

    def chart(name: str, kind: Kind, filters: Condition | None, of: str) -> Asked:
        return Asked(name, kind, question("time:day", limit=400, filters=filters), _raw(SERIES, of))

    def totals(name: str, kind: Kind, filters: Condition | None, of: str) -> Asked:
        return Asked(name, kind, question(metrics=TOP_LINE, filters=filters), _raw(TOTALS, of))

    def pages(name: str, filters: Condition, of: str, narrowed: str) -> Asked:
        raw = _raw(PAGES, of, narrowed=narrowed)
        return Asked(name, "filtered", question("event:page", filters=filters), raw)

    by_views = (Order("pageviews", True),)
    far = question("event:page", order_by=by_views, limit=100, offset=4_900, total_rows=True)
    every = [
        chart("chart", "plain", None, ""),
        totals("top line", "plain", None, ""),
        Asked("pages", "plain", question("event:page"), _raw(PAGES)),
        Asked("pages, the 50th hundred", "plain", far, _raw(PAGES, far=True)),
        *(Asked(name, "plain", question(name), _by_visit(name)) for name in COLUMNS),
        Asked(
            "a property of an event",
            "property",
            question(
                "event:props:plan", filters=PURCHASE, metrics=("visitors", "visits", "events")
            ),
            _raw(PROPERTY),
        ),
        Asked(
            "a goal by source, with revenue",
            "filtered",
            question(
                "visit:source",
                goal=GOAL,
                metrics=("visitors", "conversions", "converting_visitors", "total_revenue"),
            ),
            _raw(REVENUE),
        ),
        totals("DE and /blog/: top line", "filtered", GERMAN_BLOG, IN_GERMAN_BLOG),
        chart("DE and /blog/: chart", "filtered", GERMAN_BLOG, IN_GERMAN_BLOG),
        pages("DE and /blog/: pages", GERMAN_BLOG, IN_GERMAN_BLOG, ONLY_BLOG),
        Asked(
            "DE and /blog/: sources",
            "filtered",
            question("visit:source", filters=GERMAN_BLOG),
            _by_visit("visit:source", IN_GERMAN_BLOG),
        ),
        totals("not US: top line", "filtered", NOT_US, IN_NOT_US),
        pages("not US: pages", NOT_US, IN_NOT_US, ""),
        totals("a page: top line", "filtered", ON_PAGE, IN_ON_PAGE),
        pages("a source: pages", OF_SOURCE, IN_OF_SOURCE, ""),
        totals("an event's property: top line", "filtered", PRO, IN_PRO),
    ]
    return [each._replace(raw=each.raw.replace("{where}", period.where)) for each in every]


def whole_page(period: Period, before: Period) -> list[Question]:
    """What is shown first, and what it is compared with."""
    found = []
    for each in (period, before):
        about = {"site_id": 1, "zone": ZONE, "span": each.span}
        found.append(Question(metrics=TOP_LINE, **about))  # type: ignore[arg-type]
        chart = Question(metrics=PEOPLE, dimensions=("time:day",), **about)  # type: ignore[arg-type]
        found.append(chart)
        for panel in PANELS:
            found.append(
                Question(metrics=PEOPLE, dimensions=(panel,), limit=10, **about)  # type: ignore[arg-type]
            )
    return found


VIEWS = "name = (select id from text where value = 'pageview')"
BLOG_PATHS = "path in (select id from text where starts_with(value, '/blog/'))"
PURCHASES = "name = (select id from text where value = 'Purchase')"
IN_US = "place in (select id from place where country = 'US')"
IN_DE = "place in (select id from place where country = 'DE')"
ONLY_BLOG = f"and {BLOG_PATHS}"
SAME = "and visit in (select visit from event where {where} and "
IN_GERMAN_BLOG = f"{SAME}{VIEWS} and {IN_DE} and {BLOG_PATHS})"
IN_NOT_US = f"and not {IN_US}"
IN_ON_PAGE = f"{SAME}{VIEWS} and path = (select id from text where value = '{PATH}'))"
IN_OF_SOURCE = SAME + "source = (select id from text where value = 'Source 3'))"
IN_PRO = f"{SAME}{PURCHASES} and json_extract_string(properties, '$.plan') = 'pro')"
OF_TEXT = ("value", "join text on id = said")
# What a visit says of itself, and how its number becomes a word.
COLUMNS = {
    "visit:source": ("source", *OF_TEXT),
    "visit:referrer": ("referrer", *OF_TEXT),
    "visit:entry_page": ("path", *OF_TEXT),
    "visit:country": ("coalesce(country, '')", "said", ""),
    "visit:city": ("coalesce(city, '')", "said", ""),
    "visit:browser": ("browser", "said", ""),
}


def _raw(statement: str, of: str = "", narrowed: str = "", far: bool = False) -> str:
    found = {
        "views": VIEWS,
        "of": of,
        "narrowed": narrowed,
        "order": "views" if far else "visitors",
        "limit": "100" if far else "10",
        "offset": "4900" if far else "0",
    }
    for name, value in found.items():
        statement = statement.replace(f"{{{name}}}", value)
    return statement


def _by_visit(dimension: str, of: str = "") -> str:
    """Places and browsers are those of the visit's rows; two numbers may say the same."""
    column, value, joined = COLUMNS[dimension]
    statement = BY_VISIT
    if dimension in {"visit:country", "visit:city"}:
        statement = statement.replace(
            "from event where", "from event left join place on id = place where", 1
        )
    elif dimension == "visit:browser":
        statement = statement.replace(
            "from event where", "from event left join agent on id = agent where", 1
        )
    found = {"column": column, "value": value, "joined": joined}
    for name, text in found.items():
        statement = statement.replace(f"{{{name}}}", text)
    return _raw(statement, of)
