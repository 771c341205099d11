"""E2: an SQLite with the known fault is named, with the fix, by `tracker doctor` and the admin's
page."""

import logging

import pytest

from tracker.config import Config
from tracker.storage.file.engine import known_fault
from tracker.web.serving.start_log import started


@pytest.mark.parametrize(
    "version", [(3, 40, 1), (3, 44, 5), (3, 46, 1), (3, 50, 6), (3, 51, 0), (3, 51, 2)]
)
def test_a_faulty_release_is_named_with_the_one_that_mends_it(version: tuple[int, ...]) -> None:
    told = known_fault(version)
    assert ".".join(map(str, version)) in told
    assert "fixed in 3.51.3" in told


@pytest.mark.parametrize("version", [(3, 44, 6), (3, 50, 7), (3, 51, 3), (3, 52, 0), (4, 0, 0)])
def test_a_sound_release_is_not(version: tuple[int, ...]) -> None:
    assert known_fault(version) == ""


@pytest.mark.parametrize("version", [(3, 46, 1), (3, 51, 3)])
def test_a_start_says_nothing_of_it_for_there_is_nothing_to_do(
    version: tuple[int, ...], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("tracker.storage.file.engine.VERSION", version)
    with caplog.at_level(logging.WARNING):
        started(Config())
    assert caplog.records == []
