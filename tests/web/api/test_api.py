"""The API: whom a person's token lets in, what it reads and sends, and when it ends."""

import asyncio
import json
import re
from typing import Any

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient

from tests.audited import acts
from tests.conftest import AsUser
from tests.eventually import PATIENCE
from tests.web.live.live_views import Stream
from tests.web.sites.owners import FIREFOX, MINE, add_site, error_of
from tests.web.sites.teams import join
from tracker.domain.events import Event
from tracker.web import keys

ALL = ["read", "send", "admin"]
SHOWN = re.compile(r'id="fresh-token"[^>]*>(trkp_[\w-]{43})<')
CHECKOUT = {"name": "Order paid", "url": "https://example.com/checkout"}
BERLIN = "91.0.0.1"


async def token_of(browser: TestClient, *scopes: str, days: str = "") -> str:
    typed = MINE | {"name": "cron", "scopes": scopes or ALL, "days": days}
    page = await (await browser.post("/account/tokens", data=typed)).text()
    shown = SHOWN.search(page)
    assert shown, page
    return shown[1]


async def get(client: TestClient, path: str, token: str) -> ClientResponse:
    return await client.get(f"/api{path}", headers={"Authorization": f"Bearer {token}"})


async def send(client: TestClient, site_id: int, token: str, events: Any) -> ClientResponse:
    """As a program sends it: nothing that a browser would add."""
    return await client.post(
        f"/api/sites/{site_id}/events",
        data=events if isinstance(events, str) else json.dumps(events),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )


async def test_a_token_is_shown_once_and_only_its_hash_is_kept(as_user: AsUser) -> None:
    ada = await as_user()
    token = await token_of(ada, "read")
    page = await (await ada.get("/account/tokens")).text()
    assert token not in page
    assert "never used" in page
    [row] = await ada.app[keys.KEPT].read("select * from personal_token")
    assert token not in str(tuple(row))


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": "", "scopes": "read", "days": ""}, "name"),
        ({"name": "cron", "days": ""}, None),
        ({"name": "cron", "scopes": "everything", "days": ""}, None),
        ({"name": "cron", "scopes": "admin", "days": ""}, None),  # ada is none
        ({"name": "cron", "scopes": "read", "days": "7000"}, None),
    ],
)
async def test_a_token_needs_a_name_and_something_it_may_do(
    as_user: AsUser, typed: dict[str, str], field: str | None
) -> None:
    ada = await as_user()
    answer = await ada.post("/account/tokens", data=MINE | typed)
    page = await answer.text()
    assert answer.status == 422
    assert 'class="error"' in page
    assert field is None or error_of(page, field)
    assert not await ada.app[keys.KEPT].read("select * from personal_token")


async def test_it_lists_the_sites_of_its_user_with_their_roles(
    client: TestClient, as_user: AsUser
) -> None:
    ada, ben = await as_user("ada"), await as_user("ben")
    hers, his = await add_site(ada), await add_site(ben, "ben.example")
    await add_site(ben, "secret.example")
    await join(ada, his, "ada", "viewer")
    answer = await get(client, "/sites", await token_of(ada, "read"))
    sites = (await answer.json())["sites"]
    assert [(each["name"], each["role"], each["key"]) for each in sites] == [
        ("example.com", "owner", hers.key),
        ("ben.example", "viewer", his.key),
    ]
    assert "last used" in await (await ada.get("/account/tokens")).text()


async def test_it_reads_the_live_stream_of_each(client: TestClient, as_user: AsUser) -> None:
    ada = await as_user()
    site = await add_site(ada)
    token = await token_of(ada)
    stream = Stream(await get(client, f"/sites/{site.id}/live", token))
    await stream.until("ready")
    await send(client, site.id, token, CHECKOUT)
    [event] = await stream.until("event")
    assert event["name"] == "Order paid"


async def test_a_stream_ends_with_its_token(client: TestClient, as_user: AsUser) -> None:
    ada = await as_user()
    site = await add_site(ada)
    stream = await get(client, f"/sites/{site.id}/live", await token_of(ada, "read"))
    await ada.post("/account/tokens/1/revoke")
    await asyncio.wait_for(stream.read(), PATIENCE)


async def test_a_stream_ends_with_the_membership(client: TestClient, as_user: AsUser) -> None:
    ada, ben = await as_user("ada"), await as_user("ben")
    site = await add_site(ada)
    await join(ada, site, "ben")
    token = await token_of(ben, "read")
    stream = await get(client, f"/sites/{site.id}/live", token)
    await ada.post(f"/sites/{site.id}/team/members/2/remove")
    await asyncio.wait_for(stream.read(), PATIENCE)
    assert (await get(client, f"/sites/{site.id}/live", token)).status == 404


