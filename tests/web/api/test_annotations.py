"""Programs write what happened on a day, with a token that may."""

from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from tests.audited import acts
from tests.conftest import AsUser
from tests.web.api.test_api import token_of
from tests.web.sites.owners import add_site, make_token
from tests.web.sites.teams import join
from tracker.storage.sites import annotations
from tracker.storage.sites.sites import Site

SCOPES = ("reports", "annotate")
DEPLOY = {"words": "deploy 1.4", "day": "2026-11-21"}


@pytest.fixture
async def ada(as_user: AsUser) -> TestClient:
    return await as_user("ada")


@pytest.fixture
async def site(ada: TestClient) -> Site:
    return await add_site(ada)


async def write(client: TestClient, site: Site, token: str, said: Any) -> tuple[int, Any]:
    path, headers = f"/api/sites/{site.id}/annotations", {"Authorization": f"Bearer {token}"}
    body = {"data": said} if isinstance(said, bytes) else {"json": said}
    answer = await client.post(path, headers=headers, **body)
    return answer.status, await answer.json()


async def test_what_is_written_is_listed_and_on_the_sites_page(
    ada: TestClient, site: Site, client: TestClient
) -> None:
    token = await token_of(ada, *SCOPES)
    status, said = await write(client, site, token, DEPLOY)
    assert (status, said["day"], said["words"]) == (200, "2026-11-21", "deploy 1.4")
    path, headers = f"/api/sites/{site.id}/annotations", {"Authorization": f"Bearer {token}"}
    listed = await (await client.get(path, headers=headers)).json()
    assert listed == {"annotations": [said]}
    assert "deploy 1.4" in await (await ada.get(f"/sites/{site.id}/annotations")).text()
    assert ("annotation made", f"site {site.id}") in await acts(ada)


WRONG = [
    (b"no", "The body is not as it should be"),
    ({}, "words"),
    ({"words": 1}, "words"),
    ({"words": " "}, "words: Say what happened."),
    ({"words": "x" * 301}, "words: Use at most 300 letters."),
    ({"words": "x", "day": "tomorrow"}, "day: Type a day such as 2026-11-29."),
]


async def test_what_is_wrong_is_named_with_its_field(
    ada: TestClient, site: Site, client: TestClient
) -> None:
    token = await token_of(ada, *SCOPES)
    for said, why in WRONG:
        status, answer = await write(client, site, token, said)
        assert (status, why in answer["detail"]) == (400, True), answer


async def test_without_a_day_it_is_the_sites_today(
    ada: TestClient, site: Site, client: TestClient
) -> None:
    status, said = await write(client, site, await token_of(ada, *SCOPES), {"words": "letter"})
    page = await (await ada.get(f"/sites/{site.id}/annotations")).text()
    assert (status, f'value="{said["day"]}"' in page) == (200, True)


async def test_scope_and_role_are_asked_for(
    ada: TestClient, site: Site, client: TestClient, as_user: AsUser
) -> None:
    bob = await as_user("bob")
    await join(ada, site, "bob")
    for token in (await token_of(ada, "reports", "send"), await token_of(bob, *SCOPES)):
        assert (await write(client, site, token, DEPLOY))[0] == 403
    assert (await write(client, site, await make_token(ada, site), DEPLOY))[0] == 401


async def test_a_site_has_so_many_and_no_more(
    ada: TestClient, site: Site, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annotations, "MOST_ANNOTATIONS", 1)
    token = await token_of(ada, *SCOPES)
    assert [(await write(client, site, token, DEPLOY))[0] for _ in range(2)] == [200, 400]
