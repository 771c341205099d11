"""Random logs are logs: what is erased of them changes no number."""

from random import Random

import pytest

from tests.reports.living_log import LivingLog
from tests.reports.plain import answer
from tests.reports.random_logs import RandomLog
from tests.reports.random_questions import any_question
from tracker.storage.file.database import Database


@pytest.mark.parametrize("seed", range(5))
async def test_what_is_left_says_what_all_rows_say(db: Database, seed: int):
    living = LivingLog(db, Random(seed))
    await living.open()
    said = 0
    for _ in range(12):
        await living.goes_on()
        left = await living.left()
        for _ in range(5):
            question = any_question(living.life)
            found = answer(living.told, question)
            assert answer(left, question).rows == found.rows, question
            said += bool(found.rows and any(found.rows[0].metrics))
    assert said > 10


def test_the_same_chance_makes_the_same_log():
    made = [RandomLog(Random(7)) for _ in range(2)]
    for _ in range(5):
        assert made[0].batch(30) == made[1].batch(30)
    assert RandomLog(Random(8)).batch(30) != RandomLog(Random(7)).batch(30)
