"""What pages say of a site's events as a whole."""

import pytest

from tests.reports.small_log import clock
from tests.storage.clickhouse.small_site import SmallSite
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse_past.facts import FiledFacts
from tracker.storage.clickhouse_past.filed_rows import FiledRows

NOON, DAY = clock("2026-11-21 12:00"), 86_400_000


@pytest.fixture
def site(clickhouse: ClickHouse) -> SmallSite:
    return SmallSite(clickhouse)


@pytest.fixture
def facts(site: SmallSite) -> FiledFacts:
    return FiledFacts(site.engine, FiledRows(site.engine).has_visits)


async def test_a_site_of_which_nothing_is_filed_has_nothing(facts: FiledFacts) -> None:
    assert not await facts.has_visits(1)
    assert await facts.first_at(1) is None
    assert await facts.stored_events(1) == 0
    assert await facts.seen_names(1) == []


async def test_its_first_day_its_events_and_their_names_are_known(
    site: SmallSite, facts: FiledFacts
) -> None:
    site.log.view(1, NOON + DAY)
    site.log.view(2, NOON + 5)
    site.log.done(2, NOON + 7, "Signup")
    site.log.done(1, NOON + DAY, "Order")
    site.log.done(3, NOON + 3, "test")
    await site.files()
    assert await facts.has_visits(1)
    assert await facts.first_at(1) == NOON + 3
    assert await facts.stored_events(1) == 5
    assert await facts.seen_names(1) == ["Order", "Signup"]
