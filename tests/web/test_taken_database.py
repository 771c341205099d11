"""C20: the database is taken away under the running server, and everybody hears of it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.eventually import eventually
from tests.log_lines import Log, logged
from tests.mailbox import Mailbox
from tests.web.sites.owners import add_site, visit
from tracker.config import Config
from tracker.services.upkeep import open_database
from tracker.storage.sites.sites import Site
from tracker.web import keys


@pytest.fixture
def config(config: Config, tmp_path: Path, mailbox: Mailbox) -> Config:
    return replace(
        config,
        backup_dir=tmp_path / "backups",
        mail_url=mailbox.url,
        mail_from="tracker@example.com",
        admins=("root@example.com",),
    )


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_database, "LOOK_EVERY", 0.02)
    monkeypatch.setattr(open_database, "TRY_AGAIN", 0.04)


@pytest.fixture
def log() -> Iterator[Log]:
    with logged() as stream:
        yield stream


@pytest.fixture
async def admin(as_user: AsUser, client: TestClient) -> TestClient:
    browser = await as_user("ada", admin=True)
    await add_site(browser)
    await browser.app[keys.DATABASE].checkpoint()
    return browser


def site_of(client: TestClient) -> Site:
    return next(iter(client.app[keys.SITES].by_id.values()))


async def wrong(client: TestClient) -> str:
    answer = await client.get("/readyz")
    said = (await answer.json()).get("wrong", "")
    assert answer.status == (503 if said else 200)
    return str(said)


async def saved(client: TestClient) -> str:
    """What /readyz says, once what was open is saved."""
    return await told(client, "is saved as")


async def told(client: TestClient, words: str) -> str:
    """What /readyz says, once these words are in it."""

    async def said() -> str:
        found = await wrong(client)
        return found if words in found else ""

    return await eventually(said)


async def test_nobody_need_come_for_it_to_be_noticed_and_saved(
    admin: TestClient, config: Config, log: Log, mailbox: Mailbox
) -> None:
    assert (await visit(admin, site_of(admin))).status == 204
    (config.data_dir / "tracker.db").unlink()
    said = await saved(admin)
    [copy] = config.data_dir.glob("tracker-saved-*.db")
    assert "tracker.db was removed or renamed" in said
    assert f"`tracker restore {copy}`" in said
    with closing(sqlite3.connect(copy)) as file:
        assert file.execute("select count(*) from event").fetchone() == (1,)
    assert "Only reading from now on" in log.getvalue()
    page = await (await admin.get("/admin")).text()
    assert str(copy) in page
    await mailbox.next_to("root@example.com")


async def test_no_hit_is_taken_and_pages_can_be_read(admin: TestClient, config: Config) -> None:
    (config.data_dir / "tracker.db").rename(config.data_dir / "elsewhere.db")
    answer = await visit(admin, site_of(admin))
    assert (answer.status, answer.headers["X-Tracker-Refused"]) == (503, "busy")
    assert (await admin.get(f"/sites/{site_of(admin).id}")).status == 200
    assert (await admin.post("/sites/new", data={"name": "b", "time_zone": "UTC"})).status == 503


async def test_with_the_file_back_in_its_place_hits_are_taken_again(
    admin: TestClient, config: Config
) -> None:
    file, away = config.data_dir / "tracker.db", config.data_dir / "away"
    file.rename(away)
    assert (await visit(admin, site_of(admin))).status == 503
    await saved(admin)
    away.rename(file)

    async def taken() -> bool:
        return (await visit(admin, site_of(admin))).status == 204

    await eventually(taken)
    assert await wrong(admin) == ""
    file.unlink()
    await saved(admin)


async def test_no_backup_is_made_of_a_file_that_is_not_ours(
    admin: TestClient, config: Config
) -> None:
    (config.data_dir / "tracker.db").unlink()
    await admin.app[keys.DATABASE].look_at_files()
    page = await (await admin.get("/admin")).text()
    assert "removed or renamed" in page
    with pytest.raises(open_database.CopyFailed, match="No backup is made now"):
        await admin.app[keys.BACKUPS].make()


async def test_without_any_folder_it_waits_for_one(
    admin: TestClient, config: Config, tmp_path: Path
) -> None:
    config.data_dir.rename(tmp_path / "moved")
    said = await told(admin, "could not be saved yet")
    assert "no folder" in said
    assert (await admin.get("/admin")).status == 200
    config.backups.mkdir()
    await saved(admin)
    assert list(config.backups.glob("tracker-saved-*.db"))
