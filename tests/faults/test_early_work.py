"""Before anything counts a stranger's tries, nothing that one request holds keeps the loop busy."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from tests.domain.hostile_input import PIECES
from tests.faults.busy_loop import LONGEST_MS, spells
from tests.mailbox import Mailbox
from tests.raw_socket import exchange
from tracker.config import Config
from tracker.web.pages.pages import compile_templates

pytestmark = pytest.mark.fault

FORMS = ["/login", "/login/link", "/login/reset", "/register"]
FIELDS = ["login", "email", "name", "password"]
BODY, HEADER, TARGET = 31_000, 8_000, 30_000  # bytes: as much as is read of each
HEADERS = {
    "Cookie": "{}",
    "Content-Type": "application/x-www-form-urlencoded; charset={}",
    "Accept-Language": "{}",
    "Accept": "text/html, {}",
    "Host": "{}",
    "Origin": "http://{}",
    "Authorization": "Bearer {}",
    "User-Agent": "{}",
    "Sec-CH-UA": "{}",
    "X-Forwarded-For": "{}",
    "Forwarded": "for={}",
}
EVIL = {name: piece.encode("utf-8", "surrogatepass") for name, piece in PIECES.items()}


@pytest.fixture
def config(config: Config, mailbox: Mailbox) -> Config:
    return replace(
        config,
        registration="open",
        mail_url=mailbox.url,
        public_url="http://127.0.0.1",
        trusted_proxies=("127.0.0.1",),
    )


@pytest.fixture
def app(app: web.Application) -> web.Application:
    compile_templates(app)  # as in production
    return app


def forms(path: str) -> Iterator[bytes]:
    """A form whose fields are all of one piece, and one that has it all in its first field."""
    for piece in EVIL.values():
        yield post(path, b"&".join(filled(field, piece, BODY // 5 - 10) for field in FIELDS))
        yield from (post(path, filled(field, piece, BODY)) for field in ("login", "email", "name"))
    escaped = "".join(f"%{byte:02X}" for byte in "\u0301\u0327".encode()).encode()
    yield post(path, filled("login", escaped, BODY))


def filled(field: str, piece: bytes, length: int) -> bytes:
    return field.encode() + b"=" + again(piece, length)


def again(piece: bytes, length: int) -> bytes:
    return piece * (length // len(piece))


def post(path: str, body: bytes, headers: bytes = b"Host: 127.0.0.1\r\n") -> bytes:
    kind = (
        b""
        if b"Content-Type" in headers
        else b"Content-Type: application/x-www-form-urlencoded\r\n"
    )
    size = f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
    return f"POST {path} HTTP/1.1\r\n".encode() + headers + kind + size + body


def with_header(name: str) -> Iterator[bytes]:
    for piece in EVIL.values():
        if not set(piece) & set(b"\0\r\n"):
            line = f"{name}: {HEADERS[name]}\r\n".encode().replace(b"{}", again(piece, HEADER))
            host = b"" if name == "Host" else b"Host: 127.0.0.1\r\n"
            yield post("/login", b"login=a&password=b", host + line)


def targets() -> Iterator[bytes]:
    """Long addresses, some of which name a host as a proxy's client would."""
    for piece in EVIL.values():
        for start in (b"/login?next=/", b"/login?", b"/", b"http://", b"//"):
            if not set(piece) & set(b"\0\r\n \t"):
                target = start + again(piece, TARGET)
                yield (
                    b"GET " + target + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
                )


@pytest.mark.parametrize("path", FORMS)
async def test_no_form_keeps_the_loop_busy(client: TestClient, path: str) -> None:
    await sent(client, list(forms(path)))


@pytest.mark.parametrize("name", HEADERS)
async def test_no_header_keeps_the_loop_busy(client: TestClient, name: str) -> None:
    await sent(client, list(with_header(name)))


async def test_no_address_keeps_the_loop_busy(client: TestClient) -> None:
    await sent(client, list(targets()))


async def sent(client: TestClient, requests: list[bytes]) -> None:
    """One after the other; what takes long is tried again, for a machine has its moments."""
    assert (await exchange(client.port, post("/login", b"login=a&password=b"))).startswith(b"HTTP")
    for request in requests:
        longest = [await longest_spell(client, request)]
        while min(longest) > LONGEST_MS and len(longest) < 5:
            longest.append(await longest_spell(client, request))
        assert min(longest) <= LONGEST_MS, (min(longest), request[:60], request[-60:])


async def longest_spell(client: TestClient, request: bytes) -> float:
    with spells() as found:
        answer = await exchange(client.port, request)
    assert answer[9:10] in {b"2", b"3", b"4"}, (request[:80], answer[:80])
    return max(found, default=0.0)
