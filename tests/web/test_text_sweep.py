"""A4: what a site's pages were called goes with the site: from file, log and backups."""

from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from tests.clock import Clock
from tests.conftest import AsUser
from tests.eventually import eventually
from tests.product_server import ProductServer
from tests.web.sites.owners import add_site, visit
from tests.web.sites.test_removal import delete
from tracker.app import create_app
from tracker.config import Config
from tracker.services.erasing import text_sweep
from tracker.storage.backups.verify import verify
from tracker.web import keys

SECRET = "the-secret-of-the-deleted-site"


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_sweep, "TRY_AGAIN", 0.05)


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, rate_burst=10**6)


def files_with(data_dir: Path, secret: str = SECRET) -> list[str]:
    """Of the data folder with its backups."""
    files = (file for file in data_dir.rglob("*") if file.is_file())
    return sorted(file.name for file in files if secret.encode() in file.read_bytes())


async def swept(client: TestClient) -> None:
    """Nothing is left to be erased, and the write-ahead log is empty."""
    db = client.app[keys.DATABASE]

    async def done() -> bool:
        return not await db.read("select 1 from erasure") and await db.empty_log()

    await eventually(done, within=60)


async def tell_all(client: TestClient, site: object, number: int) -> None:
    """A hit that has the secret in each of its texts."""
    told = f"{SECRET}-{number}"
    answer = await visit(
        client,
        site,
        f"/{told}?utm_source={told}&utm_campaign={told}",
        title=told + " " + "x" * (number * 37 % 1_900),
        referrer=f"https://{told}.example/{told}",
        properties={told: told * 20},
    )
    assert answer.headers.get("X-Tracker-Refused") is None


async def test_no_file_has_the_texts_of_a_deleted_site(as_user: AsUser, config: Config) -> None:
    ada = await as_user()
    site, other = await add_site(ada), await add_site(ada, "other.example.com")
    for number in range(150):
        await tell_all(ada, site, number)
        await visit(ada, other, f"/kept/{number}", title=f"Kept {number}")
    assert files_with(config.data_dir)
    await delete(ada, site)
    await swept(ada)
    await ada.app[keys.BACKUPS].make()
    await eventually(lambda: not files_with(config.data_dir))
    assert files_with(config.data_dir, "Kept 149"), "the other site's are as they were"
    assert list(verify(config.data_dir / "tracker.db")) == []


async def test_what_another_site_names_too_stays(as_user: AsUser) -> None:
    ada = await as_user()
    site, other = await add_site(ada), await add_site(ada, "other.example.com")
    for each in (site, other):
        await visit(ada, each, "/shared", title="Shared")
    await delete(ada, site)
    await swept(ada)
    await visit(ada, other, "/shared", title="Shared")
    titles = "select value from event join text on text.id = title order by cursor"
    rows = await ada.app[keys.DATABASE].read(titles)
    assert [row["value"] for row in rows] == ["Shared", "Shared"]


async def test_a_text_that_was_swept_comes_back_under_a_number_of_its_own(as_user: AsUser) -> None:
    ada = await as_user()
    site, other = await add_site(ada), await add_site(ada, "other.example.com")
    await visit(ada, site, "/gone", title="Gone")
    db = ada.app[keys.DATABASE]
    before = {row["id"] for row in await db.read("select id from text")}
    await delete(ada, site)
    await swept(ada)
    await visit(ada, other, "/gone", title="Gone")
    titles = "select id, value from event join text on text.id = title"
    [row] = await db.read("select text.id, value from event join text on text.id = title")
    assert (row["value"], row["id"] in before) == ("Gone", False), titles


async def test_what_a_stop_cut_short_is_done_after_the_next_start(
    as_user: AsUser,
    config: Config,
    aiohttp_client: AiohttpClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ada = await as_user()
    site = await add_site(ada)
    await tell_all(ada, site, 1)
    with monkeypatch.context() as patch:
        patch.setattr(text_sweep.TextSweep, "wake", lambda _: None)
        ada.app[keys.REMOVALS].erased = lambda: None
        await delete(ada, site)

        async def rows_gone() -> bool:
            return not await ada.app[keys.DATABASE].read("select 1 from event")

        await eventually(rows_gone, within=60)
        await ada.server.close()
    assert files_with(config.data_dir)
    again = await aiohttp_client(ProductServer(create_app(config)))
    await swept(again)
    assert files_with(config.data_dir) == []


async def test_what_one_has_not_kept_long_enough_goes_with_its_visits(
    as_user: AsUser, clock: Clock, config: Config
) -> None:
    ada = await as_user()
    site = await add_site(ada)
    await ada.app[keys.SITES].change(site.id, retention_days=1, keeps_sums=False)
    site = ada.app[keys.SITES].by_id[site.id]
    await tell_all(ada, site, 1)
    clock.forward(days=3)
    await visit(ada, site, "/later")
    await ada.app[keys.PRUNING].prune(sure=True)
    await swept(ada)
    assert files_with(config.data_dir) == []


async def test_a_large_index_waits_for_a_quiet_moment(
    as_user: AsUser, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_sweep, "FEW", 0)
    monkeypatch.setattr(text_sweep, "QUIET", 0.05)
    ada = await as_user()
    site = await add_site(ada)
    for number in range(150):
        await tell_all(ada, site, number)
    await delete(ada, site)
    await swept(ada)
    assert files_with(config.data_dir) == []


async def test_hits_meanwhile_are_stored_with_their_texts(as_user: AsUser) -> None:
    ada = await as_user()
    site, other = await add_site(ada), await add_site(ada, "other.example.com")
    for number in range(100):
        await visit(ada, site, f"/{number}", title=f"Title {number}")
    await delete(ada, site)
    for number in range(100):
        answer = await visit(ada, other, f"/{number}", title=f"Title {number}")
        assert answer.status == 204
    await swept(ada)
    titles = "select value from event join text on text.id = title order by cursor"
    rows = await ada.app[keys.DATABASE].read(titles)
    assert [row["value"] for row in rows] == [f"Title {number}" for number in range(100)]
