"""Requests as Cloudflare, CloudFront, Vercel and Netlify hand them on; None for another line."""

from __future__ import annotations

from tracker.domain.imports.imported import Choice
from tracker.domain.imports.logs.asked import Asked, status_of
from tracker.domain.imports.logs.w3c import asked_of_columns
from tracker.domain.imports.reading.objects import Object
from tracker.domain.imports.reading.times import any_moment, unix_moment
from tracker.domain.imports.reading.typed import inside, text_in

_TRAFFIC = frozenset({"traffic", "user_traffic"})
LOWEST_SCORE = 30  # of a person, as Cloudflare guesses


def asked_of_cloudflare(told: Object, choice: Choice) -> Asked | None:  # noqa: ARG001
    if "ClientRequestURI" not in told and "ClientRequestPath" not in told:
        return None
    score, status = told.get("BotScore"), told.get("EdgeResponseStatus")
    agent = "ClientRequestUserAgent"
    return Asked(
        any_moment(told.get("EdgeStartTimestamp", told.get("EdgeEndTimestamp"))),
        text_in(told, "ClientRequestMethod") or "GET",
        text_in(told, "ClientRequestURI") or text_in(told, "ClientRequestPath"),
        status_of(status),
        text_in(told, "ClientIP"),
        text_in(told, "ClientRequestHost"),
        text_in(told, "ClientRequestReferer"),
        text_in(told, agent) if agent in told else None,
        country=text_in(told, "ClientCountry"),
        is_robot=isinstance(score, int) and 0 < score < LOWEST_SCORE,
    )


def asked_of_cloudfront(told: Object, choice: Choice) -> Asked | None:  # noqa: ARG001
    """Its newer logs, whose owner chooses the form and the fields: named as ever."""
    if "cs-uri-stem" not in told or "sc-status" not in told:
        return None
    cells = {name: str(value) for name, value in told.items()}
    return asked_of_columns(cells, is_cloudfront=True)


def asked_of_vercel(told: Object, choice: Choice) -> Asked | None:  # noqa: ARG001
    """What a function prints has no `proxy`. Edge and static tell one request twice."""
    proxy = inside(told, "proxy")
    if "path" not in proxy:
        return None
    agents = proxy.get("userAgent")
    agent = agents[0] if isinstance(agents, list) and agents else agents
    return Asked(
        unix_moment(proxy.get("timestamp", told.get("timestamp"))),
        text_in(proxy, "method"),
        text_in(proxy, "path"),
        status_of(proxy.get("statusCode")),
        text_in(proxy, "clientIp"),
        text_in(proxy, "host") or text_in(told, "host"),
        text_in(proxy, "referer"),
        agent if isinstance(agent, str) else None,
        key=text_in(told, "requestId"),
    )


def asked_of_netlify(told: Object, choice: Choice) -> Asked | None:  # noqa: ARG001
    """Functions and deploys have logs of another type. Its owner may have left out who asked."""
    if text_in(told, "log_type") not in _TRAFFIC or "status_code" not in told:
        return None
    country = told.get("country")
    if isinstance(country, dict):
        country = country.get("code")
    return Asked(
        any_moment(told.get("timestamp")),
        text_in(told, "method"),
        text_in(told, "url") or text_in(told, "path"),
        status_of(told["status_code"]),
        text_in(told, "client_ip"),
        text_in(told, "host") or text_in(told, "domain"),
        text_in(told, "referrer") or text_in(told, "referer"),
        text_in(told, "user_agent") if "user_agent" in told else None,
        country=country if isinstance(country, str) else "",
        key=text_in(told, "request_id"),
    )
