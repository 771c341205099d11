"""What a request says about the browser that sent it."""

from __future__ import annotations

from aiohttp import web

from tracker.domain.addresses import network_of, rate_key
from tracker.domain.agents import read_agent
from tracker.domain.client_address import UNIX, client_address
from tracker.domain.places import Place
from tracker.storage.accounts.login_sessions import Client
from tracker.web import keys


def address_of(request: web.Request) -> str:
    """The client's address: the connection's peer, or what trusted proxies say."""
    headers = request.headers
    return client_address(
        peer_of(request),
        headers.getall("X-Forwarded-For", ()),
        headers.getall("Forwarded", ()),
        request.app[keys.PROXIES],
    )


def peer_of(request: web.Request) -> str:
    """Who has connected: an address, or UNIX."""
    return request.remote or request.get(keys.PEER) or ""


def is_trusted(request: web.Request) -> bool:
    """Whether who has connected is a proxy whose word is taken."""
    peer = peer_of(request)
    return peer == UNIX or peer in request.app[keys.PROXIES]


def scheme_of(request: web.Request) -> str:
    """`http` or `https`, by which the browser came: as a trusted proxy says, else by which we were
    asked. Of several words in the header only the last is the proxy's own."""
    said = request.headers.getall("X-Forwarded-Proto", ())
    if said and is_trusted(request):
        last = said[-1].rpartition(",")[2].strip().lower()
        return SCHEMES.get(last, request.scheme)
    return request.scheme


SCHEMES = {"http": "http", "https": "https", "ws": "http", "wss": "https"}


def rate_key_of(request: web.Request) -> str:
    """What shares a rate limit with this client."""
    return rate_key(address_of(request))


def client_of(request: web.Request) -> Client:
    """What the user will recognise this browser by in the list of sessions."""
    headers = request.headers
    agent = read_agent(
        headers.get("User-Agent", ""),
        headers.get("Sec-CH-UA", ""),
        headers.get("Sec-CH-UA-Platform", ""),
        headers.get("Sec-CH-UA-Mobile", ""),
    )
    browser = " · ".join(part for part in (agent.browser, agent.system) if part)
    address, place = address_of(request), place_of(request)
    return Client(browser, network_of(address), place.country, place.city)


def place_of(request: web.Request) -> Place:
    """Where the client is, as far as that is known without asking anybody."""
    service = request.app[keys.GEO_SERVICE]
    find = service.known if service else request.app[keys.GEOLOCATION].find
    return find(address_of(request))
