"""What may come from where: the host we answer for, forms and sockets of our own pages only."""

from __future__ import annotations

import logging
import re
from urllib.parse import SplitResult, urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.sessions import carries_session
from tracker.web.words.i18n import _

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
PORTS = {"http": 80, "https": 443}
SHOWN = 100  # characters of a host that is shown to whoever has sent it
LONGEST = 300  # characters of a host with its port: splitting a longer one is work for nothing
ANY_HOST = frozenset({"/healthz", "/metrics"})  # asked by programs nearby, which call us by address
HOST = re.compile(r"[A-Za-z0-9._-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")

log = logging.getLogger(__name__)


@web.middleware
async def own_host(request: web.Request, handler: Handler) -> web.StreamResponse:
    """With PUBLIC_URL only its host is answered: no other gets into a link or a cache. Without it
    any that can be one."""
    public = request.app[keys.CONFIG].public_url
    if not public and request.path not in ANY_HOST and not is_host(request.host):
        raise web.HTTPBadRequest
    if public and request.path not in ANY_HOST and not same_host(request.host, urlsplit(public)):
        await audit(request, "foreign host refused")
        raise web.HTTPMisdirectedRequest(text=another_host(request.host, urlsplit(public).netloc))
    return await handler(request)


def is_host(text: str) -> bool:
    """Whether it can be part of an address."""
    try:
        return HOST.fullmatch(text) is not None and urlsplit(f"//{text}").port != 0
    except ValueError:
        return False


def another_host(asked: str, own: str) -> str:
    """For whoever has set a name or a proxy up wrong; what is no host name is not repeated."""
    if len(asked) > SHOWN or not HOST.fullmatch(asked):
        return _("This server does not answer for that host name.")
    said = _(
        "This server answers for %(own)s, and was asked for %(asked)s. A proxy in front of it has "
        "to pass the Host header on; another name belongs into PUBLIC_URL."
    )
    return str(said) % {"own": own, "asked": asked}


@web.middleware
async def own_pages(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A request that changes something must come from one of our own pages; else 403."""
    if request.method not in SAFE and not may_change(request):
        await audit(request, "form of another site refused", known_path(request))
        raise web.HTTPForbidden(
            text=_("This form was sent from another site. Open the page again and send it there.")
        )
    return await handler(request)


def known_path(request: web.Request) -> str:
    """Which of our addresses was meant, without what stands in for its placeholders."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else ""


def may_change(request: web.Request) -> bool:
    """The browser's own word on where a request comes from; without it, the Origin."""
    match request.headers.get("Sec-Fetch-Site"):
        case "same-origin" | "none":
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
    sent = request.headers.get("Origin", "")
    if len(sent) > LONGEST:
        return False
    try:
        origin = urlsplit(sent)
        if origin.scheme not in PORTS or not origin.hostname or origin.path:
            return False
        if origin.username is not None or origin.query or origin.fragment:
            return False
        public = request.app[keys.CONFIG].public_url
        if public:
            ours = urlsplit(public)
            return origin.scheme == ours.scheme and same_host(origin.netloc, ours)
        return same_host(request.host, origin)
    except ValueError:
        return False


def same_host(host: str, ours: SplitResult) -> bool:
    """Whether `host[:port]` names the host and port of that URL."""
    if len(host) > LONGEST:
        return False
    try:
        given = urlsplit(f"//{host}")
        default = PORTS.get(ours.scheme)
        return (
            host.rpartition("]")[2].count(":") <= 1
            and not given.path + given.query + given.fragment
            and given.username is None
            and given.hostname == ours.hostname
            and (given.port or default) == (ours.port or default)
        )
    except ValueError:
        return False
