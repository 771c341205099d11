"""Requests as Caddy, Traefik and nginx write them in JSON; None for another line of theirs."""

from __future__ import annotations

import re
from datetime import UTC

from tracker.domain.imports.imported import Choice
from tracker.domain.imports.log_lines import time_of
from tracker.domain.imports.logs.asked import Asked, status_of
from tracker.domain.imports.reading.objects import Object
from tracker.domain.imports.reading.times import any_moment, moment
from tracker.domain.imports.reading.typed import inside, text_in

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?")

# What nginx' fields may be called: its owner has made the format.
_PATH = ("path", "request_uri", "uri", "url")
_TIME = ("date", "time", "time_iso8601", "timestamp", "@timestamp", "ts", "msec", "time_local")
_CLIENT = (
    *("ip", "remote_addr", "client_ip", "clientip", "http_x_forwarded_for", "client", "remote_ip"),
    *("remoteIP", "remoteAddr", "clientIp"),
)
_HOST = ("host", "http_host", "server_name", "vhost")
_AGENT = ("user_agent", "http_user_agent", "agent", "useragent", "userAgent", "ua")
_REFERRER = ("referrer", "http_referrer", "referer", "http_referer")
_METHOD = ("method", "request_method")
_QUERY = ("query", "args", "query_string")
_STATUS = ("status", "status_code")


def asked_of_caddy(told: Object, choice: Choice) -> Asked | None:
    request, headers = inside(told, "request"), inside(inside(told, "request"), "headers")
    if "uri" not in request or "status" not in told:
        return None
    when = told.get("ts")
    if isinstance(when, str):
        when = when.replace("/", "-")
    language = _LANGUAGE.match(_header(headers, "Accept-Language"))
    client = text_in(request, "client_ip") or text_in(request, "remote_ip")
    return Asked(
        any_moment(when, choice.zone or UTC),
        text_in(request, "method"),
        text_in(request, "uri"),
        status_of(told["status"]),
        client or text_in(request, "remote_addr"),
        text_in(request, "host"),
        _header(headers, "Referer"),
        _header(headers, "User-Agent") if headers.get("User-Agent") else None,
        language[0] if language else "",
    )


def _header(headers: Object, name: str) -> str:
    values = headers.get(name)
    first = values[0] if isinstance(values, list) and values else ""
    return first if isinstance(first, str) else ""


def asked_of_traefik(told: Object, choice: Choice) -> Asked | None:
    if "RequestPath" not in told or "RequestMethod" not in told:
        return None
    times = (text_in(told, name) for name in ("StartUTC", "StartLocal", "time"))
    found = (moment(each, choice.zone or UTC) for each in times if each)
    client = text_in(told, "ClientHost") or text_in(told, "ClientAddr")
    return Asked(
        next((each for each in found if each is not None), None),
        text_in(told, "RequestMethod"),
        text_in(told, "RequestPath"),
        status_of(told.get("DownstreamStatus") or told.get("OriginStatus")),
        client,
        text_in(told, "RequestHost"),
        text_in(told, "request_Referer"),
        text_in(told, "request_User-Agent") if "request_User-Agent" in told else None,
    )


def asked_of_nginx(told: Object, choice: Choice) -> Asked | None:
    """An object with a path and a time, or with a request line, and a status."""
    method, path = _one(told, _METHOD), _one(told, _PATH)
    when, status = _one(told, _TIME), _one(told, _STATUS)
    if not method or not path:
        request = text_in(told, "request").split(" ")
        if len(request) > 1:
            method, path = method or request[0], path or request[1]
        else:
            path = path or request[0]
    if not path or not when or not status:
        return None
    if "?" not in path and (query := _one(told, _QUERY)) not in {"", "-"}:
        path = f"{path}?{query.removeprefix('?')}"
    named = any(name in told for name in _AGENT)
    return Asked(
        any_moment(when, choice.zone or UTC) or _moment_of_clf(when),
        method or "GET",
        path,
        status_of(status),
        _one(told, _CLIENT),
        _one(told, _HOST),
        _one(told, _REFERRER),
        _one(told, _AGENT) if named else None,
    )


def _moment_of_clf(said: str) -> int | None:
    """As $time_local says it, between brackets or not."""
    try:
        return time_of(said.strip("[]"))
    except ValueError:
        return None


def _one(told: Object, names: tuple[str, ...]) -> str:
    for name in names:
        if name in told and (text := text_in(told, name)):
            return text
    return ""
