"""GoatCounter's collector for pages."""

from __future__ import annotations

from typing import NamedTuple

from aiohttp import web

from tracker.domain.hosts import NotAHost, read_host
from tracker.domain.peers.goatcounter import MOST_AGENT, NotCounted, read_count
from tracker.domain.peers.matomo import read_query
from tracker.domain.refusals import Reason, Refusal
from tracker.services.sites.site_aliases import SiteAliases
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.asking.handler_marks import open_to_all
from tracker.web.beacon.routes import sender_of
from tracker.web.peers.admitting import Admitted, admitted_to
from tracker.web.peers.answers import ANY_ORIGIN, FOR_NOW, on_purpose, told_why
from tracker.web.peers.heard import Common, Heard, Raw
from tracker.web.peers.taking import refuse, take

# The 43 bytes that they send.
GIF = bytes.fromhex(
    "47494638396101000100800100000000ffffff21f904010a0001002c00000000010001000002024c01003b"
)
AHEAD = Refusal(Reason.BOT, "a browser that looks ahead")
HEADERS = ANY_ORIGIN | {
    "Content-Type": "image/gif",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "no-store,no-cache",
}


class Named(NamedTuple):
    """A site, if there is one, and the name that says so; "" where it is the only one."""

    site: Site | None
    name: str


NOBODY = Named(None, "")


@open_to_all
async def count(request: web.Request) -> web.Response:
    """A pageview or an event in the query, of whatever method; a body is never read."""
    sender = sender_of(request)
    site, name = named_site(request, request.match_info.get("key", ""))
    admitted = await admitted_to(request, sender, "goatcounter", site, "", name)
    if isinstance(admitted, Refusal):
        return _answer(admitted, "no site at this domain")
    if len(sender.user_agent) > MOST_AGENT:
        return _wrong(request, admitted, "not valid: browser: must be shorter than 512 characters.")
    try:
        told = read_count(request.query, page_origin(request, admitted.site))
    except NotCounted as error:
        return _wrong(request, admitted, str(error), error.status)
    if _is_ahead(request):
        told = AHEAD
    if not isinstance(told, Refusal):
        told.hit.language = _language(request)
    return _answer(await take(request, admitted, told, sender))


def common(raw: Raw) -> Common | None:
    """A report of a page of a site that is known."""
    key = raw.path.split("/")[2] if raw.path.count("/") == 3 else ""
    site, name = named_site(raw, key)
    if site is None or len(raw.client.user_agent) > MOST_AGENT or _is_ahead(raw):
        return None
    try:
        told = read_count(read_query(raw.query), page_origin(raw, site))
    except NotCounted:
        return None
    if isinstance(told, Refusal):
        return None
    told.hit.language = _language(raw)
    return Common("goatcounter", site, told, raw.client, _answer, name, "goatcounter")


def _is_ahead(heard: Heard) -> bool:
    """Whether a browser loads what perhaps nobody will look at."""
    return any("prefetch" in heard.headers.get(name, "") for name in ("Purpose", "Sec-Purpose"))


def _language(heard: Heard) -> str:
    return heard.headers.get("Accept-Language", "").partition(",")[0].strip()


def site_of(request: Heard, key: str) -> Site | None:
    """As the address says, or the host that was asked; where there is one site only, it is meant;
    else the one whose pages are on the host that asks."""
    return named_site(request, key).site


def named_site(request: Heard, key: str) -> Named:
    """The same with the name that says so."""
    aliases = request.app[keys.ALIASES]
    if key:
        return Named(request.app[keys.SITES].by_key.get(key), key)
    found = _named_by_host(request)
    if found.site is None:
        only = aliases.only_site()
        found = Named(only, "") if only else _named(aliases, _asking(request))
    return found


def named_by_host(request: Heard) -> Site | None:
    """By the host that was asked alone."""
    return _named_by_host(request).site


def _named_by_host(request: Heard) -> Named:
    return _named(request.app[keys.ALIASES], request.host.partition(":")[0].lower())


def page_origin(request: Heard, site: Site) -> str:
    """Where the page lies, of which only the path is sent."""
    asking = _page(request)
    if asking.startswith(("https://", "http://")):
        return "/".join(asking.split("/", 3)[:3])
    return f"https://{host_of(site) or request.host}"


def host_of(site: Site) -> str:
    """The host that a site is about, where it is known."""
    for text in (*site.hosts, site.name):
        try:
            if "." in text:
                return read_host(text)
        except NotAHost:
            continue
    return ""


def _named(aliases: SiteAliases, host: str) -> Named:
    """By the whole name, or by the code in front of it."""
    if not host:
        return NOBODY
    if found := aliases.named("goatcounter", host) or aliases.named("host", host):
        return Named(found, host)
    code = host.partition(".")[0]
    return Named(aliases.named("goatcounter", code), code)


def _page(request: Heard) -> str:
    return request.headers.get("Origin", "") or request.headers.get("Referer", "")


def _asking(request: Heard) -> str:
    return _page(request).partition("://")[2].partition("/")[0].partition(":")[0].lower()


def _answer(refusal: Refusal | None, said: str = "") -> web.Response:
    headers = told_why(HEADERS, refusal)
    if refusal is None or refusal.reason is Reason.BOT:
        return web.Response(body=GIF, headers=headers)
    if on_purpose(refusal):
        headers["X-Goatcounter"] = f"ignored because: {refusal.reason.value}"
        return web.Response(status=202, body=GIF, headers=headers)
    if refusal.reason in FOR_NOW:
        return web.Response(status=refusal.status, body=GIF, headers=headers)
    headers["X-Goatcounter"] = said or refusal.reason.value
    return web.Response(status=400, body=GIF, headers=headers)


def _wrong(request: web.Request, admitted: Admitted, said: str, status: int = 400) -> web.Response:
    refusal = refuse(request, admitted.site, Refusal(Reason.BAD, said[:120]))
    headers = told_why(HEADERS, refusal) | {"X-Goatcounter": _in_header(said)}
    return web.Response(status=status, body=GIF, headers=headers)


def _in_header(said: str) -> str:
    return "".join(letter if " " <= letter <= "~" else "?" for letter in said)
