"""How long a site keeps its visits: said by its owner, done by `tracker prune` or the morning."""

import json
import time

import pytest
from aiohttp.test_utils import TestClient

from tests.clock import Clock
from tests.conftest import AsUser, Cli
from tests.making import event
from tests.seeded_data import Seeded
from tests.web.sites.owners import MINE, add_site, error_of
from tracker.config import Config
from tracker.domain.ids import first_id
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.file.database import Database
from tracker.storage.log.file_log import SqliteEventLog
from tracker.web import keys
from tracker.web.serving.server import controlled

DAY = 86_400_000


async def test_days_are_saved_and_shown_again(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    answer = await ada.post(f"/sites/{site.id}/retention", data=MINE | {"days": "30"})
    assert 'value="30"' in await answer.text()
    assert ada.app[keys.SITES].by_id[site.id].retention_days == 30
    stored = await ada.app[keys.KEPT].read("select retention_days from site")
    assert [row["retention_days"] for row in stored] == [30]


async def test_nothing_typed_leaves_it_to_the_server(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    await ada.post(f"/sites/{site.id}/retention", data=MINE | {"days": "30"})
    await ada.post(f"/sites/{site.id}/retention", data=MINE | {"days": ""})
    assert ada.app[keys.SITES].by_id[site.id].retention_days is None


@pytest.mark.parametrize("typed", ["-1", "40000", "a month", "1.5"])
async def test_what_is_no_number_of_days_is_refused(as_user: AsUser, typed: str) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    answer = await ada.post(f"/sites/{site.id}/retention", data=MINE | {"days": typed})
    assert answer.status == 422
    assert error_of(await answer.text(), "days")
    assert ada.app[keys.SITES].by_id[site.id].retention_days is None


async def test_saving_the_other_settings_keeps_the_days(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    await ada.post(f"/sites/{site.id}/retention", data=MINE | {"days": "30"})
    settings = {"name": "other.example", "time_zone": "UTC", "hosts": "", "keep_address": "no"}
    answer = await ada.post(f"/sites/{site.id}/settings", data=settings)
    assert answer.status == 200
    changed = ada.app[keys.SITES].by_id[site.id]
    assert (changed.name, changed.retention_days) == ("other.example", 30)


async def test_a_running_server_prunes_when_asked(
    as_user: AsUser, cli: Cli, client: TestClient
) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    old = time.time_ns() // 1_000_000 - 3 * DAY
    await client.app[keys.LOG].append([event(1, at=old, visit=first_id(old))])
    await ada.post(f"/sites/{site.id}/retention", data=MINE | {"days": "1"})
    async with controlled(client.app, "http://127.0.0.1"):
        counted = await cli("prune", "--dry-run", "--json")
        assert [each["events"] for each in json.loads(counted.stdout)] == [1], counted.stderr
        assert await client.app[keys.DATABASE].read("select * from event")
        done = await cli("prune")
        assert (done.exit_code, "1 events before" in done.stdout) == (0, True), done.stderr
        assert await client.app[keys.DATABASE].read("select * from event") == []
        assert "Nothing is older" in (await cli("prune")).stdout


async def test_a_command_that_a_clock_may_have_misled_asks(
    as_user: AsUser, cli: Cli, client: TestClient, clock: Clock
) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    now = clock.now
    await client.app[keys.LOG].append([event(1, at=now, visit=first_id(now))])
    await ada.post(f"/sites/{site.id}/retention", data=MINE | {"days": "30"})
    clock.leap(days=400)
    async with controlled(client.app, "http://127.0.0.1"):
        done = await cli("prune")
        assert (done.exit_code, done.stdout) == (1, "")
        assert "the clock is 400 days ahead of what was expected" in done.stderr
        assert "`tracker prune --sure`" in done.stderr
        assert await client.app[keys.DATABASE].read("select * from event")
        done = await cli("prune", "--sure")
        assert (done.exit_code, "1 events before" in done.stdout) == (0, True), done.stderr
    assert await client.app[keys.DATABASE].read("select * from event") == []


async def test_without_a_server_the_newest_row_says_where_the_clock_should_be(
    seeded: Seeded, config: Config, cli: Cli
) -> None:
    old = time.time_ns() // 1_000_000 - 400 * DAY
    async with Database.open(config.data_dir / "tracker.db") as db:
        log = SqliteEventLog(db)
        await log.open()
        await log.append([event(1, at=old, visit=first_id(old))])
        await SiteDirectory(db, [seeded.site]).change(seeded.site.id, retention_days=30)
    done = await cli("prune")
    assert (done.exit_code, "days ahead" in done.stderr) == (1, True), done.stdout
    assert (await cli("prune", "--sure")).exit_code == 0
