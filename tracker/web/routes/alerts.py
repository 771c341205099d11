"""Being told: alerts, those who are told, mails."""

from __future__ import annotations

from aiohttp import web

from tracker.web.alerts import deliveries, guests, leaving, notices
from tracker.web.alerts import pages as alerts
from tracker.web.alerts import targets as alert_targets
from tracker.web.routes.places import SITE, TOKEN

ALERT = SITE + r"/alerts/{alert_id:\d{1,18}}"
TARGET = SITE + r"/targets/{target_id:\d{1,18}}"

ROUTES: list[web.AbstractRouteDef] = [
    web.get(SITE + "/alerts", alerts.alert_list, name="alerts"),
    web.post(SITE + "/alerts", alerts.alert_add),
    web.get(SITE + "/alerts/new", notices.alert_notices, name="alert_notices"),
    web.get(ALERT + "/change", alerts.alert_page, name="alert"),
    web.post(ALERT + "/change", alerts.alert_change),
    web.post(ALERT + "/mine", alerts.alert_mine, name="alert_mine"),
    web.post(SITE + "/report-mails", alerts.reports_mine, name="report_mails"),
    web.get(SITE + "/deliveries", deliveries.delivery_list, name="deliveries"),
    web.get(SITE + "/guests", guests.guest_list, name="alert_guests"),
    web.post(SITE + "/guests", guests.guest_ask),
    web.post(
        SITE + r"/guests/{guest_id:\d{1,18}}/remove",
        guests.guest_remove,
        name="alert_guest_remove",
    ),
    web.get(SITE + "/targets", alert_targets.target_list, name="alert_targets"),
    web.post(SITE + "/targets", alert_targets.target_add),
    web.get(TARGET + "/change", alert_targets.target_page, name="alert_target"),
    web.post(TARGET + "/change", alert_targets.target_change),
    web.post(TARGET + "/test", alert_targets.target_test, name="alert_target_test"),
    web.post(TARGET + "/again", alert_targets.target_again, name="alert_target_again"),
    web.get("/mails/" + TOKEN, leaving.leave_page, name="mail_leave"),
    web.post("/mails/" + TOKEN, leaving.leave),
]
