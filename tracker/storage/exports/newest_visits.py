"""A site's visits with the newest first, a page at a time, and single ones. All of it blocks."""

from __future__ import annotations

from tracker.domain.reports.question import Question
from tracker.domain.reports.visits import Stopped, VisitPlace, VisitRow
from tracker.storage.answers.selecting import selected_visits
from tracker.storage.exports.visit_pages import NAMED_VISITS, WHOLE, WORDS
from tracker.storage.journeys.funnels import stopped
from tracker.storage.numbered.asked_duck import AskedDuck
from tracker.storage.reports.duck import Connection, Values, rows

# A visit's number says about when it began, but for imported ones: the table is nearly in their
# order, so that few of its parts are looked at.
ONE = (
    "with page as materialized (select * from visit where visit = $visit and site = $site"
    " and begins), words as materialized ("
    + WORDS
    + "), around as (from visit where visit = $visit), whole as ("
    + WHOLE
    + ") "
    + NAMED_VISITS
)
OF_VISITOR = """
select start, visit from visit
where site = $site and visitor = $visitor and begins
    and day in (select day from visit where visit = $visit and begins)
order by start, visit limit $most
"""


def newest_visits(
    duck: Connection,
    question: Question,
    before: VisitPlace,
    most: int,
    stopped_at: Stopped | None = None,
) -> list[VisitRow]:
    """The last ones before that place that began in the question's span and that its filters
    select. Raises EngineError."""
    asked = AskedDuck(duck, question)
    only = f" and {stopped(asked, *stopped_at)}" if stopped_at else ""
    start, end = question.span
    days = f"site = {question.site_id} and day >= {asked.first}"
    page = (
        f"select * from visit where {days} and day <= {asked.last} and begins"
        f" and start >= {start} and start < {end}"
        f" and (start < {before.start} or (start = {before.start} and visit < {before.visit}))"
        f" and {selected_visits(asked)}{only} order by start desc, visit desc limit {most}"
    )
    found = asked.read(
        f"with page as materialized ({page}), words as materialized ({WORDS}),"
        f" around as (from visit where {days} and day <= {asked.last + asked.longest}),"
        f" whole as ({WHOLE}) {NAMED_VISITS} order by v.start desc, v.visit desc"
    )
    return [VisitRow(*row) for row in found]


def one_visit(duck: Connection, site_id: int, visit: int) -> VisitRow | None:
    """That visit of the site, if it is one. Raises EngineError."""
    found = rows(duck, ONE, {"site": site_id, "visit": visit})
    return VisitRow(*found[0]) if found else None


def visits_of_visitor(
    duck: Connection, site_id: int, visit: VisitRow, most: int
) -> list[VisitPlace]:
    """What the visitor of that visit began on the same day, itself too. Raises EngineError."""
    named: Values = {"site": site_id, "visit": visit.visit}
    named |= {"visitor": visit.visitor, "most": most}
    return [VisitPlace(*row) for row in rows(duck, OF_VISITOR, named)]
