"""Without REGISTRATION=open only the set-up link makes an account."""

from aiohttp.test_utils import TestClient

from tests.conftest import PASSWORD, MakeUser


async def test_registering_does_not_exist(client: TestClient) -> None:
    form = {"name": "Eve", "email": "eve@example.com", "password": PASSWORD}
    assert (await client.get("/register")).status == 404
    assert (await client.post("/register", data=form)).status == 404


async def test_no_page_of_a_stranger_offers_it_nor_a_mail(
    client: TestClient, make_user: MakeUser
) -> None:
    """This server mails nothing: whoever has forgotten a password is told whom to ask."""
    await make_user("ada")
    for address in ("/", "/login"):
        page = await (await client.get(address)).text()
        assert "/register" not in page
        assert "/login/link" not in page
        assert "/login/reset" not in page
    assert 'href="/help/getting-back-in"' in page


async def test_the_login_page_points_to_the_set_up_link_without_showing_it(
    client: TestClient,
) -> None:
    page = await (await client.get("/login")).text()
    assert "has printed a link" in page
    assert "/setup/" not in page
