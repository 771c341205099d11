"""API tokens: shown once, listed, revoked."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.web.live.live_views import open_stream
from tests.web.sites.owners import MINE, add_site, error_of, make_token
from tracker.services.session_ends import SessionEnds
from tracker.services.sites.site_tokens import revoke_token
from tracker.storage.sites.tokens import tokens_of
from tracker.web import keys
from tracker.web.api import api
from tracker.web.asking.bearers import Reading


async def test_a_token_is_shown_once(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    token = await make_token(ada, site, "my <laptop>")
    page = await (await ada.get(f"/sites/{site.id}/tokens")).text()
    assert token not in page
    assert "my &lt;laptop&gt;" in page
    assert "never used" in page


@pytest.mark.kept_anywhere
async def test_a_token_opens_the_stream_of_its_site(client: TestClient, as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    token = await make_token(ada, site)
    assert await open_stream(client, site, token) == 200
    page = await (await ada.get(f"/sites/{site.id}/tokens")).text()
    assert "last used" in page


@pytest.mark.kept_anywhere
async def test_a_revoked_token_opens_nothing(client: TestClient, as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    token = await make_token(ada, site)
    [kept] = await tokens_of(ada.app[keys.KEPT], site.id)
    await ada.post(f"/sites/{site.id}/tokens/{kept.id}/revoke")
    assert await open_stream(client, site, token) == 401
    assert "No token yet" in await (await ada.get(f"/sites/{site.id}/tokens")).text()


async def test_a_stream_does_not_outlive_a_token_that_ends_as_it_opens(
    client: TestClient, as_user: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    token = await make_token(ada, site)
    [kept] = await tokens_of(ada.app[keys.KEPT], site.id)
    once_more = client.app[keys.STREAMS].one_more

    @contextmanager
    def revoked_meanwhile(user_id: int) -> Iterator[None]:
        client.app[keys.TOKEN_ENDS].end([kept.id])  # before the stream watches for it
        with once_more(user_id):
            yield

    monkeypatch.setattr(client.app[keys.STREAMS], "one_more", revoked_meanwhile)
    db, elsewhere = client.app[keys.KEPT], SessionEnds()
    assert await revoke_token(db, elsewhere, site.id, kept.id)
    reading = api.reading
    access = Reading(site, site.owner_id, kept.id)
    answers = [access]

    async def at_first_good(request: web.Request) -> Reading:
        return answers.pop() if answers else await reading(request)

    monkeypatch.setattr(api, "reading", at_first_good)
    assert await open_stream(client, site, token) == 401


async def test_another_owner_cannot_revoke_a_token_through_a_site_of_their_own(
    client: TestClient, as_user: AsUser
) -> None:
    ada, eve = await as_user("ada"), await as_user("eve")
    hers, evil = await add_site(ada), await add_site(eve)
    token = await make_token(ada, hers)
    [kept] = await tokens_of(ada.app[keys.KEPT], hers.id)
    await eve.post(f"/sites/{evil.id}/tokens/{kept.id}/revoke")
    assert await open_stream(client, hers, token) == 200


@pytest.mark.parametrize("name", ["", "  ", "x" * 101])
async def test_a_token_needs_a_name(as_user: AsUser, name: str) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    answer = await ada.post(
        f"/sites/{site.id}/tokens", data=MINE | {"name": name, "scopes": "read"}
    )
    assert answer.status == 422
    assert error_of(await answer.text(), "name")
    assert await tokens_of(ada.app[keys.KEPT], site.id) == []


@pytest.mark.parametrize("scopes", [[], ["send"], ["admin", "everything"]])
async def test_a_token_is_for_something_that_there_is(as_user: AsUser, scopes: list[str]) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    answer = await ada.post(f"/sites/{site.id}/tokens", data=MINE | {"name": "x", "scopes": scopes})
    assert answer.status == 422
    assert "Choose what it may do." in await answer.text()
    assert await tokens_of(ada.app[keys.KEPT], site.id) == []


async def test_a_token_for_reports_reads_no_live_stream(
    client: TestClient, as_user: AsUser
) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    token = await make_token(ada, site, scopes=("reports", "send"))
    [kept] = await tokens_of(ada.app[keys.KEPT], site.id)
    assert kept.scopes == ("reports",)
    assert "Ask for reports" in await (await ada.get(f"/sites/{site.id}/tokens")).text()
    assert await open_stream(client, site, token) == 403
