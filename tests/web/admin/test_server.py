"""The admin's pages: the server, the sites, the people, the audit log; and what ends for whom."""

import asyncio
import re

import pytest
from aiohttp.test_utils import TestClient

from tests.audited import acts
from tests.conftest import PASSWORD, AsUser, Login
from tests.eventually import PATIENCE, eventually
from tests.web.live.live_views import end_of, open_stream, view
from tests.web.sites.owners import MINE, add_site, error_of, make_token, visit
from tests.web.sites.teams import join, roles
from tracker.services.reports.followed_reports import FollowedReports, State
from tracker.storage.erasing.asked_of_sites import asked_erasures
from tracker.web import keys

PAGES = ["", "/users", "/users/1", "/sites", "/audit", "/address"]


@pytest.mark.parametrize("page", PAGES)
async def test_for_everybody_else_the_pages_do_not_exist(as_user: AsUser, page: str) -> None:
    ada, eve = await as_user("ada", admin=True), await as_user("eve")
    assert (await ada.get(f"/admin{page}")).status == 200
    assert (await eve.get(f"/admin{page}")).status == 404


async def test_the_server_page_says_how_it_is(as_user: AsUser) -> None:
    ada = await as_user("ada", admin=True)
    site = await add_site(ada)
    await visit(ada, site)
    await ada.post(f"/visit/{site.key}", data="{}")
    page = await (await ada.get("/admin")).text()
    for said in ("free of", "0 of 2,000 hits", "Python 3.", "SQLite 3.", "None yet.", "MAIL_URL"):
        assert said in page, said
    assert '<tr><td>Not a hit</td><td class="number">1</td></tr>' in page


async def test_the_server_page_says_how_far_reports_are(as_user: AsUser, monkeypatch) -> None:
    ada = await as_user("ada", admin=True)
    for state, said in (
        (State("", 0.627, 2_500_000, 0, ""), "2.5 MB · 62 % of the log is counted"),
        (State("", None, 0, 0, ""), "just being opened"),
        (State("a report does not end", 1.0, 0, 0, ""), "a report does not end"),
        (State("", 1.0, 9, 1, "no room"), "and began again: no room"),
    ):
        monkeypatch.setattr(FollowedReports, "state", state)
        assert said in await (await ada.get("/admin")).text()


async def test_a_backup_is_listed_with_age_and_size(as_user: AsUser) -> None:
    ada = await as_user("ada", admin=True)
    made = await ada.app[keys.BACKUPS].make()
    page = await (await ada.get("/admin")).text()
    assert made.name in page
    assert re.search(r">0 min<.*\d+\.\d kB<", page)


async def test_people_are_found_by_a_part_of_name_or_e_mail(as_user: AsUser) -> None:
    ada = await as_user("ada", admin=True)
    for name in ("Ben", "Benita", "carl"):
        await as_user(name)
    page = await (await ada.get("/admin/users", params={"q": "BEN"})).text()
    assert re.findall(r"/admin/users/(\d+)", page) == ["2", "3"]
    page = await (await ada.get("/admin/users", params={"q": "carl@"})).text()
    assert re.findall(r"/admin/users/(\d+)", page) == ["4"]


async def test_the_audit_log_is_filtered_and_paged(as_user: AsUser) -> None:
    ada = await as_user("ada", admin=True)
    await (await as_user("ben")).post("/logout")
    for number in range(60):
        await add_site(ada, f"{number}.example")
    first = await (await ada.get("/admin/audit", params={"action": "site added"})).text()
    assert first.count("<tr>") == 51
    assert "Logged in</td>" not in first
    older = re.search(r'href="\?([^"]*before=\d+)"', first)
    assert older
    second = await (await ada.get("/admin/audit?" + older[1].replace("&amp;", "&"))).text()
    assert second.count("<tr>") == 11
    about = await (await ada.get("/admin/audit", params={"about": "Ben"})).text()
    assert about.count("<tr>") >= 2
    assert "Logged out</td>" in about
    assert "Site added</td>" not in about


async def test_whoever_is_switched_off_is_out_at_once(client: TestClient, as_user: AsUser) -> None:
    ada, ben = await as_user("ada", admin=True), await as_user("ben")
    site = await add_site(ben)
    token = await make_token(ben, site)
    headers = {"Authorization": f"Bearer {token}"}
    stream = await client.get(f"/api/sites/{site.id}/live", headers=headers)
    async with view(ben, site) as seen:
        await seen.until("ready")
        await ada.post("/admin/users/2/off", data=MINE)
        assert await end_of(seen.socket) == (1008, "the session has ended")
    await asyncio.wait_for(stream.read(), PATIENCE)
    assert (await ben.get("/account", allow_redirects=False)).status == 303
    assert await open_stream(client, site, token) == 401


