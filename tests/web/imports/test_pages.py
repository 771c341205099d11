"""A site's page of its imports."""

import json
from pathlib import Path

from aiohttp.test_utils import TestClient

from tests.commands.conftest import ADDRESS
from tests.conftest import AsUser, Cli
from tests.eventually import eventually
from tests.world import World
from tracker.storage.accounts.audit import entries
from tracker.storage.imports.imports import find_import
from tracker.web import keys
from tracker.web.serving.server import controlled

DATA = Path(__file__).parents[2] / "data" / "imports"


async def imported(cli: Cli, client: TestClient, file: str) -> int:
    async with controlled(client.app, ADDRESS):
        done = await cli("import", str(DATA / file), "--site", "shop.example", "--json")
    assert done.exit_code == 0, done.stderr
    number: int = json.loads(done.stdout)["import"]
    return number


async def test_an_editor_sees_what_came_and_how_it_compares(
    cli: Cli, client: TestClient, world: World, as_user: AsUser
):
    number = await imported(cli, client, "goatcounter/damaged-v2.csv")
    page = f"/sites/{world.shop.id}/imports"
    browser = await as_user(world.ada)
    listed = await (await browser.get(page)).text()
    assert "damaged-v2.csv" in listed
    assert "Pageviews 6" in listed
    one = await (await browser.get(f"{page}/{number}")).text()
    assert "damaged-v2.csv:7 no such time" in " ".join(one.split()).replace("</bdi>", "").replace(
        "<bdi>", ""
    )
    assert "3 wrong number of columns" in one
    for gone in (f"{page}/99", f"/sites/{world.blog.id}/imports/{number}"):
        answer = await browser.get(gone, allow_redirects=False)
        assert (answer.status, answer.headers["Location"]) == (303, gone.rpartition("/")[0])


async def test_an_owner_takes_it_away(cli: Cli, client: TestClient, world: World, as_user: AsUser):
    number = await imported(cli, client, "goatcounter/v2-sqlite.csv")
    page = f"/sites/{world.shop.id}/imports"
    browser = await as_user(world.ada)
    answer = await browser.post(f"{page}/{number}/undo")
    assert "being taken away" in await answer.text()
    db = client.app[keys.DATABASE]

    async def gone() -> bool:
        return await find_import(db, number) is None

    await eventually(gone)
    assert await client.app[keys.LOG].read_after(world.shop.id, 0, 99) != []
    await client.app[keys.AUDIT].flush()
    assert [each.entry.action for each in await entries(db, limit=1)] == ["import undone"]
