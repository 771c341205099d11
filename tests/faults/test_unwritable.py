"""A data folder that can only be read: its pages can be, nothing in it changes, nothing is lost."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from tests.faults.unwritable import unwritable
from tests.seeded_data import SESSION, Seeded
from tests.server_process import RUN, ServerProcess
from tests.web.sites.owners import visit
from tracker.app import create_app
from tracker.config import Config
from tracker.storage.file.database import Database

pytestmark = pytest.mark.fault


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.fixture
def only_read(seeded: Seeded, config: Config) -> Iterator[None]:
    try:
        with unwritable(config.data_dir):
            yield
    except PermissionError:
        pytest.skip("NOT TESTED: root may mount nothing here")


@pytest.mark.usefixtures("only_read")
async def test_pages_are_read_and_hits_refused(
    config: Config, seeded: Seeded, aiohttp_client: AiohttpClient
) -> None:
    before = contents(config.data_dir)
    client: TestClient = await aiohttp_client(create_app(config))
    client.session.cookie_jar.update_cookies({"tracker": SESSION})
    page = await client.get(f"/sites/{seeded.site.id}")
    assert (page.status, "only read for now" in await page.text()) == (200, True)
    assert (await visit(client, seeded.site)).status == 503
    ready = await client.get("/readyz")
    assert ready.status == 503
    assert "cannot be written" in (await ready.json())["wrong"]
    await client.close()
    assert contents(config.data_dir) == before


async def test_one_whose_log_cannot_be_read_either_is_named(
    config: Config, seeded: Seeded, tmp_path: Path
) -> None:
    """Killed, copied without its index, and put where nothing may be written."""
    async with Database.open(config.data_dir / "tracker.db") as db:
        async with db.transaction() as tx:
            await tx.execute("insert into text (value) values ('new')")
        left = contents(config.data_dir)
    folder = tmp_path / "killed"
    folder.mkdir()
    for name, content in left.items():
        if not name.endswith("-shm"):
            (folder / name).write_bytes(content)
    try:
        with unwritable(folder):
            server = ServerProcess(folder, RUN, {})
            assert await server.ended() == 1
    except PermissionError:
        pytest.skip("NOT TESTED: root may mount nothing here")
    (said,) = [line for line in server.said().splitlines() if not line.startswith("20")]
    assert said.startswith("Error: ")
    assert "tracker.db" in said
    assert os.sep in said
