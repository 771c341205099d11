"""What may come from where: the host we answer for, forms and sockets of our own pages only. What
is refused names what does not fit, as it mostly is a proxy that was set up in a hurry."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from tracker.domain.origins import is_host, is_shown, read_origin, same_host
from tracker.services.upkeep.forwarded import What
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.client import scheme_of
from tracker.web.asking.sessions import carries_session
from tracker.web.words.i18n import _, untranslated

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OWN = frozenset({"same-origin", "none"})
ANY_HOST = frozenset({"/healthz", "/metrics"})  # asked by programs nearby, which call us by address


@web.middleware
async def own_host(request: web.Request, handler: Handler) -> web.StreamResponse:
    """With PUBLIC_URL only its host is answered: no other gets into a link or a cache. Without it
    any that can be one."""
    public = request.app[keys.CONFIG].public_url
    if request.path in ANY_HOST:
        return await handler(request)
    if not public and not is_host(request.host):
        raise web.HTTPBadRequest
    if public and not same_host(request.host, urlsplit(public)):
        await audit(request, "foreign host refused")
        raise web.HTTPMisdirectedRequest(text=another_host(request, urlsplit(public).netloc))
    request.app[keys.FORWARDED].note_host()
    return await handler(request)


def another_host(request: web.Request, own: str) -> str:
    """For whoever has set a name or a proxy up wrong; what is no host name is not repeated."""
    if not is_shown(request.host):
        return _("This server does not answer for that host name.")
    return told(request, "host", OTHER_HOST, {"own": own, "asked": request.host})


@web.middleware
async def own_pages(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A request that changes something must come from one of our own pages; else 403."""
    if request.method not in SAFE and not may_change(request):
        await audit(request, "form of another site refused", known_path(request))
        raise web.HTTPForbidden(text=why_not_ours(request))
    return await handler(request)


def known_path(request: web.Request) -> str:
    """Which of our addresses was meant, without what stands in for its placeholders."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else ""


def may_change(request: web.Request) -> bool:
    """The browser's own word on where a request comes from; without it, the Origin."""
    match request.headers.get("Sec-Fetch-Site"):
        case site if site in OWN:
            return True
        case None:
            # Plain http on a host other than localhost: browsers leave Sec-Fetch-Site out.
            if "Origin" in request.headers:
                return same_origin(request)
            return not carries_session(request)
        case _:
            return False


def same_origin(request: web.Request) -> bool:
    """Whether the Origin header is ours; no header is a no. For sockets, which no form guards."""
    origin = read_origin(request.headers.get("Origin", ""))
    if origin is None:
        return False
    if public := request.app[keys.CONFIG].public_url:
        ours = urlsplit(public)
        return origin.scheme == ours.scheme and same_host(origin.netloc, ours)
    return same_host(request.host, origin) and not is_said_secure(request, origin)


def is_said_secure(request: web.Request, origin: SplitResult) -> bool:
    """Whether a browser on http was said to be on https: it would not keep our cookies. The other
    way round is a proxy behind another one, which asks by http itself."""
    return origin.scheme == "http" and scheme_of(request) == "https"


def why_not_ours(request: web.Request) -> str:
    """What of a form or a socket does not fit to this server, and what to do about it."""
    sent = request.headers.get("Origin", "")
    origin, public = read_origin(sent), request.app[keys.CONFIG].public_url
    by_its_own_word = request.headers.get("Sec-Fetch-Site", "none") not in OWN
    if origin is None:
        if by_its_own_word or sent not in {"", "null"}:
            return str(ANOTHER_SITE)
        return told(request, "form", HIDDEN if sent else SILENT, {})
    ours = urlsplit(public or f"{scheme_of(request)}://{request.host}")
    values = {"browser": origin.geturl(), "own": ours.geturl(), "asked": request.host}
    if not is_shown(origin.netloc) or not is_shown(request.host):
        return str(ANOTHER_SITE)
    if origin.hostname == ours.hostname and origin.scheme != ours.scheme:
        return told(request, "form", OTHER_SCHEME if public else SAID_SECURE, values)
    if by_its_own_word:
        return str(ANOTHER_SITE)
    return told(request, "form", OTHER_ADDRESS if public else HOST_NOT_PASSED, values)


def told(request: web.Request, what: What, said: str, values: Mapping[str, str]) -> str:
    """The sentence as its reader reads it; the log and `tracker doctor` say it in English."""
    written = untranslated(said) % values
    request[keys.WRITTEN] = written
    request.app[keys.FORWARDED].note_misfit(what, written)
    return str(said) % values


OTHER_HOST = _(
    "This server answers for %(own)s, and was asked for %(asked)s. A proxy in front of it has to "
    "pass the Host header on as it is (nginx: proxy_set_header Host $http_host); another name "
    "belongs into PUBLIC_URL."
)
ANOTHER_SITE = _("This form was sent from another site. Open the page again and send it there.")
HOST_NOT_PASSED = _(
    "Your browser is on %(browser)s, and this server was asked for %(asked)s. If both are the same "
    "server, let the proxy in front of it pass the Host header on as it is (nginx: "
    "proxy_set_header Host $http_host), and set PUBLIC_URL=%(browser)s. If not, another site has "
    "sent this form."
)
OTHER_ADDRESS = _(
    "Your browser is on %(browser)s, and this server’s address is %(own)s. Open it there. If the "
    "first one is right, set PUBLIC_URL to it, and let the proxy in front of the server pass the "
    "Host header on as it is. If you do not know it, another site has sent this form."
)
OTHER_SCHEME = _(
    "Your browser is on %(browser)s, and this server’s address is %(own)s. Open it there and send "
    "the form again; if the first one is right, set PUBLIC_URL=%(browser)s."
)
SAID_SECURE = _(
    "Your browser is on %(browser)s, and the proxy says that it came to %(own)s. Let the proxy "
    "send the scheme by which it was asked (nginx: proxy_set_header X-Forwarded-Proto $scheme), or "
    "open %(own)s."
)
HIDDEN = _(
    "Your browser does not say where this form comes from (Origin: null). If it was a page of this "
    "server, let the proxy in front of it leave the Referrer-Policy header as it is. If not, "
    "another site has sent it."
)
SILENT = _(
    "The request does not say where it comes from. A proxy in front of this server has to pass the "
    "headers Origin and Sec-Fetch-Site on."
)
