"""Without REGISTRATION=open only the set-up link makes an account."""

from aiohttp.test_utils import TestClient

from tests.conftest import PASSWORD


async def test_registering_does_not_exist(client: TestClient) -> None:
    form = {"name": "Eve", "email": "eve@example.com", "password": PASSWORD}
    assert (await client.get("/register")).status == 404
    assert (await client.post("/register", data=form)).status == 404


async def test_the_login_page_does_not_offer_it(client: TestClient) -> None:
    assert "/register" not in await (await client.get("/login")).text()


async def test_the_login_page_points_to_the_set_up_link_without_showing_it(
    client: TestClient,
) -> None:
    page = await (await client.get("/login")).text()
    assert "has printed a link" in page
    assert "/setup/" not in page
