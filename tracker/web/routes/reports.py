"""What a site's numbers say."""

from __future__ import annotations

from aiohttp import web

from tracker.web.api import queries
from tracker.web.funnels import naming as named_funnels
from tracker.web.funnels import pages as funnels
from tracker.web.journeys import pages as journeys
from tracker.web.kept import annotations as notes
from tracker.web.kept import goals, segments
from tracker.web.questions.tabs import TABS
from tracker.web.reports import page as reports
from tracker.web.routes.places import SITE
from tracker.web.visits import pages as visits

VISIT = SITE + r"/visits/{visit:-?\d{1,19}}"  # of before 2020 they are negative
GOAL = SITE + r"/goals/{goal_id:\d{1,18}}/change"
FUNNEL = SITE + r"/funnels/{funnel_id:\d{1,18}}/change"
SEGMENT = SITE + r"/segments/{segment_id:\d{1,18}}"
ANNOTATION = SITE + r"/annotations/{annotation_id:\d{1,18}}/change"
TAB = "{tab:" + "|".join(TABS) + "}"

ROUTES: list[web.AbstractRouteDef] = [
    web.get(SITE, reports.reports_page, name="site"),
    web.get(
        SITE + "/reports/" + TAB + ".csv", reports.report_csv, name="report_csv", allow_head=False
    ),
    web.get(
        SITE + "/reports/all.csv", reports.report_all_csv, name="report_all_csv", allow_head=False
    ),
    web.get(SITE + "/reports/" + TAB, reports.report_list, name="report_list"),
    web.get(SITE + "/filter-values", reports.report_values, name="report_values"),
    web.post(SITE + "/query", queries.page_query, name="query"),
    web.get(SITE + "/funnels", funnels.funnel_page, name="funnels"),
    web.post(SITE + "/funnels", named_funnels.funnel_add),
    web.get(FUNNEL, named_funnels.funnel_name_page, name="funnel"),
    web.post(FUNNEL, named_funnels.funnel_change),
    web.get(SITE + "/journeys", journeys.journey_page, name="journeys"),
    web.get(SITE + "/visits", visits.visits_page, name="visits"),
    web.get(VISIT, visits.visit_page, name="one_visit"),
    web.get(SITE + "/goals", goals.goal_list, name="goals"),
    web.post(SITE + "/goals", goals.goal_add),
    web.get(GOAL, goals.goal_page, name="goal"),
    web.post(GOAL, goals.goal_change),
    web.get(SITE + "/segments", segments.segment_list, name="segments"),
    web.post(SITE + "/segments", segments.segment_add),
    web.get(SEGMENT, segments.segment_page, name="segment"),
    web.post(SEGMENT, segments.segment_change),
    web.get(SITE + "/annotations", notes.annotation_list, name="annotations"),
    web.post(SITE + "/annotations", notes.annotation_add),
    web.get(ANNOTATION, notes.annotation_page, name="annotation"),
    web.post(ANNOTATION, notes.annotation_change),
]
