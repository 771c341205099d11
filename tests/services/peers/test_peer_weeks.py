"""What came lately under each of a site's names, which a restart does not forget."""

import asyncio
from pathlib import Path

import pytest

from tests.eventually import eventually
from tests.services.peers.test_last_pages import at_site
from tracker.services.peers import kept_counts, weeks
from tracker.services.peers.kept_counts import keeping_counts, save
from tracker.services.peers.peer_counts import PeerCounts

DAY = 86_400_000
MIDNIGHT = 23 * 3_600_000  # of Berlin, in 1970
SITE = at_site(1)


def counted(*at: int, name: str = "a.example") -> PeerCounts:
    counts = PeerCounts()
    for each in at:
        counts.note(SITE, "plausible", each, name=name)
    return counts


def test_a_week_is_seven_days_of_the_site() -> None:
    counts = counted(MIDNIGHT - 1, MIDNIGHT, MIDNIGHT + 1, MIDNIGHT + 3 * DAY)

    def lately(at: int) -> tuple[int, int]:
        return counts.lately(SITE, "plausible", "a.example", at)

    assert lately(MIDNIGHT + 3 * DAY) == (1, 4)
    assert lately(MIDNIGHT + 4 * DAY) == (0, 4)
    assert lately(MIDNIGHT + 6 * DAY) == (0, 3)  # the first one is a week ago
    assert lately(MIDNIGHT + 9 * DAY) == (0, 1)
    assert lately(MIDNIGHT + 10 * DAY) == lately(MIDNIGHT + 99 * DAY) == (0, 0)
    counts.note(SITE, "plausible", MIDNIGHT + 99 * DAY, name="a.example")
    assert lately(MIDNIGHT + 99 * DAY) == (1, 1)


def test_names_are_counted_apart_however_they_are_spelled() -> None:
    counts = counted(1, name="www.A.example")
    counts.note(SITE, "plausible", 2, name="a.example")
    counts.note(SITE, "plausible", 3, name="b.example")
    assert counts.lately(SITE, "plausible", "a.example", 4) == (2, 2)
    assert counts.lately(SITE, "plausible", "b.example", 4) == (1, 1)
    assert counts.lately(SITE, "umami", "b.example", 4) == (0, 0)
    assert counts.lately(SITE, "plausible", "c.example", 4) == (0, 0)


def test_names_without_end_take_no_memory_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weeks, "MOST_NAMES", 1)
    counts = counted(1)
    counts.note(SITE, "plausible", 2, name="b.example")
    assert counts.lately(SITE, "plausible", "b.example", 2) == (0, 0)
    assert counts.of(1, "plausible").hits == 2  # type: ignore[union-attr]


async def test_a_restart_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_counts, "SAVE_EVERY", 0.01)
    path, counts = tmp_path / "peer-counts.json", PeerCounts()
    async with keeping_counts(counts, path):
        counts.note(SITE, "plausible", 1, name="a.example")
        await eventually(path.exists)
        counts.note(SITE, "plausible", 2, name="a.example")
    after = PeerCounts()
    async with keeping_counts(after, path):
        assert after.lately(SITE, "plausible", "a.example", 3) == (2, 2)
        assert after.of(1, "plausible") is None  # since the start nothing has come
        after.note(SITE, "plausible", 3)
        came = after.of(1, "plausible")
        assert came is not None
        assert (came.hits, came.today_at(3)) == (1, 3)
        after.forget(1)
    assert await asyncio.to_thread(path.read_text) == "[]"


@pytest.mark.parametrize("text", ["", "{}", '[[1,"plausible",{"names":{"a":[1]}}]]'])
async def test_a_file_that_makes_no_sense_is_none(tmp_path: Path, text: str) -> None:
    path, counts = tmp_path / "peer-counts.json", PeerCounts()
    path.write_text(text)
    async with keeping_counts(counts, path):
        assert counts.lately(SITE, "plausible", "a", 1) == (0, 0)


async def test_a_disk_that_refuses_is_asked_again(tmp_path: Path) -> None:
    path, counts = tmp_path / "nowhere" / "peer-counts.json", counted(1)
    await save(counts, path)
    path.parent.mkdir()
    await save(counts, path)
    assert path.exists()
    path.unlink()
    await save(counts, path)
    assert not path.exists(), "nothing is new"
