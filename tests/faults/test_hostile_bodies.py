"""Bodies made to harm: each is refused as the sender's fault, or stored as something tidy."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient

from tests.beacon_load import BROWSER
from tests.faults.hostile_bodies import ENCODINGS, HOSTILE, URL, hostile, nested, request_of
from tests.seeded_data import Seeded
from tests.ways import WAYS, Way, send
from tracker.config import Config
from tracker.domain.hits import read_hit
from tracker.domain.refusals import Refusal
from tracker.web import keys

pytestmark = pytest.mark.fault


@pytest.fixture(params=["short", "body later"])
def way(request: pytest.FixtureRequest) -> Way:
    return WAYS[request.param]


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
async def test_a_hostile_body_is_refused_or_stored_tidy(
    client: TestClient, seeded: Seeded, way: Way, body: bytes
) -> None:
    for headers in ENCODINGS:
        (answer,) = await send(client.port, way, request_of(seeded.site.key, body, headers))
        assert answer.status in {204, 400, 413}
    for row in await events(client, seeded):
        assert 0 <= row["width"] < 100_000
        assert len(row["properties"] or "") < 8_000
        properties = json.loads(row["properties"] or "{}", parse_constant=pytest.fail)
        assert len(properties) <= 30


async def test_hostile_bodies_take_no_memory(tmp_path: Path) -> None:
    harm = await hostile(tmp_path / "data", rounds=5)
    assert harm.is_bounded, harm


async def events(client: TestClient, seeded: Seeded) -> list[dict[str, object]]:
    rows = await client.app[keys.DATABASE].read(
        "select event.*, text.value as words from event join text on text.id = event.title"
    )
    return [dict(row) for row in rows]


@pytest.mark.parametrize("depth", [10_000, 100_000, 1_000_000])
def test_the_decoder_survives_any_depth(depth: int) -> None:
    assert isinstance(read_hit(nested(depth)), Refusal)
    assert isinstance(read_hit(b"[" * depth), Refusal)


class TestAroundTheDeepest:
    @pytest.fixture
    def config(self, config: Config) -> Config:
        return replace(config, rate_burst=10_000)

    @pytest.mark.parametrize("brackets", ["[]", ('{"a":', "}")], ids=["lists", "objects"])
    async def test_what_can_just_be_read_can_be_written_too(
        self, client: TestClient, seeded: Seeded, way: Way, brackets: tuple[str, str]
    ) -> None:
        deepest = sys.getrecursionlimit()
        bodies = [nested(depth, *brackets) for depth in range(deepest - 300, deepest)]
        requests = [request_of(seeded.site.key, body) for body in bodies]
        answers = await send(client.port, way, *requests)
        statuses = [answer.status for answer in answers]
        assert statuses == sorted(statuses)
        assert set(statuses) <= {204, 400}


TEXTS = {
    "a cut emoji": (r"half \ud83d", "half "),
    "both halves the wrong way": (r"\ude00\ud83d!", "!"),
    "a NUL": (r"a\u0000b", "ab"),
    "controls": (r"a\u0007\u001b[31mb\u0085c", "a[31mb c"),
    "lines": (r"a\r\nb\tc\u2028d", "a  b c d"),
    "right to left": ("שלום \u202eabc", "שלום \u202eabc"),
    "emoji": ("👩‍👩‍👧‍👦 🏳️‍🌈", "👩‍👩‍👧‍👦 🏳️‍🌈"),
    "in pieces": ("Cafe\u0301", "Café"),
}


@pytest.mark.parametrize(("sent", "kept"), TEXTS.values(), ids=TEXTS)
async def test_odd_text_is_stored_tidy(
    client: TestClient, seeded: Seeded, way: Way, sent: str, kept: str
) -> None:
    quoted = sent.encode()
    body = b'{"url":"https://example.com/","title":"' + quoted + b'","name":"' + quoted
    body += b'","properties":{"' + quoted + b'":"' + quoted + b'"}}'
    (answer,) = await send(client.port, way, request_of(seeded.site.key, body))
    assert answer.status == 204
    (row,) = await events(client, seeded)
    assert row["words"] == kept
    assert json.loads(str(row["properties"])) == {kept: kept}


@pytest.mark.parametrize("header", ["User-Agent", "Sec-CH-UA", "X-Forwarded-For", "Forwarded"])
async def test_bytes_that_are_no_text_in_a_header_harm_nobody(
    client: TestClient, seeded: Seeded, way: Way, header: str
) -> None:
    sent = request_of(seeded.site.key, f"{{{URL}}}".encode(), f"X-Odd: {BROWSER}\r\n")
    sent = sent.replace(f"User-Agent: {BROWSER}\r\n".encode(), b"", header == "User-Agent")
    sent = sent.replace(b"X-Odd: Mozilla", header.encode() + b": \xff\xfeMozilla")
    (answer,) = await send(client.port, way, sent)
    assert answer.status == 204
