"""What was refused: counted for every site, the newest kept within bounds."""

import pytest

from tracker.domain.refusals import Reason, Refusal
from tracker.services.live import refused
from tracker.services.live.refused import Refused

NOW = 1_795_262_400_000


Counted = list[tuple[int, Reason, int]]


@pytest.fixture
def told() -> list[int]:
    return []


@pytest.fixture
def counted() -> Counted:
    return []


@pytest.fixture
def refusals(told: list[int], counted: Counted) -> Refused:
    return Refused(
        lambda site_id, _message: told.append(site_id), lambda *each: counted.append(each)
    )


async def test_the_refusals_of_every_site_are_shown_however_many_there_are(refusals, told, counted):
    many = 10_050
    for site_id in range(1, many + 1):
        refusals.add(site_id, Refusal(Reason.BOT), NOW)
    assert told == list(range(1, many + 1))
    assert counted == [(site_id, Reason.BOT, NOW) for site_id in range(1, many + 1)]
    assert len(refusals.latest(many)) == 1
    assert refusals.totals() == {Reason.BOT: many}


async def test_the_newest_messages_are_kept_and_all_are_counted(refusals, counted, monkeypatch):
    monkeypatch.setattr(refused, "MOST_KEPT", 3)
    for site_id in (1, 2, 1, 3, 4):
        refusals.add(site_id, Refusal(Reason.SPAM), NOW)
    assert [len(refusals.latest(site_id)) for site_id in (1, 2, 3, 4)] == [0, 0, 1, 1]
    assert [site_id for site_id, _, _ in counted] == [1, 2, 1, 3, 4]


async def test_a_site_that_is_no_more_is_forgotten_but_in_the_totals(refusals):
    for site_id in (1, 2):
        refusals.add(site_id, Refusal(Reason.BOT), NOW)
    refusals.forget(1)
    refusals.forget(1)
    assert refusals.latest(1) == []
    assert refusals.totals() == {Reason.BOT: 2}
