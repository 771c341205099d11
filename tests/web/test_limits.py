"""What a person can multiply has an end, which is said with what to do about it."""

from dataclasses import replace
from unittest.mock import AsyncMock

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser, Cli
from tests.web.api.test_api import token_of
from tests.web.sites.owners import MINE, add_site, error_of, make_token
from tests.web.sites.teams import invite, join, roles
from tracker.config import Config
from tracker.storage.accounts import login_steps, personal_tokens
from tracker.storage.sites import members, tokens
from tracker.web import keys
from tracker.web.accounts import tokens as pages
from tracker.web.home import rows


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, sites_per_user=3)


@pytest.fixture
async def ben(as_user: AsUser) -> TestClient:
    """Somebody who owns as many sites as one may."""
    await as_user("ada", admin=True)
    ben = await as_user("ben")
    for number in range(3):
        await add_site(ben, f"{number}.example")
    return ben


async def test_one_more_site_than_the_setting_is_refused_with_the_way_out(ben: TestClient) -> None:
    answer = await ben.post("/sites/new", data={"name": "more.example", "time_zone": "UTC"})
    assert answer.status == 422
    said = error_of(await answer.text(), "name") or ""
    assert "You own as many sites as one person may here: 3." in said
    assert "SITES_PER_USER" in said
    assert len(ben.app[keys.SITES].by_id) == 3


async def test_deleting_one_makes_room(ben: TestClient) -> None:
    await ben.post("/sites/1/delete", data=MINE | {"confirm": "0.example"})
    await add_site(ben, "more.example")


async def test_an_admin_and_a_command_are_not_held_to_it(
    ben: TestClient, as_user: AsUser, cli: Cli
) -> None:
    ada = await as_user("ada")
    for number in range(4):
        await add_site(ada, f"ada{number}.example")
    await ben.app[keys.SITES].add(2, "given.example", "UTC", 0)
    assert len(ben.app[keys.SITES].by_id) == 8


@pytest.mark.parametrize("way", ["transfer", "members/2/role"])
async def test_nobody_is_handed_more_than_they_may_own(
    ben: TestClient, as_user: AsUser, way: str
) -> None:
    ada = await as_user("ada")
    site = await add_site(ada, "gift.example")
    await join(ada, site, "ben")
    typed = MINE | {"user": "2", "confirm": "gift.example", "role": "owner"}
    answer = await ada.post(f"/sites/{site.id}/team/{way}", data=typed)
    assert answer.status == 422
    assert "owns as many sites as one may here" in await answer.text()
    assert await roles(ada, site) == {"ada": "owner", "ben": "viewer"}


async def test_an_invitation_as_owner_waits_until_there_is_room(
    ben: TestClient, as_user: AsUser
) -> None:
    ada = await as_user("ada")
    site = await add_site(ada, "gift.example")
    link = await invite(ada, site, "ben@example.com", "owner")
    answer = await ben.post(link)
    assert answer.status == 403
    assert "SITES_PER_USER" in await answer.text()
    await ben.post("/sites/1/delete", data=MINE | {"confirm": "0.example"})
    assert (await ben.post(link, allow_redirects=False)).status == 303


async def test_a_site_takes_so_many_people(
    as_user: AsUser, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "MOST", 2)
    ada, carl = await as_user("ada"), await as_user("carl")
    site = await add_site(ada)
    await join(ada, site, "carl")
    dora = await as_user("dora")
    answer = await dora.post(await invite(ada, site, "dora@example.com"))
    assert answer.status == 403
    assert "This site has as many people as a site may have." in await answer.text()
    assert carl
    assert set(await roles(ada, site)) == {"ada", "carl"}


async def test_a_site_has_so_many_tokens(as_user: AsUser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "MOST", 2)
    ada = await as_user("ada")
    site = await add_site(ada)
    for _ in range(2):
        await make_token(ada, site)
    answer = await ada.post(
        f"/sites/{site.id}/tokens", data=MINE | {"name": "one more", "scopes": "read"}
    )
    assert answer.status == 422
    assert error_of(await answer.text(), "name") == "This site has 50 tokens. Revoke one first."


async def test_a_person_has_so_many_tokens_also_when_many_are_made_at_once(
    as_user: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(personal_tokens, "MOST", 2)
    monkeypatch.setattr(pages, "tokens_of_user", AsyncMock(return_value=[]))
    ada = await as_user("ada")
    for _ in range(2):
        await token_of(ada, "read")
    typed = MINE | {"name": "one more", "scopes": "read", "days": ""}
    answer = await ada.post("/account/tokens", data=typed)
    assert answer.status == 422
    assert error_of(await answer.text(), "name") == "You have 50 tokens. Revoke one first."


async def test_log_ins_that_owe_a_code_are_bounded(
    as_user: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(login_steps, "MOST", 3)
    ada = await as_user("ada")
    db = ada.app[keys.DATABASE]
    for number in range(7):
        async with db.transaction() as tx:
            await login_steps.insert_step(tx, f"token {number}", 1, 1000 + number, 1000)
    found = [await login_steps.find_step(db, f"token {number}", 2000) for number in range(7)]
    assert [each is not None for each in found] == [False] * 4 + [True] * 3


class TestManySites:
    @pytest.fixture
    async def ada(self, as_user: AsUser, monkeypatch: pytest.MonkeyPatch) -> TestClient:
        """Three pages of sites."""
        monkeypatch.setattr(rows, "A_PAGE", 2)
        ada = await as_user("ada", admin=True)
        for name in ("b.example", "d.example", "a.example", "e.example", "c.example"):
            await add_site(ada, name)
        return ada

    async def test_the_first_page_shows_some_and_leads_to_more(self, ada: TestClient) -> None:
        shown = []
        for query in ("", "?after=2", "?after=4"):
            page = await (await ada.get(f"/{query}")).text()
            shown.append([name for name in "abcde" if f"<bdi>{name}.example</bdi>" in page])
            assert ('href="?after=' in page) == (query != "?after=4")
        assert shown == [["a", "b"], ["c", "d"], ["e"]]

    async def test_a_site_is_found_by_a_part_of_its_name(self, ada: TestClient) -> None:
        page = await (await ada.get("/?q=E.EX")).text()
        assert "<bdi>e.example</bdi>" in page
        assert "<bdi>a.example</bdi>" not in page
        assert "No site of yours is called so." in await (await ada.get("/?q=nothing")).text()