async def test_a_token_ends_on_its_day_with_its_streams(
    client: TestClient, as_user: AsUser
) -> None:
    ada = await as_user()
    site = await add_site(ada)
    token = await token_of(ada, "read", days="30")
    async with ada.app[keys.KEPT].transaction() as tx:
        await tx.execute("update personal_token set until = ?", (ada.app[keys.CLOCK]() + 200,))
    stream = await get(client, f"/sites/{site.id}/live", token)
    assert stream.status == 200
    await asyncio.wait_for(stream.read(), PATIENCE)
    assert (await get(client, "/sites", token)).status == 401
    assert "Ended" in await (await ada.get("/account/tokens")).text()


async def test_the_tokens_of_whoever_is_switched_off_are_dead_at_once(
    client: TestClient, as_user: AsUser
) -> None:
    ada, ben = await as_user("ada", admin=True), await as_user("ben")
    site = await add_site(ben)
    token = await token_of(ben, "read")
    stream = await get(client, f"/sites/{site.id}/live", token)
    await ada.post("/admin/users/2/off", data=MINE)
    await asyncio.wait_for(stream.read(), PATIENCE)
    assert (await get(client, "/sites", token)).status == 401


async def test_nobody_revokes_the_token_of_another(client: TestClient, as_user: AsUser) -> None:
    ada, eve = await as_user("ada"), await as_user("eve")
    token = await token_of(ada, "read")
    await eve.post("/account/tokens/1/revoke")
    assert (await get(client, "/sites", token)).status == 200


@pytest.mark.parametrize(
    ("scope", "path"),
    [("send", "/sites"), ("send", "/sites/1/live"), ("read", "/admin/status")],
)
async def test_a_token_does_nothing_beyond_its_scopes(
    client: TestClient, as_user: AsUser, scope: str, path: str
) -> None:
    ada = await as_user("ada", admin=True)
    await add_site(ada)
    answer = await get(client, path, await token_of(ada, scope))
    assert answer.status == 403
    assert "lacks the scope" in (await answer.json())["detail"]


async def test_a_cookie_opens_nothing(as_user: AsUser) -> None:
    ada = await as_user("ada", admin=True)
    site = await add_site(ada)
    for path in ("/sites", f"/sites/{site.id}/live", "/admin/status"):
        assert (await ada.get(f"/api{path}")).status == 401
    assert (await ada.post(f"/api/sites/{site.id}/events", json=CHECKOUT)).status == 401


async def test_a_token_opens_no_page(client: TestClient, as_user: AsUser) -> None:
    token = await token_of(await as_user("ada", admin=True))
    answer = await client.get(
        "/admin", headers={"Authorization": f"Bearer {token}"}, allow_redirects=False
    )
    assert answer.status == 303


async def test_an_admins_token_reads_the_servers_state(client: TestClient, as_user: AsUser) -> None:
    ada = await as_user("ada", admin=True)
    state = await (await get(client, "/admin/status", await token_of(ada, "admin"))).json()
    assert state["health"]["writer"] == "ok"
    assert state["users"] == 1
    assert state["backups"] == []


async def test_a_token_of_a_former_admin_finds_nothing(client: TestClient, as_user: AsUser) -> None:
    ada, ben = await as_user("ada", admin=True), await as_user("ben")
    await ada.post("/admin/users/2/admin", data=MINE)
    token = await token_of(ben, "admin")
    assert (await get(client, "/admin/status", token)).status == 200
    await ada.post("/admin/users/2/ordinary", data=MINE)
    assert (await get(client, "/admin/status", token)).status == 404


async def test_what_is_answered_as_stored_is_on_disk(client: TestClient, as_user: AsUser) -> None:
    ada = await as_user()
    site = await add_site(ada)
    answer = await send(client, site.id, await token_of(ada), [CHECKOUT, CHECKOUT])
    assert await answer.json() == {"stored": 2, "refused": []}
    db = ada.app[keys.DATABASE]
    assert len(await db.read("select 1 from event where site_id = ?", (site.id,))) == 2


async def test_an_event_joins_the_visit_of_the_visitor_that_is_named(
    client: TestClient, as_user: AsUser
) -> None:
    ada = await as_user()
    site = await add_site(ada)
    hit = json.dumps({"url": "https://example.com/"})
    await client.post(f"/visit/{site.key}", data=hit, headers={"User-Agent": FIREFOX})
    event = CHECKOUT | {"address": "127.0.0.1", "user_agent": FIREFOX}
    await send(client, site.id, await token_of(ada), [event, CHECKOUT])
    visits = await ada.app[keys.DATABASE].read("select visit from event order by cursor")
    assert [row["visit"] == visits[0]["visit"] for row in visits] == [True, True, False]


async def test_the_place_is_that_of_the_address_and_the_address_is_forgotten(
    client: TestClient, as_user: AsUser
) -> None:
    ada = await as_user()
    site = await add_site(ada)
    event = CHECKOUT | {"address": BERLIN, "user_agent": FIREFOX}
    await send(client, site.id, await token_of(ada), event)
    [row] = await ada.app[keys.DATABASE].read(
        "select country, address from event join place on place.id = event.place"
    )
    assert tuple(row) == ("DE", None)


