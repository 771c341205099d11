"""A site's visits in the order in which they began, a page at a time. All of it blocks."""

from __future__ import annotations

from tracker.domain.reports.question import Question
from tracker.domain.reports.visits import VisitPlace, VisitRow
from tracker.storage.answers.selecting import selected_visits
from tracker.storage.numbered.asked_duck import AskedDuck
from tracker.storage.reports.duck import Connection

PAGE = 4_000  # visits of one read, some megabytes


# A visit's row of each day has that day's counts.
WHOLE = """
select visit, sum(pageviews)::bigint as pageviews, sum(others)::bigint as others,
    sum(engaged)::bigint as engaged
from around where visit in (select visit from page) group by visit
"""
# Few of all texts, each looked for once.
WORDS = """
select id, value from text where id in (
    select unnest([host, entry, exit, source, channel, referrer, language]) from page
)
"""
NAMED_VISITS = """
select v.start, v.visit, v.visitor, v.duration, w.pageviews, w.pageviews + w.others, w.engaged,
    v.bounce, coalesce(host.value, ''), coalesce(entry.value, ''), coalesce(exit.value, ''),
    coalesce(source.value, ''), coalesce(channel.value, ''), coalesce(referrer.value, ''),
    coalesce(m.source, ''), coalesce(m.medium, ''), coalesce(m.name, ''), coalesce(m.term, ''),
    coalesce(m.content, ''), coalesce(m.click_id, ''), coalesce(p.country, ''),
    coalesce(p.region, ''), coalesce(p.city, ''), coalesce(a.browser, ''),
    coalesce(a.browser_version, ''), coalesce(a.system, ''), coalesce(a.system_version, ''),
    coalesce(a.device, ''), coalesce(language.value, ''), v.width
from page v join whole w on w.visit = v.visit
left join words host on host.id = v.host left join words entry on entry.id = v.entry
left join words exit on exit.id = v.exit left join words source on source.id = v.source
left join words channel on channel.id = v.channel
left join words referrer on referrer.id = v.referrer
left join words language on language.id = v.language
left join campaign m on m.id = v.campaign left join place p on p.id = v.place
left join agent a on a.id = v.agent
"""


def visit_page(duck: Connection, question: Question, after: VisitPlace) -> list[VisitRow]:
    """The next ones that began in the question's span and that its filters select. Raises
    EngineError."""
    asked = AskedDuck(duck, question)
    start, end = question.span
    days = f"site = {question.site_id} and day >= {asked.first}"
    page = (
        f"select * from visit where {days} and day <= {asked.last} and begins"
        f" and start >= {start} and start < {end}"
        f" and (start > {after.start} or (start = {after.start} and visit > {after.visit}))"
        f" and {selected_visits(asked)} order by start, visit limit {PAGE}"
    )
    found = asked.read(
        f"with page as materialized ({page}), words as materialized ({WORDS}),"
        f" around as (from visit where {days} and day <= {asked.last + asked.longest}),"
        f" whole as ({WHOLE}) {NAMED_VISITS} order by v.start, v.visit"
    )
    return [VisitRow(*row) for row in found]
