"""Whatever was done to the file: one clear message or reading only, and the file as it was."""

from collections import Counter
from pathlib import Path

import pytest

from tests.faults.mutations import MUTATIONS, Mutation, mutated, template
from tracker.storage.file import database
from tracker.storage.file.soundness import Start

pytestmark = pytest.mark.fault

SEEDS = 30


async def found(tmp_path: Path, seeds: range) -> list[Mutation]:
    site = await template(tmp_path / "original")
    return [
        await mutated(tmp_path / "original", site, tmp_path / str(seed), seed) for seed in seeds
    ]


async def test_thirty_damaged_files_are_noticed_and_left_as_they_are(tmp_path: Path) -> None:
    mutations = await found(tmp_path, range(SEEDS))
    assert [each for each in mutations if not each.is_clean] == []
    outcomes = Counter(each.outcome for each in mutations)
    assert outcomes["reading only"] >= 4
    assert outcomes["refused to start"] >= 10


async def test_a_server_that_does_not_look_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def look_away(_: Path) -> Start:
        return Start("")

    monkeypatch.setattr(database, "look_at", look_away)
    mutations = await found(tmp_path, range(4 * len(MUTATIONS)))
    unclean = {each.what for each in mutations if not each.is_clean}
    assert {"smash a page", "empty", "take the log"} <= unclean
