"""Signing in with a provider that is certified to follow the standard (node oidc-provider)."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestClient

from tests.certified_provider import MISSING, WHY, certified_provider, log_in_there
from tests.conftest import MakeUser
from tests.small_provider import CLIENT, SECRET
from tests.web.providers.conftest import PUBLIC, arrive
from tests.web.providers.test_signing_in import PAGE, who
from tracker.config import Config

pytestmark = pytest.mark.skipif(MISSING, reason=WHY)
Depart = Callable[..., Awaitable[str]]


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with certified_provider(f"{PUBLIC}/login/provider/back") as issuer:
        yield issuer


@pytest.fixture
def config(config: Config, issuer: str) -> Config:
    return replace(
        config,
        public_url=PUBLIC,
        oidc_issuer=issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
        oidc_scopes="openid email profile groups",
        oidc_admin_claim="groups=tracker-admins",
    )


@pytest.fixture
async def there() -> AsyncIterator[ClientSession]:
    """The browser's cookies at the provider."""
    async with ClientSession() as session:
        yield session


async def test_somebody_signs_in_with_it(
    client: TestClient, make_user: MakeUser, depart: Depart, there: ClientSession
):
    await make_user("ada")
    place = await log_in_there(there, await depart(client), "ada")
    answer = await arrive(client, place.removeprefix(PUBLIC))
    assert answer.status == 303, await answer.text()
    assert await who(client) == "ada"
    assert (await client.get("/admin", headers=PAGE)).status == 200, "by her groups"


async def test_an_address_that_it_has_not_checked_lets_nobody_in(
    client: TestClient, make_user: MakeUser, depart: Depart, there: ClientSession
):
    await make_user("ada")
    place = await log_in_there(there, await depart(client), "eve")
    answer = await arrive(client, place.removeprefix(PUBLIC))
    assert answer.status == 403
    assert "checked whose it is" in await answer.text()
    assert await who(client) == ""


async def test_its_answer_is_good_once(
    client: TestClient, make_user: MakeUser, depart: Depart, there: ClientSession
):
    await make_user("ada")
    place = await log_in_there(there, await depart(client), "ada")
    await arrive(client, place.removeprefix(PUBLIC))
    assert (await arrive(client, place.removeprefix(PUBLIC))).status == 400


async def test_whoever_is_signed_in_there_shows_again_who_they_are_where_that_is_asked(
    client: TestClient, make_user: MakeUser, depart: Depart, there: ClientSession
):
    await make_user("ada")
    await log_in_there(there, await depart(client), "ada")
    quick = await there.get(await depart(client), allow_redirects=False)
    assert quick.headers["Location"].startswith(f"{PUBLIC}/login/provider/back?code=")
    again = await there.get(await depart(client, "/login/provider?again=1"), allow_redirects=False)
    assert "/interaction/" in again.headers["Location"]
