"""What old visits leave in sums when they are erased: no unfiltered figure changes."""

from contextlib import closing
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from tests.reports.likeness import difference
from tests.reports.living_log import LivingLog
from tests.reports.random_questions import of_days
from tests.reports.random_removals import erase
from tests.storage.reports.test_equals_plain import Followed
from tracker.domain.retention import kept_since
from tracker.domain.rows import AgeRemoval
from tracker.storage.file.database import Database
from tracker.storage.numbered.reader import Reader
from tracker.storage.reports import rolling
from tracker.storage.sums.leaving import leaving

DAY = 86_400_000


@pytest.mark.alike
@pytest.mark.parametrize("seed", range(2))
async def test_no_unfiltered_figure_changes(
    db: Database, tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(rolling, "MOST", 2)
    chance = Random(seed)
    living = LivingLog(db, chance)
    await living.open()
    for _ in range(6):
        await living.goes_on()
    life = living.life
    now = life.now + 4 * DAY
    with closing(Followed(tmp_path, tmp_path / "tracker.db", chance)) as followed:
        followed.follows()
        questions = [of_days(life) for _ in range(15)]
        before = [Reader(followed.file.connection()).answer(each) for each in questions]
        lost = 0
        for days in (8, 4):
            for site in [each for each in life.zones if each not in life.gone]:
                edge = kept_since(now, days, ZoneInfo(life.zones[site]))
                rows = leaving(followed.file, site, edge, now)
                lost += len(rows)
                removal = AgeRemoval(site, now, edge)
                await living.log.append([*rows, removal])
                followed.follows()
                await erase(db, removal)
        after = [Reader(followed.file.connection()).answer(each) for each in questions]
        followed.is_made_anew()
        followed.follows()
        anew = [Reader(followed.file.connection()).answer(each) for each in questions]
    assert lost
    for question, said, says, counted in zip(questions, before, after, anew, strict=True):
        assert not difference(says.rows, said.rows, question), question
        assert not difference(counted.rows, said.rows, question), question
