"""A shared link with a password: asked once, kept by the browser for that link alone."""

from __future__ import annotations

import re

import pytest
from aiohttp.test_utils import TestClient
from yarl import URL

from tests.clock import Clock
from tests.conftest import Stranger
from tests.web.reports.watched import figures
from tests.web.sharing.shared import BOARD, share, shown
from tests.web.sites.owners import MINE
from tracker.storage.sites.sites import Site

SECRET = "lemon violet"


@pytest.fixture
async def path(ada: TestClient, site: Site) -> str:
    return await share(ada, site, link_password=SECRET)


async def test_whoever_types_it_sees_the_page_asked_for(path: str, client: TestClient) -> None:
    form = await shown(client, path)
    assert 'type="password"' in form
    assert figures(form) == {}
    answer = await client.post(f"{path}?period=today", data={"password": SECRET})
    assert (answer.url.path, answer.url.query_string) == (path, "period=today")
    assert figures(await shown(client, path))["visitors"] == "2"
    again = await client.post(path, data={"password": ""})
    assert again.history[0].status == 303


async def test_the_form_may_say_where_it_comes_from(path: str, client: TestClient) -> None:
    answer = await client.get(path)
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


async def test_a_wrong_one_opens_nothing(path: str, client: TestClient) -> None:
    for typed, status in (("lemon violets", 401), ("", 422)):
        answer = await client.post(path, data={"password": typed})
        assert answer.status == status
        assert "Set-Cookie" not in answer.headers
    assert figures(await shown(client, path)) == {}


async def test_guesses_are_slowed_down_as_those_at_the_log_in_are(
    path: str, client: TestClient, stranger: Stranger
) -> None:
    guest = await stranger()
    await guest.post(path, data={"password": SECRET})
    for _ in range(6):
        await client.post(path, data={"password": "a guess"})
    answer = await client.post(path, data={"password": SECRET})
    assert answer.status == 429
    assert int(answer.headers["Retry-After"]) > 30
    assert "Too many tries" in await answer.text()
    assert figures(await shown(guest, path))["visitors"] == "2"  # whoever is in stays in


async def test_the_cookie_opens_that_link_alone_for_half_a_day(
    path: str, ada: TestClient, site: Site, client: TestClient, clock: Clock
) -> None:
    other = await share(ada, site, link_password=SECRET)
    [first] = (await client.post(path, data={"password": SECRET})).history
    [(name, cookie)] = first.cookies.items()
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert figures(await shown(client, other)) == {}
    await client.post(other, data={"password": SECRET})
    assert figures(await shown(client, other))["visitors"] == "2"
    clock.forward(hours=12)
    assert figures(await shown(client, path)) == {}
    forged = str(int(cookie.value[:13]) * 2) + cookie.value[13:]
    client.session.cookie_jar.update_cookies({name: forged}, URL(str(client.make_url("/"))))
    assert figures(await shown(client, path)) == {}


async def test_another_password_asks_everybody_again(
    path: str, ada: TestClient, site: Site, client: TestClient
) -> None:
    await client.post(path, data={"password": SECRET})
    change = f"/sites/{site.id}/shares/1/change"
    await ada.post(change, data=BOARD | MINE | {"link_password": "another one"})
    assert figures(await shown(client, path)) == {}
    await ada.post(change, data=BOARD | MINE | {"open": "y"})
    assert figures(await shown(client, path))["visitors"] == "2"


async def test_who_does_not_know_it_learns_nothing_but_the_sites_name(
    path: str, client: TestClient
) -> None:
    said = await shown(client, path, "goal=x&nonsense=1")
    assert not re.search(r"pricing|Germany|board|ada", said)
