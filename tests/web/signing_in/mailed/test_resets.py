"""A forgotten password: another one by a link, after which nobody else is logged in."""

import asyncio
import re

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import PASSWORD, MakeUser
from tests.mailbox import Mailbox
from tests.web.api.test_api import get, token_of
from tests.web.live.live_views import end_of
from tests.web.signing_in.mailed.conftest import PUBLIC, LogIn, heading, link_in
from tests.web.sites.owners import is_in
from tracker.services.accounts.two_factors import is_on
from tracker.storage.accounts.two_factors import begin, find_two_factors, turn_on
from tracker.web import keys

NEW = {"password": "another-quartz-lemon-harbor"}


@pytest.fixture
async def link(ada: TestClient, client: TestClient, mailbox: Mailbox) -> str:
    """What ada was mailed after asking in `client`; she is logged in elsewhere."""
    answer = await client.post("/login/reset", data={"email": "ada@example.com"})
    assert answer.status == 200
    return link_in(await mailbox.next_to("ada@example.com"))


async def test_the_link_in_the_mail_sets_another_password_and_logs_in(
    link: str, client: TestClient, login: LogIn
) -> None:
    assert await heading(client, link) == (200, "Choose another password")
    answer = await client.post(link, data=NEW, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    assert await is_in(client)
    await login("ada", NEW["password"])
    await client.post("/logout")
    refused = await client.post("/login", data={"login": "ada", "password": PASSWORD})
    assert refused.status == 401


async def test_whose_password_was_set_by_a_link_is_told(
    link: str, client: TestClient, mailbox: Mailbox
) -> None:
    await client.post(link, data=NEW)
    mail = await mailbox.next_to("ada@example.com")
    assert mail["Subject"] == "The password of your account was changed"


@pytest.mark.fault
async def test_a_password_that_is_refused_leaves_the_link_good(
    link: str, client: TestClient
) -> None:
    for typed in ({"password": "short"}, {"password": ""}, {}):
        answer = await client.post(link, data=typed)
        assert answer.status == 422
        assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert (await client.post(link, data=NEW, allow_redirects=False)).status == 303
    assert await heading(client, link, "POST") == (410, "This link has been used")


@pytest.mark.fault
async def test_every_session_there_was_ends_with_its_sockets(
    link: str, client: TestClient, ada: TestClient
) -> None:
    async with await ada.ws_connect("/live/home", headers={"Origin": PUBLIC}) as socket:
        await client.post(link, data=NEW)
        assert (await end_of(socket))[0] == 1008
    assert not await is_in(ada)
    assert await is_in(client)


@pytest.mark.kept_anywhere
@pytest.mark.fault
async def test_of_many_who_send_the_form_at_once_one_sets_the_password(
    link: str, client: TestClient
) -> None:
    passwords = [f"{word}-quartz-lemon-harbor" for word in ("one", "two", "three", "four")]
    forms = [{"password": each} for each in passwords]
    sent = [client.post(link, data=form, allow_redirects=False) for form in forms]
    statuses = sorted([answer.status for answer in await asyncio.gather(*sent)])
    assert statuses == [303, 410, 410, 410]


async def test_a_reset_ends_all_other_links_and_lifts_the_wait(
    link: str, client: TestClient, mailbox: Mailbox
) -> None:
    """Whoever guessed until ada had to wait does not keep her out of her account."""
    client.app[keys.THROTTLE].counting._clock = lambda: 0.0
    for _ in range(6):
        last = await client.post("/login", data={"login": "ada", "password": "wrong"})
    assert last.status == 429
    await client.post("/login/link", data={"email": "ada@example.com"})
    other = link_in(await mailbox.next_to("ada@example.com"))
    await client.post(link, data=NEW)
    assert await heading(client, other) == (404, "This link no longer works")
    right = {"login": "ada", "password": NEW["password"]}
    answer = await client.post("/login", data=right, allow_redirects=False)
    assert answer.status == 303


@pytest.mark.parametrize(("chosen", "status"), [({}, 401), ({"tokens": "keep"}, 200)])
async def test_the_tokens_end_unless_they_are_to_stay(
    link: str, ada: TestClient, client: TestClient, chosen: dict[str, str], status: int
) -> None:
    token = await token_of(ada, "read")
    page = await (await client.get(link)).text()
    assert re.search(r'value="end" checked', page)
    await client.post(link, data=NEW | chosen)
    assert (await get(client, "/sites", token)).status == status


@pytest.mark.parametrize("kind", ["reset", "link"])
async def test_a_link_is_the_first_of_two_factors_only(
    ada: TestClient, client: TestClient, mailbox: Mailbox, kind: str
) -> None:
    db = ada.app[keys.KEPT]
    async with db.transaction() as tx:
        await begin(tx, 1, b"salt", b"key")
    found = await find_two_factors(db, 1)
    async with db.transaction() as tx:
        await turn_on(tx, found, 1, 1)
    assert await is_on(db, 1)
    await client.post(f"/login/{kind}", data={"email": "ada@example.com"})
    link = link_in(await mailbox.next_to("ada@example.com"))
    answer = await client.post(link, data=NEW, allow_redirects=False)
    assert answer.headers["Location"] == "/login/code"
    assert not await is_in(client)


async def test_a_login_link_resets_nothing(
    make_user: MakeUser, client: TestClient, mailbox: Mailbox
) -> None:
    await make_user("ada")
    await client.post("/login/link", data={"email": "ada@example.com"})
    link = link_in(await mailbox.next_to("ada@example.com"))
    swapped = link.replace("/login/link/", "/login/reset/")
    assert await heading(client, swapped) == (404, "This link no longer works")
    answer = await client.post(swapped, data=NEW)
    assert answer.status == 404
