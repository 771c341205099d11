"""The check of `make faults` on what an answer's time tells. Its figures are made there: a busy
machine would make them wrong here."""

from pathlib import Path

import pytest

from tests.faults.who_exists import CHANCE, Hasty, likelihood, links, log_ins, registrations


@pytest.mark.fault
async def test_skipping_the_hash_for_strangers_is_seen(tmp_path: Path) -> None:
    told = await log_ins(tmp_path / "data", 10, Hasty())
    assert not told.is_clean
    assert told.known_ms > told.unknown_ms


@pytest.mark.fault
async def test_asking_for_links_is_measured(tmp_path: Path) -> None:
    told = await links(tmp_path / "data", 3)
    assert told.known_ms > 0
    assert told.unknown_ms > 0


@pytest.mark.fault
async def test_registering_is_measured(tmp_path: Path) -> None:
    told = await registrations(tmp_path / "data", 3)
    assert told.known_ms > 0
    assert told.unknown_ms > 0


def test_samples_of_one_kind_are_told_from_samples_of_two() -> None:
    some = [float(n) for n in range(0, 200, 2)]
    assert likelihood(some, [n + 1 for n in some]) > 0.5
    assert likelihood(some, [n + 60 for n in some]) < CHANCE
