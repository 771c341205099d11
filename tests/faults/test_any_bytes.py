"""Whatever is sent to the beacon's routes: never a fault of the server's."""

import json
import logging
from collections.abc import Callable, Iterator

import pytest
from aiohttp.test_utils import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.beacon_load import BROWSER, answer_to
from tests.seeded_data import Seeded
from tracker.domain.hits import Hit
from tracker.web.logs.requests import tame

pytestmark = pytest.mark.fault

Errors = Callable[[], list[logging.LogRecord]]
FIELDS = list(Hit.__struct_fields__)
NAMES = st.sampled_from(["pageview", "leave", "test", "Signup", "click", ""])
WORDS = st.sampled_from(["hidden", "left", "back", "https://example.com/a?utm_source=x", "a1"])
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()) | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
HITS = st.builds(
    lambda name, more: {"name": name, "url": "https://example.com/"} | more,
    NAMES,
    st.dictionaries(st.sampled_from(FIELDS), ANY, max_size=8),
)
BODIES = st.binary(max_size=400) | HITS.map(lambda hit: json.dumps(hit).encode())
CONTENT_TYPES = st.sampled_from(
    [
        "text/plain",
        "text/plain; charset=utf-16",
        "text/plain; charset=nonsense",
        "application/json",
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=nonsense",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "multipart/form-data; boundary=" + "x" * 80,
        "application/octet-stream",
        "",
        "/",
    ]
)
PATHS = st.sampled_from(["", "?", "/visited", "/visited?event=a&data=%FF%00", ".gif"])


@pytest.fixture(autouse=True)
def errors(caplog: pytest.LogCaptureFixture) -> Iterator[Errors]:
    """Tells what is logged as an error; bytes that are no HTTP are a warning, as in production."""
    logger = logging.getLogger("aiohttp.server")
    logger.addFilter(tame)
    yield lambda: [record for record in caplog.records if record.levelno >= logging.ERROR]
    logger.removeFilter(tame)


UNHURRIED = settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])


@UNHURRIED
@given(sent=st.tuples(BODIES, CONTENT_TYPES, PATHS))
async def test_no_body_of_any_type_is_a_fault_of_ours(
    client: TestClient,
    seeded: Seeded,
    errors: Errors,
    sent: tuple[bytes, str, str],
) -> None:
    body, content_type, path = sent
    head = f"POST /visit/{seeded.site.key}{path} HTTP/1.1\r\nHost: x\r\nUser-Agent: {BROWSER}\r\n"
    head += f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    answer = await answer_to(client.port, head.encode() + body)
    assert answer.status < 500, answer
    assert not errors()


@UNHURRIED
@given(query=st.binary(max_size=300), gif=st.booleans())
async def test_no_address_is_a_fault_of_ours(
    client: TestClient,
    seeded: Seeded,
    errors: Errors,
    query: bytes,
    gif: bool,
) -> None:
    path = ".gif" if gif else "/visited"
    head = f"GET /visit/{seeded.site.key}{path}?url=https://example.com/&".encode() + query
    rest = f" HTTP/1.1\r\nHost: x\r\nUser-Agent: {BROWSER}\r\n\r\n".encode()
    answer = await answer_to(client.port, head + rest)
    assert answer.status < 500, answer
    assert not errors()


@UNHURRIED
@given(sent=st.binary(min_size=1, max_size=300))
async def test_no_bytes_at_all_are_a_fault_of_ours(
    client: TestClient, seeded: Seeded, errors: Errors, sent: bytes
) -> None:
    head = f"POST /visit/{seeded.site.key} HTTP/1.1\r\nHost: x\r\n".encode()
    answer = await answer_to(client.port, head + sent + b"\r\n\r\n\r\n\r\n")
    assert answer.status < 500, answer
    assert not errors()
