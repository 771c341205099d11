"""Who is who over a day, a night and a flood."""

import itertools
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from tests.making import event
from tracker.domain.ids import Ids
from tracker.domain.places import NOWHERE, Place
from tracker.services.recording import visitors as module
from tracker.services.recording.entries import Entry
from tracker.services.recording.sequencer import Sequencer
from tracker.services.recording.visitors import A_VISITOR, Visitors
from tracker.storage.log.salts import Salts
from tracker.storage.sites.sites import Site

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
MINUTE = 60_000
HOUR = 60 * MINUTE


def ms(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp() * 1000)


NOON = ms(2026, 11, 21, 12)


@pytest.fixture
def site() -> Site:
    return Site(
        id=1,
        key="abcdefghijkl",
        owner_id=1,
        name="example.com",
        hosts=(),
        time_zone="Europe/Berlin",
        created_at=0,
        keep_address="no",
    )


@pytest.fixture
def visitors(tmp_path: Path) -> Visitors:
    numbers = itertools.count(1)
    salts = Salts(tmp_path / "salts.json", lambda size: next(numbers).to_bytes(size))
    return Visitors(salts, lambda _: NOWHERE, NOON)


class Seen:
    """What one browser's event at a time was filed under."""

    writer = Sequencer(Ids())

    def __init__(self, visitors: Visitors, site: Site, at: int, address: str = "192.0.2.1") -> None:
        found = visitors.meet(site, address, FIREFOX, "\n\n", at)
        row = event(who=found, at=at)
        self.writer.fold([Entry(row, lambda _: None, 0.0, found)], 0)
        self.visit, self.visitor = row.visit, row.visitor_id


def test_half_an_hour_without_an_event_ends_a_visit(visitors: Visitors, site: Site) -> None:
    first = Seen(visitors, site, NOON)
    assert Seen(visitors, site, NOON + 30 * MINUTE - 1).visit == first.visit
    later = Seen(visitors, site, NOON + 60 * MINUTE - 1)
    assert later.visit != first.visit
    assert later.visitor == first.visitor


def test_a_visit_lasts_as_long_as_events_come(visitors: Visitors, site: Site) -> None:
    seen = [Seen(visitors, site, NOON + minutes * MINUTE) for minutes in range(0, 300, 25)]
    assert len({each.visit for each in seen}) == 1


def test_a_visit_over_midnight_goes_on_under_the_new_days_visitor(
    visitors: Visitors, site: Site
) -> None:
    midnight = ms(2026, 11, 21, 23)  # in Berlin
    before, after = (Seen(visitors, site, midnight + step) for step in (-1, 0))
    assert before.visit == after.visit
    assert before.visitor != after.visitor


# The days on which Berlin's clocks turn have 23 and 25 hours.
TURNS = {"to summer": (2026, 3, 28, 23, 23), "to winter": (2026, 10, 24, 22, 25)}


@pytest.mark.parametrize("turn", TURNS.values(), ids=TURNS)
def test_a_visitor_is_the_same_for_all_hours_of_a_day_when_clocks_turn(
    visitors: Visitors, site: Site, turn: tuple[int, ...]
) -> None:
    start, hours = ms(*turn[:4]), turn[4]
    ids = [Seen(visitors, site, start + hour * HOUR).visitor for hour in range(-1, hours + 1)]
    assert len(set(ids[1:-1])) == 1
    assert len(set(ids)) == 3


def test_the_day_is_the_sites_own(visitors: Visitors, site: Site) -> None:
    kolkata = msgspec.structs.replace(site, id=2, time_zone="Asia/Kolkata")
    midnight = ms(2026, 11, 21, 18, 30)
    before, after = (Seen(visitors, kolkata, midnight + step) for step in (-1, 0))
    assert before.visitor != after.visitor


def test_nobody_is_the_same_visitor_on_two_sites(visitors: Visitors, site: Site) -> None:
    other = msgspec.structs.replace(site, id=2)
    assert Seen(visitors, site, NOON).visitor != Seen(visitors, other, NOON).visitor


