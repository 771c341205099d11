"""A hit that was answered 503 is not stored, whatever the disk does."""

from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient

from tests.faults.slow_disk import on_a_slow_disk
from tests.seeded_data import Seeded
from tracker.config import Config
from tracker.services.recording.entries import Entry
from tracker.services.recording.waiting import Waiting

pytestmark = pytest.mark.fault

REFUSED = 500


@pytest.fixture(params=[24, 2_000])
def config(request: pytest.FixtureRequest, config: Config) -> Config:
    """Once with a queue that runs over, once with one in which hits expire."""
    return replace(config, queue_size=request.param)


async def test_what_a_slow_disk_refuses_is_not_stored(
    client: TestClient, seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = await on_a_slow_disk(client, seeded, monkeypatch, REFUSED)
    print(found)
    assert found.is_clean, found
    assert found.refused >= REFUSED
    assert found.acknowledged


@pytest.mark.parametrize("config", [2_000], indirect=True)
async def test_a_recorder_that_stores_what_has_expired_is_found_out(
    client: TestClient, seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = Waiting.take

    def take_expired_too(self: Waiting, now: float) -> list[Entry]:
        waiting = list(self._queue)
        kept = take(self, now)
        expired = [entry for entry in waiting if entry not in kept and entry not in self._queue]
        return kept + [Entry(entry.row, lambda _: None, entry.since) for entry in expired]

    monkeypatch.setattr(Waiting, "take", take_expired_too)
    found = await on_a_slow_disk(client, seeded, monkeypatch, REFUSED)
    assert found.kept
    assert not found.is_clean