async def test_whoever_is_switched_off_cannot_log_in_and_learns_why_with_the_right_password_only(
    client: TestClient, as_user: AsUser
) -> None:
    ada = await as_user("ada", admin=True)
    await as_user("ben")
    await ada.post("/admin/users/2/off", data=MINE)
    right = await client.post("/login", data={"login": "ben", "password": PASSWORD})
    assert right.status == 403
    assert "switched off" in (error_of(await right.text(), "password") or "")
    wrong = await client.post("/login", data={"login": "ben", "password": "wrong" * 4})
    assert wrong.status == 401
    assert "switched off" not in await wrong.text()


async def test_the_sites_of_whoever_is_switched_off_go_on_recording(as_user: AsUser) -> None:
    ada, ben = await as_user("ada", admin=True), await as_user("ben")
    site = await add_site(ben)
    await ada.post("/admin/users/2/off", data=MINE)
    answer = await visit(ada, site)
    assert answer.status == 204
    assert "X-Tracker-Refused" not in answer.headers


async def test_whoever_is_switched_on_again_has_everything_back(
    client: TestClient, as_user: AsUser, login: Login
) -> None:
    ada, ben = await as_user("ada", admin=True), await as_user("ben")
    site = await add_site(ben)
    token = await make_token(ben, site)
    await ada.post("/admin/users/2/off", data=MINE)
    await ada.post("/admin/users/2/on", data=MINE)
    assert await open_stream(client, site, token) == 200
    page = await login(client, "ben", PASSWORD, to=f"/sites/{site.id}/live")
    assert page.status == 200


async def test_an_account_is_deleted_with_the_sites_that_nobody_else_owns(as_user: AsUser) -> None:
    ada, ben = await as_user("ada", admin=True), await as_user("ben")
    alone, shared = await add_site(ben, "alone.example"), await add_site(ben, "shared.example")
    await join(ben, shared, "ada", "owner")
    page = await (await ada.get("/admin/users/2/delete")).text()
    assert re.search("all that was recorded for them: alone.example", page)
    answer = await ada.post("/admin/users/2/delete", data=MINE | {"confirm": "ada"})
    assert answer.status == 422
    assert "Type ben exactly" in (error_of(await answer.text(), "confirm") or "")
    await ada.post("/admin/users/2/delete", data=MINE | {"confirm": "Ben"})
    assert (await ada.get("/admin/users/2")).status == 404
    assert (await ben.get("/account", allow_redirects=False)).status == 303
    assert set(ada.app[keys.SITES].by_id) == {shared.id}
    assert ada.app[keys.SITES].by_key[shared.key].owner_id == 1
    assert (await visit(ada, alone)).headers["X-Tracker-Refused"]
    assert await roles(ada, shared) == {"ada": "owner"}
    await eventually(lambda: _erased(ada))


async def _erased(client: TestClient) -> bool:
    return await asked_erasures(client.app[keys.DATABASE]) == []


@pytest.mark.parametrize("act", ["off", "ordinary", "delete"])
async def test_the_last_admin_stays(as_user: AsUser, act: str) -> None:
    ada = await as_user("ada", admin=True)
    await as_user("ben")
    answer = await ada.post(f"/admin/users/1/{act}", data=MINE | {"confirm": "ada"})
    assert answer.status == 422
    assert "the only admin" in await answer.text()
    assert (await ada.get("/admin")).status == 200


async def test_a_second_admin_can_be_made_and_unmade(as_user: AsUser) -> None:
    ada, ben = await as_user("ada", admin=True), await as_user("ben")
    await ada.post("/admin/users/2/admin", data=MINE)
    assert (await ben.get("/admin")).status == 200
    await ben.post("/admin/users/1/ordinary", data=MINE)
    assert (await ada.get("/admin")).status == 404
    assert (await acts(ada))[-2:] == [
        ("made an admin", "user 2"),
        ("made an ordinary user", "user 1"),
    ]


async def test_an_admin_sees_no_visits_of_other_peoples_sites(as_user: AsUser) -> None:
    ada, ben = await as_user("ada", admin=True), await as_user("ben")
    site = await add_site(ben, "secret.example")
    assert "secret.example" in await (await ada.get("/admin/sites")).text()
    assert (await ada.get(f"/sites/{site.id}")).status == 404
