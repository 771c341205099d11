"""What people do is taken down: who, from which network, what, to whom; never a secret."""

from aiohttp.test_utils import TestClient

from tests.audited import acts, audited
from tests.conftest import PASSWORD, AsUser, Login, MakeUser
from tests.web.sites.owners import MINE, add_site


async def test_a_log_in_and_its_end_are_taken_down(
    client: TestClient, make_user: MakeUser, login: Login
) -> None:
    await make_user("ada")
    await login(client, "ada@example.com", PASSWORD)
    await client.post("/logout")
    assert await acts(client) == [("logged in", "user 1"), ("logged out", "user 1")]
    assert {(entry.actor_id, entry.network) for entry in await audited(client)} == {
        (1, "127.0.0.0/24")
    }


async def test_a_wrong_password_names_the_account_and_not_what_was_typed(
    client: TestClient, as_user: AsUser
) -> None:
    await as_user("ada")
    for name in ("ada", "my-secret-passphrase"):
        await client.post("/login", data={"login": name, "password": "wrong-wrong-wrong-wrong"})
    assert await acts(client) == [("log-in refused", "user 1"), ("log-in refused", "")]
    assert not any("secret" in str(entry) for entry in await audited(client))


async def test_a_throttled_log_in_is_taken_down(client: TestClient, as_user: AsUser) -> None:
    await as_user("ada")
    for _ in range(7):
        await client.post("/login", data={"login": "ada", "password": "wrong-wrong-wrong-wrong"})
    assert ("log-in throttled", "user 1") in await acts(client)


async def test_what_is_done_to_a_site_is_taken_down(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    page = f"/sites/{site.id}"
    await ada.post(f"{page}/settings", data={"name": "shop", "time_zone": "UTC"})
    await ada.post(f"{page}/hosts", data={"host": "shop.example"})
    await ada.post(f"{page}/tokens", data=MINE | {"name": "tail", "scopes": "read"})
    await ada.post(f"{page}/tokens/1/revoke")
    await ada.post(f"{page}/delete", data=MINE | {"confirm": "shop"})
    assert [action for action, target in await acts(ada) if target == f"site {site.id}"] == [
        "site added",
        "site changed",
        "host allowed",
        "site token made",
        "site token revoked",
        "site deleted",
    ]


async def test_what_was_not_done_is_not_taken_down(as_user: AsUser) -> None:
    """Numbers of what is another person's, or another site's."""
    ada, eve = await as_user("ada"), await as_user("eve")
    site, evil = await add_site(ada), await add_site(eve, "evil.example")
    await ada.post(f"/sites/{site.id}/tokens", data=MINE | {"name": "tail", "scopes": "read"})
    await eve.post(f"/sites/{evil.id}/tokens/1/revoke")
    await eve.post("/account/sessions/1/revoke")
    done = [action for action, _ in await acts(ada)]
    assert "site token revoked" not in done
    assert "session ended" not in done


async def test_another_password_is_taken_down_without_it(as_user: AsUser) -> None:
    ada = await as_user("ada")
    new = "maple-otter-window-lantern"
    typed = {"current": PASSWORD, "password": new}
    await ada.post("/account/password", data=typed)
    assert (await acts(ada))[-1] == ("password changed", "user 1")
    assert not any(new in str(entry) for entry in await audited(ada))


async def test_a_form_from_another_site_is_taken_down(
    as_user: AsUser,
) -> None:
    ada = await as_user("ada")
    await ada.post("/sites/7/delete", headers={"Sec-Fetch-Site": "cross-site"})
    [entry] = [each for each in await audited(ada) if "refused" in each.action]
    assert (entry.action, entry.target) == (
        "form of another site refused",
        "/sites/{site_id}/delete",
    )
