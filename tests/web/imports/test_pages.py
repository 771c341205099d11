"""A site's page of its imports."""

import json
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient

from tests.commands.conftest import ADDRESS
from tests.conftest import AsUser, Cli
from tests.eventually import eventually
from tests.services.import_files.days_format import HELD, Days
from tests.world import World
from tracker.domain.imports import formats
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


async def test_reports_say_where_there_are_only_imported_sums(  # noqa: PLR0917
    cli: Cli,
    client: TestClient,
    world: World,
    as_user: AsUser,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(formats, "FORMATS", (Days(),))
    (tmp_path / "days").write_text(HELD)
    async with controlled(client.app, ADDRESS):
        done = await cli("import", str(tmp_path / "days"), "--site", "shop.example", "--json")
    assert done.exit_code == 0, done.stderr
    browser = await as_user(world.ada)

    async def counted() -> str:
        answer = await browser.get(f"/sites/{world.shop.id}?period=all")
        page = await answer.text()
        return page if 'fill="url(#hatch)"' in page and "/a" in page else ""

    page = await eventually(counted)
    assert "From 27 Mar 2026 to 28 Mar 2026 there are imported sums" in page
    assert "27 Mar" in page
    undone = await browser.post(f"/sites/{world.shop.id}/imports/1/undo")
    assert undone.status == 200
    month = await browser.get(f"/sites/{world.shop.id}?period=all")
    assert "imported sums" not in await month.text()
