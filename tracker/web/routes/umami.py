"""Umami's API for programs: as a server of one's own has it, as their cloud has it, and for what
knows release 2 only."""

from __future__ import annotations

from aiohttp import web

from tracker.web.umami_api import answers, log_in, metrics, others, people, series, stats, websites

PLACES = ("/api", "/v1", "/umami2/api")
SITE = "/websites/{site_id:[^/]{1,100}}"


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
        web.get(place + SITE + "/{call:.+}", others.unanswered),
        web.options(place + "/{read:websites.*|me.*|auth/verify|heartbeat}", answers.preflight),
    ]


ROUTES: list[web.AbstractRouteDef] = [each for place in PLACES for each in routes_of(place)]
