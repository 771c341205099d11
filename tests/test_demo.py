"""The demonstration's visitors behave like the beacon, and its year like a year."""

import asyncio
import json
import shutil
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from bench.demo_world import OWNER, SITES, make_world
from bench.front_door import NotStarted, Owner, server
from tests.conftest import Cli
from tests.eventually import eventually
from tracker.config import Config
from tracker.domain.hits import LEAVE, PAGEVIEW
from tracker.services.seeding.journeys import Message, journey
from tracker.services.seeding.people import Person, somebody
from tracker.services.seeding.stories import WAVES
from tracker.services.seeding.story import Story

NOW = round(datetime(2025, 11, 18, 15, tzinfo=UTC).timestamp() * 1000)
VISITS = 3_000


def journeys(count: int = 400) -> Iterator[tuple[Person, list[Message]]]:
    chance = Random(7)
    for _ in range(count):
        person = somebody(chance, WAVES)
        yield person, list(journey(person, chance))


def test_a_visit_begins_with_a_pageview_of_its_landing_page() -> None:
    for person, messages in journeys():
        first, way = messages[0].hit, person.way
        assert first.name == PAGEVIEW
        assert first.referrer == way.referrer
        assert first.url == f"https://{person.host}{way.landing}{way.query}"


def test_every_pageview_is_left_once_in_the_end() -> None:
    for _, messages in journeys():
        hits = [message.hit for message in messages]
        viewed = [hit.id for hit in hits if hit.name == PAGEVIEW]
        assert [hit.id for hit in hits if hit.state == "left"] == viewed


def test_engaged_time_never_shrinks() -> None:
    for _, messages in journeys():
        reached: Counter[str] = Counter()
        for hit in (message.hit for message in messages):
            if hit.name == LEAVE:
                assert hit.engaged >= reached[hit.id]
                reached[hit.id] = hit.engaged


def test_event_ids_are_unique() -> None:
    ids = [
        message.hit.id
        for _, messages in journeys()
        for message in messages
        if message.hit.name != LEAVE
    ]
    assert len(ids) == len(set(ids))


def test_people_differ_and_mostly_read_the_site_itself() -> None:
    people = [person for person, _ in journeys()]
    assert len({person.address for person in people}) > 350
    assert len({person.user_agent for person in people}) >= 20
    assert 0.9 < sum(person.host == WAVES.host for person in people) / len(people) < 1


@pytest.mark.parametrize("story", [wanted.story for wanted in SITES])
def test_every_way_leads_to_a_page_that_exists(story: Story) -> None:
    ways = [*story.ways.each, story.letter, *filter(None, [story.launch])]
    assert {way.landing for way in ways} <= story.pages.keys()
    assert {to for page in story.pages.values() for to in page.onward} <= story.pages.keys()


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small one."""
    folder = tmp_path_factory.mktemp("year")
    asyncio.run(make_world(folder, NOW, VISITS))
    return folder


class TestTheYear:
    @pytest.fixture
    def config(self, config: Config, year: Path) -> Config:
        shutil.copytree(year, config.data_dir)
        return config

    async def test_its_rows_hang_together_and_reports_equal_them(self, cli: Cli) -> None:
        assert (await cli("reports", "rebuild")).exit_code == 0
        done = await cli("verify")
        assert done.exit_code == 0, done.stdout

    async def test_the_same_time_gives_the_same_year(self, year: Path, tmp_path: Path) -> None:
        await make_world(tmp_path, NOW, VISITS)
        await make_world(tmp_path, NOW + 1, VISITS)  # there is one
        for query in ("select * from event", "select * from leave", "select * from refused"):
            assert read(tmp_path, query) == read(year, query)

    def test_it_grows_has_working_weeks_and_a_day_of_fame(self, year: Path) -> None:
        [waves, *_] = SITES
        found = read(year, "select min(at) from event where site_id = 1 group by visit")
        zone = ZoneInfo(waves.time_zone)
        days = Counter(datetime.fromtimestamp(at / 1000, zone).date() for (at,) in found)
        assert 0.9 < days.total() / VISITS / waves.share < 1.1
        assert (min(days), max(days)) == (date(2024, 12, 1), date(2025, 11, 18))
        [(famous, visits)] = days.most_common(1)
        assert famous.weekday() == 1
        assert visits > 5 * days.total() / len(days)
        assert read(year, "select day from annotation")[0] == (famous.isoformat(),)
        weekend = sum(count for day, count in days.items() if day.weekday() > 4)
        assert 0.1 < weekend / days.total() < 0.24, "2 of 7 are 0.29"
        spring, autumn = (
            sum(count for day, count in days.items() if day.month == month) for month in (3, 10)
        )
        assert autumn > 1.8 * spring

    async def test_its_goals_are_met_and_worth_something(self, cli: Cli) -> None:
        metrics = ("--metrics", "conversions,total_revenue", "--period", "2024-12-01..2025-11-18")
        said = await cli("stats", "waves.example", "--by", "goal", *metrics, "--json")
        found = {row["dimensions"][0]: row["metrics"] for row in json.loads(said.stdout)["results"]}
        assert found.keys() == {"Sign-up", "Purchase", "Saw the prices", "Read a post"}
        assert all(conversions for conversions, _ in found.values())
        assert found["Purchase"][1]["value"] > 0


@pytest.mark.fault
async def test_a_demonstration_of_an_earlier_release_says_so(tmp_path: Path) -> None:
    (tmp_path / "demo.json").write_text("[]")
    with pytest.raises(NotStarted):
        async with server([sys.executable, "-m", "bench.demo"], DEMO_DATA_DIR=str(tmp_path)):
            pass


def read(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "tracker.db")) as file:
        return file.execute(query).fetchall()


@pytest.mark.fault
async def test_a_newcomer_sees_the_year_and_new_visits_within_a_minute(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    command = [sys.executable, "-m", "bench.demo"]
    settings = {"PORT": "0", "DEMO_DATA_DIR": str(tmp_path), "DEMO_VISITS": "600"}
    async with server(command, **settings) as started:
        jar, began = aiohttp.CookieJar(unsafe=True), time.time_ns() // 1_000_000
        async with aiohttp.ClientSession(started.address, cookie_jar=jar) as browser:
            await Owner(browser, started.address, OWNER).logs_in()

            async def year_is_counted() -> bool:
                async with browser.get("/sites/1?period=last_12_months") as page:
                    return "Hacker News" in await page.text()

            await eventually(year_is_counted, within=60)
        since = f"select count(*) from event where at >= {began}"
        await eventually(lambda: read(tmp_path, since)[0][0] > 5, within=60)
    assert capfd.readouterr().err == "", "the log talks over what the newcomer has to read"
