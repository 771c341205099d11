"""The first page: for a stranger, for an owner, and its live figures."""

import re
from pathlib import Path

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError
from aiohttp.test_utils import TestClient

from tests.clock import Clock
from tests.conftest import AsUser, MakeUser
from tests.eventually import PATIENCE
from tests.web.sites.owners import add_site, slot, visit
from tracker.web import keys
from tracker.web.home import live
from tracker.web.signing_in.first_user import LINK_COMMANDS

ROOT = Path(__file__).parents[3]
READ = " ".join((ROOT / name).read_text() for name in ("README.md", "docs/deployment.md"))


async def test_before_the_first_account_it_says_where_the_link_is_and_offers_no_log_in(
    client: TestClient, make_user: MakeUser
) -> None:
    for address in ("/", "/help", "/login"):
        assert 'href="/login"' not in await (await client.get(address)).text(), address
    page = await (await client.get("/")).text()
    assert "This server has no account yet." in page
    for command in LINK_COMMANDS.values():
        assert f">{command}<" in page
        assert command in " ".join(READ.split()), "the documents name another"
    assert ".venv/bin/tracker setup-link" in await (await client.get("/login")).text()
    await make_user("ada")
    for address in ("/", "/help"):
        assert 'href="/login"' in await (await client.get(address)).text(), address


async def test_a_stranger_reads_what_it_is_and_how_to_run_it(
    client: TestClient, make_user: MakeUser
) -> None:
    await make_user("ada")
    page = await (await client.get("/")).text()
    assert "Watch the visits to your site happen." in page
    assert "make run" in page
    assert "make demo" in page


async def test_an_owner_without_sites_is_told_what_a_site_is(as_user: AsUser) -> None:
    page = await (await (await as_user("ada")).get("/")).text()
    assert "No sites yet" in page
    assert 'href="/sites/new"' in page


async def test_an_owner_sees_own_sites_only(as_user: AsUser) -> None:
    ada, eve = await as_user("ada"), await as_user("eve")
    await add_site(ada, "ada.example")
    await add_site(eve, "eve.example")
    page = await (await ada.get("/")).text()
    assert "ada.example" in page
    assert "eve.example" not in page


async def test_a_row_says_who_is_there_and_how_many_came_today(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    await visit(ada, site, "/pricing")
    page = await (await ada.get("/")).text()
    assert (slot(page, "now"), slot(page, "today"), slot(page, "where")) == ("1", "1", "/pricing")
    assert 'aria-label="1 pageview in the last 24 hours"' in page
    assert "Finish set-up" not in page


async def test_a_click_on_a_site_leads_to_the_view_looked_at_last(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    await visit(ada, site)
    reports, live = f"/sites/{site.id}", f"/sites/{site.id}/live"
    assert await click_leads(ada) == live, "the first time"
    await ada.get(reports, headers={"Sec-Fetch-Mode": "cors"})
    await ada.get(reports, headers={"Sec-Fetch-Mode": "navigate", "Sec-Purpose": "prefetch"})
    assert await click_leads(ada) == live, "she has not been there"
    await ada.get(reports, headers={"Sec-Fetch-Mode": "navigate"})
    assert await click_leads(ada) == reports
    await ada.get(live)
    assert await click_leads(ada) == live


async def click_leads(browser: TestClient) -> str:
    """The address behind the only site's name."""
    page = await (await browser.get("/")).text()
    found = re.search(r'<p class="cut"><a href="([^"]*)"><bdi>', page)
    assert found
    return found[1]


async def test_the_rows_change_by_themselves(
    as_user: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "TICK", 0.02)
    ada = await as_user("ada")
    site = await add_site(ada)
    async with await watch(ada) as socket:
        first = await told(socket)
        assert {message["now"] for message in first if "where" in message} == {"–"}
        await visit(ada, site, "/pricing")
        seen = first
        while not any(message.get("today") == "1" and message["id"] == 0 for message in seen):
            seen += await told(socket)
    last = [message for message in seen if "where" in message][-1]
    assert last == {
        "id": site.id,
        "now": "1",
        "noun": "visitor now",
        "where": "/pricing",
        "count": 1,
    }


async def test_nobody_elses_sites_are_told(as_user: AsUser) -> None:
    ada, eve = await as_user("ada"), await as_user("eve")
    await add_site(ada)
    own = await add_site(eve, "eve.example")
    async with await watch(eve) as socket:
        assert {message["id"] for message in await told(socket)} == {own.id}


async def test_logging_out_ends_the_socket(as_user: AsUser) -> None:
    ada = await as_user("ada")
    await add_site(ada)
    async with await watch(ada) as socket:
        await told(socket)
        await ada.post("/logout")
        while (message := await socket.receive(timeout=PATIENCE)).type is WSMsgType.TEXT:
            pass
    assert (message.type, message.data) == (WSMsgType.CLOSE, 1008)


async def test_a_session_that_runs_out_ends_the_socket(
    as_user: AsUser, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LOOK_AGAIN", 0.02)
    ada = await as_user("ada")
    await add_site(ada)
    async with await watch(ada) as socket:
        await told(socket)
        clock.forward(days=8)
        while (message := await socket.receive(timeout=PATIENCE)).type is WSMsgType.TEXT:
            pass
    assert (message.type, message.data) == (WSMsgType.CLOSE, 1008)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
async def test_another_sites_page_cannot_open_the_socket(as_user: AsUser, origin: str) -> None:
    ada = await as_user("ada")
    with pytest.raises(WSServerHandshakeError) as error:
        await ada.ws_connect("/live/home", headers={"Origin": origin})
    assert error.value.status == 403


async def watch(browser: TestClient) -> ClientWebSocketResponse:
    origin = str(browser.make_url("/"))[:-1]
    return await browser.ws_connect("/live/home", headers={"Origin": origin})


async def told(socket: ClientWebSocketResponse) -> list[dict]:
    return await socket.receive_json(timeout=PATIENCE)


async def test_where_nobody_is_stands_when_somebody_was(as_user: AsUser, clock: Clock) -> None:
    clock.stop()
    clock.now = 1_795_262_400_000  # 2026-11-21 12:00 UTC
    ada = await as_user("ada")
    await visit(ada, await add_site(ada, zone="Europe/Berlin"))
    assert slot(await (await ada.get("/")).text(), "last") == "last visit 13:00"
    clock.forward(hours=12)
    assert slot(await (await ada.get("/")).text(), "last") == "last visit 21 Nov, 13:00"
    ada.app[keys.TALLIES]._sites.clear()  # as after a restart
    assert slot(await (await ada.get("/")).text(), "last") == "last visit 21 Nov, 13:00"