def test_a_visit_that_the_log_knows_goes_on_also_over_midnight(
    visitors: Visitors, site: Site
) -> None:
    midnight = ms(2026, 11, 21, 23)
    before = Seen(visitors, site, midnight - MINUTE)
    restarted = Visitors(visitors._salts, lambda _: NOWHERE, midnight)
    restarted.resume(before.visitor, before.visit, midnight - MINUTE)
    assert Seen(restarted, site, midnight + MINUTE).visit == before.visit


def test_a_clock_that_steps_back_cuts_no_visit(visitors: Visitors, site: Site) -> None:
    first = Seen(visitors, site, NOON)
    assert Seen(visitors, site, NOON - HOUR).visit == first.visit


def test_a_flood_of_addresses_is_forgotten_in_time(
    visitors: Visitors, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "VISITORS", 100 * A_VISITOR)
    few = Visitors(visitors._salts, lambda _: NOWHERE, NOON)
    for number in range(500):
        Seen(few, site, NOON, f"192.0.2.{number}")
    assert 50 <= len(few._young) + len(few._old) <= 102


def test_nothing_that_a_browser_sent_is_kept(visitors: Visitors, site: Site) -> None:
    agent, hints = f"{FIREFOX} {'x' * 300}", '"Firefox";v="145"\n"Linux"\n?0'
    found = visitors.meet(site, "192.0.2.77", agent, hints, NOON)
    kept = [getattr(found, name) for name in found.__slots__]
    assert "192.0.2.77" not in repr(kept)
    assert "xxx" not in repr(kept)
    assert list(visitors._young) == [found.id]
    assert found.agent.browser == "Firefox"


def test_a_visitor_is_told_from_another_by_agent_and_never_by_hints(
    visitors: Visitors, site: Site
) -> None:
    found = {
        visitors.meet(site, "192.0.2.1", agent, hints, NOON)
        for agent, hints in itertools.product((FIREFOX, f"{FIREFOX}0"), ("\n\n", '"A"\n\n'))
    }
    assert len(found) == 2


BRAVE = '"Brave";v="130", "Chromium";v="130"\n"Windows"\n?0'


@pytest.mark.parametrize("hints", [("\n\n", BRAVE), (BRAVE, "\n\n"), (BRAVE, "")])
def test_what_hints_tell_stays_with_a_visitor_who_comes_without(
    visitors: Visitors, site: Site, hints: tuple[str, ...]
) -> None:
    chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0.0.0 Safari/537.36"
    for each in hints:
        found = visitors.meet(site, "192.0.2.1", chrome, each, NOON)
    assert found.agent.browser == "Brave"


def test_after_a_step_back_of_the_clock_a_visit_ends_after_half_an_hour(
    visitors: Visitors, site: Site
) -> None:
    first = Seen(visitors, site, NOON)
    Seen(visitors, site, NOON - 5 * HOUR, "192.0.2.2")  # somebody else comes after the step
    assert Seen(visitors, site, NOON - 4 * HOUR).visit != first.visit


def test_one_who_was_forgotten_and_comes_again_has_not_begun_anew(
    visitors: Visitors, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "VISITORS", 10 * A_VISITOR)
    found = visitors.meet(site, "192.0.2.1", FIREFOX, "\n\n", NOON)
    for number in range(50):
        Seen(visitors, site, NOON, f"192.0.3.{number}")
    assert visitors.again(found, NOON) is found
    assert visitors.meet(site, "192.0.2.1", FIREFOX, "\n\n", NOON) is found


@pytest.mark.fault
def test_a_visitor_takes_no_more_room_than_is_counted(visitors: Visitors, site: Site) -> None:
    roomy = Visitors(visitors._salts, lambda _: Place("DE", "Berlin"), NOON)
    tracemalloc.start()
    try:
        for number in range(20_000):
            Seen(roomy, site, NOON + number, f"192.0.{number % 256}.{number // 256}")
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held <= 20_000 * A_VISITOR
