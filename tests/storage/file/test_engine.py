"""E2: once it serves, a start names an SQLite with the known fault, and the fix."""

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


def test_the_start_warns_and_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("tracker.storage.file.engine.VERSION", (3, 46, 1))
    with caplog.at_level(logging.WARNING):
        started(Config())
    (said,) = [record.message for record in caplog.records]
    assert said.startswith("SQLite 3.46.1 can damage")
    assert "let no other program write tracker.db" in said


def test_a_start_on_a_sound_release_has_nothing_to_warn_of(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("tracker.storage.file.engine.VERSION", (3, 51, 3))
    with caplog.at_level(logging.WARNING):
        started(Config())
    assert caplog.records == []
