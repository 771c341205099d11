"""A site is deleted: unknown at once, told to its watchers, and erased beside the recording."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, WSMsgType
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from tests.conftest import AsUser
from tests.eventually import eventually
from tests.making import account
from tests.web.live.live_views import view
from tests.web.sites.filled_log import erased, fill, left
from tests.web.sites.owners import MINE, add_site, visit
from tracker.app import create_app
from tracker.config import Config
from tracker.domain.rows import SiteRemoval
from tracker.services.erasing import site_removals
from tracker.storage.sites.sites import Site
from tracker.web import keys


async def delete(browser: TestClient, site: Site) -> None:
    answer = await browser.post(
        f"/sites/{site.id}/delete", data=MINE | {"confirm": site.name}, allow_redirects=False
    )
    assert answer.status == 303


async def test_nothing_of_the_site_is_left_but_its_removal(as_user: AsUser) -> None:
    ada = await as_user()
    site, other = await add_site(ada), await add_site(ada, "other.example.com")
    await fill(ada.app, site, 5_000)
    await fill(ada.app, other, 10, 10)
    await delete(ada, site)
    await erased(ada.app, site)
    removals = await ada.app[keys.DATABASE].read("select site_id, kind from removal")
    assert [tuple(row) for row in removals] == [(site.id, "site")]
    assert await left(ada.app[keys.DATABASE], other) == 50


async def test_its_key_is_unknown_at_once(as_user: AsUser, client: TestClient) -> None:
    ada = await as_user()
    site = await add_site(ada)
    await fill(ada.app, site, 5_000)
    await delete(ada, site)
    assert (await visit(client, site)).status == 404


@pytest.mark.fault
async def test_other_sites_are_recorded_during_the_erasure(
    as_user: AsUser, client: TestClient
) -> None:
    ada = await as_user()
    site, other = await add_site(ada), await add_site(ada, "other.example.com")
    await fill(ada.app, site, 100_000)
    await delete(ada, site)
    answered = 0
    while await left(ada.app[keys.DATABASE], site):
        assert (await visit(client, other, f"/{answered}")).status == 204
        answered += 1
        await asyncio.sleep(0.01)
    assert answered >= 10


async def test_a_live_view_is_told_and_closed(as_user: AsUser) -> None:
    ada = await as_user()
    site = await add_site(ada)
    async with view(ada, site) as shown:
        await shown.until("ready")
        await delete(ada, site)
        told = await shown.until("removal")
        end = await shown.socket.receive()
    assert (told[-1]["type"], told[-1]["visit"]) == ("removal", "0")
    assert (end.type, end.data) == (WSMsgType.CLOSE, 1008)


async def test_a_view_that_comes_back_late_hears_of_it_too(as_user: AsUser) -> None:
    ada = await as_user()
    site = await add_site(ada)
    await visit(ada, site)
    await delete(ada, site)
    await erased(ada.app, site)
    log = ada.app[keys.LOG]
    (last,) = await log.read_after(site.id, 0, log.head)
    assert isinstance(last, SiteRemoval)
    assert last.cursor == log.head


async def test_nobody_is_present_on_it_any_more(as_user: AsUser) -> None:
    ada = await as_user()
    site = await add_site(ada)
    await visit(ada, site)
    assert ada.app[keys.PRESENCE].now(site.id) == 1
    await delete(ada, site)
    await eventually(lambda: ada.app[keys.PRESENCE].now(site.id) == 0)


async def test_a_hit_whose_body_comes_after_the_end_is_not_stored(as_user: AsUser) -> None:
    ada = await as_user()
    site = await add_site(ada)

    async def body() -> AsyncIterator[bytes]:
        yield b'{"name": "pageview", '
        await delete(ada, site)
        yield b'"url": "https://example.com/"}'

    async with ClientSession() as session:
        answer = await session.post(ada.make_url(f"/visit/{site.key}"), data=body())
        assert answer.status == 404
    await erased(ada.app, site)


async def test_an_erasure_that_was_cut_is_finished_after_the_restart(
    config: Config, aiohttp_client: AiohttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await aiohttp_client(create_app(config))
    ada = await account(client.app[keys.DATABASE])
    site = await client.app[keys.SITES].add(ada.id, "example.com", "UTC", 0)
    await fill(client.app, site, 5_000)
    monkeypatch.setattr(site_removals, "APART", 3600.0)  # it stops after its first slice
    await client.app[keys.SITES].remove(site)
    client.app[keys.REMOVALS].wake()

    async def begun() -> bool:
        return 0 < await left(client.app[keys.DATABASE], site) < 6_000

    await eventually(begun)
    await client.close()
    monkeypatch.undo()
    client = await aiohttp_client(create_app(config))
    await erased(client.app, site)
    removals = await client.app[keys.DATABASE].read("select kind from removal")
    assert len(removals) == 1
