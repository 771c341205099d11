"""A8: bytes on which two servers could disagree. Through the proxy no handler is called that the
proxy does not know of: nothing arrives with an address that was made up inside another request,
and nothing arrives that is not answered."""

import asyncio
import time
from contextlib import closing, suppress

import pytest

from tests.deploy.conftest import Call, Served
from tests.deploy.proxies import WHOLE, Proxy
from tests.eventually import PATIENCE
from tests.seeded_data import Seeded
from tests.web.sites.owners import FIREFOX

pytestmark = pytest.mark.fault
MADE_UP = "6.6.6.6"
FINAL = b"HTTP/1.1 "
CHUNKED = [
    "Transfer-Encoding: chunked",
    "Transfer-Encoding : chunked",
    "Transfer-Encoding:\tchunked",
    "Transfer-Encoding: Chunked",
    "Transfer-Encoding: xchunked",
    "Transfer-Encoding: chunked, identity",
    "Transfer-Encoding: identity, chunked",
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
    "Transfer-Encoding:\r\n chunked",
    " Transfer-Encoding: chunked",
    "X: x\nTransfer-Encoding: chunked",
    "Transfer_Encoding: chunked",
]


def inner(key: str) -> str:
    """The request that is hidden in another: a visit, with an address that it makes up."""
    body = '{"name":"pageview","url":"https://example.com/smuggled"}'
    return (
        f"POST /visit/{key} HTTP/1.1\r\nHost: {WHOLE}\r\nX-Forwarded-For: {MADE_UP}\r\n"
        f"User-Agent: {FIREFOX}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    )


def cl_te(key: str, header: str) -> str:
    """Who goes by the length takes all of it, who goes by the chunks finds another request."""
    body = f"0\r\n\r\n{inner(key)}"
    length = f"Content-Length: {len(body)}"
    return f"POST /login HTTP/1.1\r\nHost: {WHOLE}\r\n{length}\r\n{header}\r\n\r\n{body}"


def te_cl(key: str, header: str) -> str:
    """The other way round."""
    hidden = inner(key)
    size = f"{len(hidden):x}"
    return (
        f"POST /login HTTP/1.1\r\nHost: {WHOLE}\r\nContent-Length: {len(size) + 2}\r\n{header}\r\n"
        f"\r\n{size}\r\n{hidden}\r\n0\r\n\r\n"
    )


def upgrades(key: str) -> list[str]:
    """A proxy that takes a refused upgrade for a granted one passes on whatever follows."""
    ways = [
        ("/sites/1/live/socket", "Sec-WebSocket-Version: 777\r\n"),
        ("/sites/1/live/socket", "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n"),
        ("/login", "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"),
        ("/healthz", "Content-Length: 5\r\n"),
    ]
    return [
        f"GET {path} HTTP/1.1\r\nHost: {WHOLE}\r\nConnection: {connection}\r\n"
        f"Upgrade: {protocol}\r\n{more}\r\n{inner(key)}"
        for path, more in ways
        for connection in ("Upgrade", "Upgrade, keep-alive")
        for protocol in ("websocket", "h2c")
    ]


def other(key: str) -> list[str]:
    hidden = inner(key)
    start = f"POST /login HTTP/1.1\r\nHost: {WHOLE}\r\n"
    return [
        f"{start}Content-Length: 0\r\nContent-Length: {len(hidden)}\r\n\r\n{hidden}",
        f"{start}Content-Length: +{len(hidden)}\r\n\r\n{hidden}",
        f"{start}Content-Length: 0x0\r\n\r\n{hidden}",
        f"{start}Expect: 100-continue\r\nContent-Length: {len(hidden)}\r\n\r\n{hidden}",
        f"GET /login HTTP/1.1\r\nHost: {WHOLE}\r\nContent-Length: {len(hidden)}\r\n\r\n{hidden}",
        f"{start}Transfer-Encoding: chunked\r\n\r\n0;x=\n\r\n\r\n{hidden}",
        f"{start}Transfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n\r\n{hidden}",
        f"GET / HTTP/1.1\r\nHost: {WHOLE}\r\nX: a\r\r\n\r\n{hidden}",
    ]


def attacks(key: str) -> list[str]:
    lengths = [way(key, header) for header in CHUNKED for way in (cl_te, te_cl)]
    return [*lengths, *upgrades(key), *other(key)]


async def test_no_request_is_smuggled_past_the_proxy(
    proxy: Proxy, whole: Served, seeded: Seeded
) -> None:
    sent = attacks(seeded.site.key)
    for attack in sent:
        whole.calls.clear()
        said = await answered(proxy, attack.encode("latin-1"), whole.calls)
        called, answers = list(whole.calls), said.count(FINAL)
        assert MADE_UP not in {call.address for call in called}, attack
        assert len(called) <= answers, f"{called} for {attack!r}"
    # The connections that proxy and server share are clean: each answer is for its own question.
    async with proxy.browser() as browser:
        for _ in range(5):
            async with browser.get("/healthz") as answer:
                assert (answer.status, await answer.json()) == (200, {"status": "ok"})
    assert len(sent) == 48


async def answered(proxy: Proxy, request: bytes, calls: list[Call]) -> bytes:
    """All that comes back: until a quiet moment in which no call is left without its answer."""
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", proxy.tls, ssl=proxy.trusting(), server_hostname=WHOLE
    )
    said, moment = b"", 1.0
    until = time.monotonic() + PATIENCE
    with closing(writer), suppress(OSError):
        writer.write(request)
        while time.monotonic() < until:
            try:
                piece = await asyncio.wait_for(reader.read(65_536), moment)
            except TimeoutError:
                if said.count(FINAL) >= len(calls):
                    break
                continue
            if not piece:
                break
            said, moment = said + piece, 0.05
    return said
