"""Days, hashes and ids."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.days import local_day
from tracker.domain.ids import EPOCH, Ids, first_id, given_at
from tracker.domain.visitors import VisitorIds, beacon_hash, visitor_id

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = 3_600_000
SALT, OTHER_SALT = b"a" * 32, b"b" * 32


def ms(*parts):
    return int(datetime(*parts, tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("at", "day", "hours"),
    [
        (ms(2026, 7, 1, 22, 30), date(2026, 7, 2), 24),
        (ms(2026, 3, 29, 12), date(2026, 3, 29), 23),
        (ms(2026, 10, 25, 12), date(2026, 10, 25), 25),
    ],
)
def test_a_local_day_has_the_hours_that_its_clocks_have(at, day, hours):
    found = local_day(at, BERLIN)
    assert found.date == day
    assert found.start <= at < found.end
    assert found.end - found.start == hours * HOUR


def test_the_same_browser_is_the_same_visitor_all_day():
    assert visitor_id(SALT, 1, "192.0.2.1", "Firefox") == visitor_id(
        SALT, 1, "192.0.2.1", "Firefox"
    )


def test_many_of_a_day_are_the_same_visitors():
    several = VisitorIds(SALT, 12)
    for browser in ("Firefox", "Chrome\ud800"):
        assert several.of("192.0.2.1", browser) == visitor_id(SALT, 12, "192.0.2.1", browser)


@pytest.mark.parametrize(
    "other",
    [
        (OTHER_SALT, 1, "192.0.2.1", "Firefox"),
        (SALT, 2, "192.0.2.1", "Firefox"),
        (SALT, 1, "192.0.2.2", "Firefox"),
        (SALT, 1, "192.0.2.1", "Chrome"),
    ],
)
def test_another_day_site_address_or_browser_is_another_visitor(other):
    assert visitor_id(SALT, 1, "192.0.2.1", "Firefox") != visitor_id(*other)


@given(st.text(), st.text())
def test_a_hash_fits_the_database_whatever_the_text(address, user_agent):
    assert 0 < visitor_id(SALT, 1, address, user_agent) < 1 << 63


def test_no_beacon_id_is_zero():
    assert beacon_hash(1, "") == 0
    assert beacon_hash(1, "x") != beacon_hash(2, "x")


def test_ids_grow_also_within_a_millisecond_and_when_the_clock_steps_back():
    ids = Ids()
    now = EPOCH + 1_000
    made = [ids.next(now) for _ in range(10_000)] + [ids.next(now - 60_000)] + [ids.next(now + 50)]
    assert made == sorted(set(made))
    assert made[-1] < 1 << 63


def test_two_shards_have_different_ids():
    assert Ids(1).next(EPOCH + 1) != Ids(2).next(EPOCH + 1)


@pytest.mark.parametrize("behind", [0, 1, 3_600_000])
def test_ids_go_on_above_the_newest_whatever_the_clock_says(behind: int):
    newest = Ids(1023).next(EPOCH + 7_200_000)
    ids = Ids()
    ids.go_on_after(newest)
    first = ids.next(EPOCH + 7_200_000 - behind)
    assert newest < first < ids.next(EPOCH + 7_200_000 - behind)


def test_an_id_tells_when_it_was_given():
    assert given_at(Ids(5).next(EPOCH + 123)) == EPOCH + 123
    assert Ids().next(EPOCH + 1) == first_id(EPOCH + 1)


def test_the_day_before_a_day_is_a_date():
    assert local_day(0, ZoneInfo("UTC")).before == date(1969, 12, 31)
