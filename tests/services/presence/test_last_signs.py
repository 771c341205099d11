"""However many come at once, no single row and no sweep looks at all of them. Work is counted."""

from collections.abc import Callable
from itertools import count
from random import Random

import pytest

from tests.making import NOON, event
from tracker.domain.events import Event
from tracker.services.presence import last_signs, site_presence
from tracker.services.presence import presence as all_sites
from tracker.services.presence.last_signs import LastSigns, Visit
from tracker.services.presence.presence import Presence
from tracker.services.presence.site_presence import A_VISIT

SECOND, MINUTE = 1_000, 60_000
CROWD = 5_000
Work = Callable[[], int]


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    """How many visits were moved in the heap since it was last asked."""
    moves = 0

    def counted(heap: list[Visit], visit: Visit) -> Visit:
        nonlocal moves
        moves += 1
        return replaced(heap, visit)

    def asked() -> int:
        nonlocal moves
        made, moves = moves, 0
        return made

    replaced = last_signs.heapreplace
    monkeypatch.setattr(last_signs, "heapreplace", counted)
    return asked


@pytest.fixture
def presence() -> Presence:
    return Presence()


def view(visit: int, at: int) -> Event:
    return event(path="/", beacon=visit, visit=visit, at=at)


def crowd(presence: Presence, at: int, visits: int = CROWD) -> None:
    presence.apply([view(visit, at) for visit in range(1, visits + 1)])


def test_a_crowd_that_came_at_once_goes_on_some_at_a_time(presence: Presence, work: Work) -> None:
    crowd(presence, NOON)
    crowd(presence, NOON + 20 * MINUTE, CROWD - 100)
    made = []
    for half in range(0, 240):
        presence.sweep(NOON + 29 * MINUTE + half * SECOND // 2)
        made.append(work())
        assert presence.now(1) == CROWD - (100 if half >= 120 else 0), "to the sweep"
    assert 0 < max(made) <= 500
    assert sum(made) == CROWD - 100


def test_who_gives_a_sign_in_the_last_minute_is_no_work_when_it_is_over(
    presence: Presence, work: Work
) -> None:
    crowd(presence, NOON)
    for half in range(0, 120):
        presence.sweep(NOON + 29 * MINUTE + half * SECOND // 2)
    crowd(presence, NOON + 30 * MINUTE - 1, CROWD - 100)
    presence.sweep(NOON + 30 * MINUTE)
    assert presence.now(1) == CROWD - 100
    assert work() == 0
    for half in range(0, 240):
        presence.sweep(NOON + 59 * MINUTE + half * SECOND // 2)
    assert presence.now(1) == 0


def test_after_a_leap_of_the_clock_too(presence: Presence, work: Work) -> None:
    crowd(presence, NOON)
    crowd(presence, NOON + 20 * MINUTE, CROWD - 100)
    later = NOON + 40 * MINUTE
    presence.sweep(later)
    assert work() <= 500
    for half in range(1, 20):
        presence.sweep(later + half * SECOND // 2)
        assert work() <= 500
    assert presence.now(1) == CROWD - 100


def test_a_full_site_does_not_look_at_all_of_its_visits_for_a_new_one(
    presence: Presence, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_presence, "MOST_VISITS", CROWD)
    crowd(presence, NOON)
    crowd(presence, NOON + MINUTE)
    for new in range(1, CROWD):
        presence.apply([view(CROWD + new, NOON + 2 * MINUTE)])
        assert work() <= 10
    assert len(presence.of(1)) < CROWD * 1.2
    assert presence.now(1) == 2 * CROWD - 1


def test_who_is_only_counted_is_the_longest_silent(
    presence: Presence, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_presence, "MOST_VISITS", 50)
    site, chance, taken = presence.of(1), Random(1), []
    take = LastSigns.take_longest_silent

    def noted(signs: LastSigns) -> Visit | None:
        if found := take(signs):
            assert found.at == min(each.at for each in site._visits.values())
            taken.append(found.id)
        return found

    monkeypatch.setattr(LastSigns, "take_longest_silent", noted)
    for number, new in zip(range(20_000), count(1_000), strict=False):
        known = list(site._visits)
        visit = chance.choice(known) if known and chance.random() < 0.9 else new
        presence.apply([view(visit, NOON + number * 10)])
    assert len(taken) > 1_000
    assert len(site) <= 51


def test_a_site_whose_visitors_never_rest_stays_within_its_bounds(
    presence: Presence, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_presence, "MOST_VISITS", 200)
    for turn in range(100):
        signs = [view(visit, NOON + turn * SECOND) for visit in range(1, 201)]
        presence.apply([*signs, view(1_000 + turn, NOON + turn * SECOND)])
        assert len(presence.of(1)) <= 200 * 1.2


def test_room_is_made_some_at_a_time(presence: Presence, monkeypatch: pytest.MonkeyPatch) -> None:
    visits = 4 * CROWD
    monkeypatch.setattr(all_sites, "PRESENCE", visits * A_VISIT)
    presence = Presence()
    crowd(presence, NOON, visits - 10)
    presence.apply([view(visits + new, NOON + MINUTE) for new in range(20)])
    assert visits - len(presence.of(1)) <= 600
    presence.sweep(NOON + MINUTE)
    assert presence.room >= 0
    assert presence.now(1) == visits + 10
