"""Umami's API for programs: as a server of one's own has it, as their cloud has it, and for what
knows release 2 only."""

from __future__ import annotations

from aiohttp import web

from tracker.web.umami_api import (
    answers,
    event_data,
    events,
    log_in,
    metrics,
    others,
    people,
    properties,
    series,
    session,
    sessions,
    stats,
    websites,
)

PLACES = ("/api", "/v1", "/umami2/api")
SITE = "/websites/{site_id:[^/]{1,100}}"
SESSION = SITE + "/sessions/{session:[^/]{1,100}}"


def routes_of(place: str) -> list[web.RouteDef]:
    """Its addresses below there."""
    return [
        web.get(place + "/heartbeat", others.heartbeat),
        web.post(place + "/heartbeat", others.heartbeat),
        web.post(place + "/auth/login", log_in.log_in),
        web.post(place + "/auth/verify", people.verify),
        web.get(place + "/auth/verify", people.verify),
        web.get(place + "/me", people.me),
        web.get(place + "/me/websites", websites.website_list),
        web.get(place + "/websites", websites.website_list),
        web.get(place + SITE, websites.website),
        web.get(place + SITE + "/active", websites.active),
        web.get(place + SITE + "/daterange", websites.daterange),
        web.get(place + SITE + "/stats", stats.stats),
        web.get(place + SITE + "/pageviews", series.pageviews),
        web.get(place + SITE + "/metrics", metrics.metrics),
        web.get(place + SITE + "/metrics/expanded", metrics.expanded),
        web.get(place + SITE + "/values", metrics.values),
        web.get(place + SITE + "/events/series", series.event_series),
        web.get(place + SITE + "/events/stats", stats.event_stats),
        web.get(place + SITE + "/sessions/stats", stats.session_stats),
        web.get(place + SITE + "/sessions/weekly", stats.weekly),
        web.get(place + SITE + "/sessions", sessions.sessions),
        web.get(place + SESSION, session.session),
        web.get(place + SESSION + "/activity", session.activity),
        web.get(place + SESSION + "/properties", session.properties),
        web.get(place + SITE + "/events", events.events),
        web.get(place + SITE + "/event-data", event_data.event_data),
        web.get(place + SITE + "/event-data/events", properties.by_event),
        web.get(place + SITE + "/event-data/fields", properties.fields),
        web.get(place + SITE + "/event-data/properties", properties.properties),
        web.get(place + SITE + "/event-data/stats", properties.stats),
        web.get(place + SITE + "/event-data/values", properties.values),
        web.get(place + SITE + "/event-data/{event:[^/]{1,100}}", event_data.data_of_event),
        web.get(place + SITE + "/{call:.+}", others.unanswered),
        web.options(place + "/{read:websites.*|me.*|auth/verify|heartbeat}", answers.preflight),
    ]


ROUTES: list[web.AbstractRouteDef] = [each for place in PLACES for each in routes_of(place)]
