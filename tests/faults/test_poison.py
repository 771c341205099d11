"""A row that the database can't take is refused alone."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient

from tests.beacon_load import answer_to, post
from tests.seeded_data import Seeded
from tests.stored_hits import beacons_in, missing
from tracker.services.recording import hit_rows

pytestmark = pytest.mark.fault

MANY = 50
POISON = 1717  # a screen's width


@pytest.mark.parametrize("ordinary", [False, True])
async def test_one_poisoned_hit_among_fifty_is_refused_and_the_others_are_stored(
    client: TestClient,
    seeded: Seeded,
    data_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    ordinary: bool,
) -> None:
    width = hit_rows.screen_width
    monkeypatch.setattr(hit_rows, "screen_width", lambda of: 2**70 if of == POISON else width(of))
    hits = [
        {"id": f"hit{n}", "url": "https://example.com/", "width": POISON if n == 25 else 1440}
        for n in range(MANY)
    ]
    posts = [post(seeded.site.key, hit, ordinary) for hit in hits]
    answers = await asyncio.gather(*(answer_to(client.port, each) for each in posts))
    assert Counter(answer.status for answer in answers) == {204: MANY - 1, 400: 1}
    assert b"the database can't hold this hit" in answers[25].body
    lost = missing([str(hit["id"]) for hit in hits], seeded.site.id, beacons_in(data_dir))
    assert lost == ["hit25"]
