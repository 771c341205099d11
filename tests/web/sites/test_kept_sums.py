"""What stays of visits that are older than their site keeps them: the sums of their days."""

import json
import time
from typing import Any

from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from tests.conftest import AsUser, Cli
from tests.eventually import eventually
from tests.making import event, visitor
from tests.product_server import ProductServer
from tests.seeded_data import Seeded
from tests.web.sites.owners import MINE, add_site
from tracker.app import create_app
from tracker.config import Config
from tracker.domain.ids import first_id
from tracker.domain.rows import RETAINED, DayRow, Row
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.file.database import Database
from tracker.storage.log.file_log import SqliteEventLog
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.serving.server import controlled

DAY = 86_400_000
METRICS = ["visitors", "visits", "pageviews", "bounce_rate", "visit_duration", "scroll_depth"]


def three_days(site_id: int) -> list[Row]:
    """Four, three and two days ago: a visit of two pages each."""
    rows: list[Row] = []
    noon = time.time_ns() // 1_000_000 // DAY * DAY + DAY // 2
    for day in (4, 3, 2):
        at, who = noon - day * DAY, visitor(day, site_id)
        seen = {"who": who, "visit": first_id(at) + day}
        rows.append(event(day, at=at, **seen))
        rows.append(event(day + 10, at=at + 60_000, path="/a", **seen))
    return rows


async def asked(browser: TestClient, site: Site, **more: Any) -> list[Any]:
    question = {"metrics": METRICS, "date_range": "7d", **more}
    answer = await browser.post(f"/sites/{site.id}/query", json=question)
    assert answer.status == 200, await answer.text()
    return (await answer.json())["results"]


async def test_unfiltered_figures_stay_when_old_visits_go(
    as_user: AsUser, cli: Cli, client: TestClient
) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    await client.app[keys.LOG].append(three_days(site.id))
    by = [{}, {"dimensions": ["time:day"]}, {"dimensions": ["visit:source"], "metrics": ["visits"]}]
    by.append({"dimensions": ["event:page"], "metrics": ["visitors", "pageviews"]})
    before = [await asked(ada, site, **each) for each in by]
    page = await (await ada.get(f"/sites/{site.id}?period=last_7_days&wait")).text()
    assert "Of those days the sums are left" not in page
    assert before[0][0]["metrics"][:3] == [3, 3, 6]
    await ada.post(f"/sites/{site.id}/retention", data=MINE | {"days": "3", "sums": "keep"})
    async with controlled(client.app, "http://127.0.0.1"):
        assert (await cli("prune")).exit_code == 0
    left = await client.app[keys.DATABASE].read("select count(*) as n from event")
    assert left[0]["n"] < 6
    assert [await asked(ada, site, **each) for each in by] == before
    page = await (await ada.get(f"/sites/{site.id}?period=last_7_days&wait")).text()
    assert "Of those days the sums are left" in page
    filters = [["is", "event:page", ["/"]]]
    [found] = await asked(ada, site, filters=filters, metrics=["visits"])
    assert found["metrics"][0] < 3


async def test_an_owner_may_have_the_sums_erased_too(
    as_user: AsUser, cli: Cli, client: TestClient
) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    await client.app[keys.LOG].append(three_days(site.id))
    await ada.post(f"/sites/{site.id}/retention", data=MINE | {"days": "3"})
    async with controlled(client.app, "http://127.0.0.1"):
        assert (await cli("prune")).exit_code == 0
    assert (await asked(ada, site))[0]["metrics"][0] == 3
    answer = await ada.post(f"/sites/{site.id}/retention", data={"days": "3", "sums": "erase"})
    assert answer.status == 422  # a stolen session may not
    await ada.post(f"/sites/{site.id}/retention", data=MINE | {"days": "3", "sums": "erase"})

    async def none_is_left() -> bool:
        return not await client.app[keys.DATABASE].read("select * from day_row")

    await eventually(none_is_left)
    assert (await asked(ada, site))[0]["metrics"][0] < 3


async def test_what_a_stop_left_of_them_goes_after_the_next_start(
    as_user: AsUser, config: Config, aiohttp_client: AiohttpClient
) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    left = DayRow(site.id, 0, 20_000, "", "", visitors=3, import_id=RETAINED)
    await ada.app[keys.LOG].append([left])
    await ada.app[keys.SITES].change(site.id, keeps_sums=False)
    await ada.server.close()
    again = await aiohttp_client(ProductServer(create_app(config)))

    async def none_is_left() -> bool:
        return not await again.app[keys.DATABASE].read("select * from day_row")

    await eventually(none_is_left)


async def test_without_a_server_the_command_keeps_them(
    seeded: Seeded, config: Config, cli: Cli
) -> None:
    async with Database.open(config.data_dir / "tracker.db") as db:
        log = SqliteEventLog(db)
        await log.open()
        await log.append(three_days(seeded.site.id))
        await SiteDirectory(db, [seeded.site]).change(seeded.site.id, retention_days=3)
    done = await cli("prune", "--sure")
    assert done.exit_code == 0, done.stderr
    said = await cli("stats", seeded.site.name, "--period", "7d", "--json")
    assert json.loads(said.stdout)["results"][0]["metrics"][0] == 3, said.stdout