@pytest.mark.parametrize(
    ("event", "reason", "status"),
    [
        (CHECKOUT | {"user_agent": "Googlebot/2.1"}, "bot", 200),
        (CHECKOUT | {"private": True}, "privacy", 200),
        (CHECKOUT | {"url": ""}, "bad", 400),
        (CHECKOUT | {"address": "somewhere"}, "bad", 400),
        (CHECKOUT | {"address": 7}, "bad", 400),
        (7, "bad", 400),
        (CHECKOUT | {"url": 7}, "bad", 400),
    ],
)
async def test_what_is_refused_is_said_with_its_place_in_the_list(
    client: TestClient, as_user: AsUser, event: Any, reason: str, status: int
) -> None:
    ada = await as_user()
    site = await add_site(ada)
    answer = await send(client, site.id, await token_of(ada), [CHECKOUT, event])
    said = await answer.json()
    assert (answer.status, said["stored"]) == (status, 1)
    assert [(each["event"], each["reason"]) for each in said["refused"]] == [(1, reason)]


async def test_an_event_of_a_blocked_visitor_is_told_as_blocked(
    as_user: AsUser,
) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    token = await token_of(ada, "send")
    form = {"kind": "address", "of": "203.0.113.0/24"}
    await ada.post(f"/sites/{site.id}/blocks", data=form)
    answer = await send(ada, site.id, token, [CHECKOUT | {"address": "203.0.113.9"}, CHECKOUT])
    told = await answer.json()
    assert (answer.status, told["stored"]) == (200, 1)
    assert [(each["event"], each["reason"]) for each in told["refused"]] == [(0, "blocked")]


@pytest.mark.parametrize("body", ["", "{", "[]", "\ud800", "[" * 10_000, json.dumps([{}] * 101)])
async def test_what_is_no_list_of_events_is_refused_whole(
    client: TestClient, as_user: AsUser, body: str
) -> None:
    ada = await as_user()
    site = await add_site(ada)
    sent = body.encode("utf-8", "surrogatepass").decode("latin-1")
    assert (await send(client, site.id, await token_of(ada), sent)).status == 400


async def test_a_repeated_event_is_not_stored_twice(client: TestClient, as_user: AsUser) -> None:
    ada = await as_user()
    site = await add_site(ada)
    token = await token_of(ada)
    for _ in range(2):
        await send(client, site.id, token, CHECKOUT | {"id": "order-1234"})
    assert len(await ada.app[keys.DATABASE].read("select 1 from event")) == 1


async def test_a_viewer_sends_nothing(client: TestClient, as_user: AsUser) -> None:
    ada, ben = await as_user("ada"), await as_user("ben")
    site = await add_site(ada)
    await join(ada, site, "ben", "viewer")
    assert (await send(client, site.id, await token_of(ben, "send"), CHECKOUT)).status == 403


async def test_a_full_queue_is_said_and_nothing_is_stored(
    client: TestClient, as_user: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await as_user()
    site = await add_site(ada)
    token = await token_of(ada)
    monkeypatch.setattr(ada.app[keys.RECORDER], "submit", lambda *_: False)
    answer = await send(client, site.id, token, CHECKOUT)
    assert answer.status == 503
    assert answer.headers["Retry-After"]
    assert (await answer.json())["refused"][0]["reason"] == "busy"


async def test_what_is_done_to_tokens_is_taken_down(as_user: AsUser) -> None:
    ada = await as_user()
    await token_of(ada)
    await ada.post("/account/tokens/1/revoke")
    await ada.post("/account/tokens/1/revoke")
    assert [act for act in await acts(ada) if "token" in act[0]] == [
        ("token made", "user 1"),
        ("token revoked", "user 1"),
    ]


async def test_an_event_that_comes_without_client_hints_is_of_the_browsers_visit(
    as_user: AsUser,
) -> None:
    ada = await as_user()
    site, token = await add_site(ada), await token_of(ada, "send")
    hints = {"Sec-CH-UA": '"Brave";v="130"', "Sec-CH-UA-Platform": '"Linux"'}
    about = {"address": "127.0.0.1", "user_agent": FIREFOX}

    async def browse(path: str) -> None:
        hit = json.dumps({"url": f"https://example.com{path}"})
        headers = {"User-Agent": FIREFOX} | hints
        assert (await ada.post(f"/visit/{site.key}", data=hit, headers=headers)).status == 204

    await browse("/")
    assert (await send(ada, site.id, token, CHECKOUT | about)).status == 200
    await browse("/thanks")
    rows = [row for row in await ada.app[keys.LOG].rows_after(0, 9) if isinstance(row, Event)]
    assert len({row.visit for row in rows}) == 1
    assert [row.agent.browser for row in rows] == ["Brave"] * 3
