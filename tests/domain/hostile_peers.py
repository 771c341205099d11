"""What may come into functions of domain/peers: from an editor, or in a stranger's hit."""

from contextlib import suppress

from tests.domain.hostile_input import BODY, NOW, QUERY, Case
from tracker.domain.peers import (
    aliases,
    goatcounter,
    goatcounter_api,
    lines,
    liwan,
    matomo,
    matomo_variables,
    plausible,
    times,
    told,
    umami,
)


def typed(given: str) -> None:
    for kind in aliases.KINDS:
        aliases.spelled(kind, given)
        with suppress(ValueError):
            aliases.read_alias(kind, given)


def counted(given: str) -> None:
    for name in "ptresqb":
        with suppress(ValueError):
            goatcounter.read_count({"p": "/a", name: given}, "https://example.com")


def many(given: str) -> None:
    hit = {"path": given, "session": given, "query": given, "created_at": given}
    with suppress(ValueError):
        goatcounter_api.read_hits({"hits": [hit] * 10}, "https://example.com", NOW)


def plausibly(given: str) -> None:
    page = {"n": given, "d": given, "r": given, "sd": given}
    plausible.read_event({"u": "https://example.com/", "p": given} | page)
    plausible.read_event({"n": "a", "u": given[:2_000], "$": given})
    plausible.read_event({"n": "engagement", "u": given, "h": 1, "e": given, "p": {given: given}})


def umamis(given: str) -> None:
    page = {"website": given, "url": given, "hostname": given[:99], "referrer": "/" + given}
    page |= {"title": given, "name": given[:50], "timestamp": given, "data": {given: given}}
    with suppress(ValueError):
        umami.read_send({"type": "event", "payload": page})


def matomos(given: str) -> None:
    for name in ("url", "urlref", "res", "_id", "r", "ec_items", "e_v", "cdo", "action_name"):
        with suppress(ValueError):
            matomo.read_request({"idsite": "1", "rec": "1", "e_c": "a", "e_a": "b", name: given})


def beside(given: str) -> None:
    matomo_variables.told_beside({"dimension1": given, "cvar": given, given: given})
    matomo_variables.told_beside({"_cvar": "{" + given + "}", "e_cvar": given[:4_000]})


def bulk(given: str) -> None:
    with suppress(ValueError):
        matomo.read_bulk(b'{"requests": [' + given.encode("utf-8", "replace") + b"]}")


def late(given: str) -> None:
    with suppress(times.TooOld):
        times.within_a_day(times.read_time(given) or 0, NOW)


CASES = {
    "peers.aliases.read_alias": Case(BODY, typed),
    "peers.aliases.spelled": Case(BODY, typed),
    "peers.goatcounter.page_of": Case(QUERY, goatcounter.page_of),
    "peers.goatcounter.read_count": Case(QUERY, counted),
    "peers.goatcounter_api.read_hits": Case(BODY, many),
    "peers.lines.lines": Case(255, lambda t: lines.lines(t, t, {"plausible": t, "matomo": t})),
    "peers.liwan.is_theirs": Case(BODY, lambda t: liwan.is_theirs({t: t})),
    "peers.liwan.read_event": Case(
        BODY, lambda t: liwan.read_event({"entity_id": t, "name": t, "url": t, "referrer": t})
    ),
    "peers.matomo.page_key": Case(QUERY, lambda t: matomo.page_key({"_id": t, "pv_id": t})),
    "peers.matomo.query_of": Case(BODY, matomo.query_of),
    "peers.matomo.read_bulk": Case(BODY, bulk),
    "peers.matomo.read_query": Case(BODY, matomo.read_query),
    "peers.matomo.read_request": Case(QUERY, matomos),
    "peers.matomo_variables.told_beside": Case(QUERY, beside),
    "peers.plausible.page_key": Case(BODY, plausible.page_key),
    "peers.plausible.read_event": Case(BODY, plausibly),
    "peers.times.read_time": Case(BODY, times.read_time),
    "peers.times.within_a_day": Case(BODY, late),
    "peers.told.event_name": Case(BODY, told.event_name),
    "peers.told.flat": Case(BODY, lambda t: told.flat({t: t})),
    "peers.told.is_plain": Case(BODY, told.is_plain),
    "peers.told.number_of": Case(BODY, told.number_of),
    "peers.told.with_revenue": Case(BODY, lambda t: told.with_revenue({}, t, t)),
    "peers.umami.decoded": Case(BODY, umami.decoded),
    "peers.umami.read_send": Case(BODY, umamis),
}
