"""Signing in with a provider: into which account, and when into none."""

import secrets
from dataclasses import replace

import pyotp
import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser, MakeUser
from tests.small_provider import SmallProvider
from tests.web.providers.conftest import SignIn
from tracker.config import Config
from tracker.services.accounts import two_factors
from tracker.storage.accounts import identities, users
from tracker.storage.accounts.login_sessions import sessions_of
from tracker.storage.accounts.people import set_disabled
from tracker.storage.accounts.two_factors import find_two_factors
from tracker.storage.sites import invitations
from tracker.web import keys

PAGE = {"Host": "stats.localhost"}


async def who(browser: TestClient) -> str:
    """Whose account page this browser gets; "" for nobody's."""
    page = await browser.get("/account", headers=PAGE, allow_redirects=False)
    if page.status == 303:
        return ""
    text = await page.text()
    return text.partition("<p><b><bdi>")[2].partition("</bdi>")[0]


async def test_the_log_in_page_offers_the_provider(client: TestClient, make_user: MakeUser):
    await make_user("ada")
    text = await (await client.get("/login?next=/account", headers=PAGE)).text()
    assert "Log in with Example ID" in text
    assert 'action="/login/provider?next=/account"' in text


async def test_a_verified_address_of_an_account_links_it_and_signs_in(
    client: TestClient, make_user: MakeUser, sign_in: SignIn
):
    ada = await make_user("ada")
    answer = await sign_in(client, "/login/provider?next=/account/tokens")
    assert (answer.status, answer.headers["Location"]) == (303, "/account/tokens")
    assert await who(client) == "ada"
    [found] = await identities.identities_of(client.app[keys.KEPT], ada.id)
    assert (found.subject, found.email) == ("ada-1", "ada@example.com")


async def test_who_is_linked_is_known_by_the_subject_whatever_the_address_is(
    client: TestClient,
    make_user: MakeUser,
    sign_in: SignIn,
    provider: SmallProvider,
    as_user: AsUser,
):
    await make_user("ada")
    await make_user("bob")
    await sign_in(client)
    provider.person |= {"email": "bob@example.com", "email_verified": False}
    other = await as_user("bob")
    await sign_in(other)
    assert await who(other) == "ada"


@pytest.mark.parametrize("said", [{"email_verified": False}, {"email_verified": "yes"}, {}])
async def test_an_address_that_nobody_has_checked_links_nothing(
    client: TestClient, make_user: MakeUser, sign_in: SignIn, provider: SmallProvider, said: dict
):
    ada = await make_user("ada")
    provider.person = {"sub": "ada-1", "email": "ada@example.com"} | said
    answer = await sign_in(client)
    text = await answer.text()
    assert answer.status == 403
    assert "does not say that it has checked whose it is" in text
    assert await identities.identities_of(client.app[keys.KEPT], ada.id) == []
    assert await who(client) == ""


async def test_an_address_that_only_looks_the_same_links_nothing(
    client: TestClient, make_user: MakeUser, sign_in: SignIn, provider: SmallProvider
):
    await make_user("ada")
    provider.person["email"] = "ａda@example.com"
    assert (await sign_in(client)).status == 403
    assert await who(client) == ""


async def test_a_second_person_at_the_provider_gets_no_account_that_is_linked(
    client: TestClient,
    make_user: MakeUser,
    sign_in: SignIn,
    provider: SmallProvider,
    as_user: AsUser,
):
    await make_user("ada")
    await make_user("bob")
    await sign_in(client)
    provider.person["sub"] = "ada-2"
    browser = await as_user("bob")
    answer = await sign_in(browser)
    assert answer.status == 409
    assert await who(browser) == "bob"


async def test_who_has_no_account_gets_none_where_registration_is_closed(
    client: TestClient, make_user: MakeUser, sign_in: SignIn
):
    await make_user("bob")
    answer = await sign_in(client)
    assert answer.status == 403
    assert "none is made for you" in await answer.text()
    assert await users.find_user(client.app[keys.KEPT], "ada@example.com") is None


async def test_before_the_first_account_nobody_gets_in(client: TestClient, sign_in: SignIn):
    answer = await sign_in(client)
    assert (answer.status, "makes the first" in await answer.text()) == (403, True)


class TestOpenToTheProvider:
    @pytest.fixture
    def config(self, config: Config) -> Config:
        return replace(config, oidc_registration="open")

    async def test_whoever_it_lets_in_gets_an_account(
        self, client: TestClient, make_user: MakeUser, sign_in: SignIn
    ):
        await make_user("bob")
        await sign_in(client)
        assert await who(client) == "ada"
        found = await users.find_user(client.app[keys.KEPT], "ada")
        assert found
        assert (found[0].email, found[0].is_admin) == ("ada@example.com", False)
        assert (await client.get("/register", headers=PAGE)).status == 404

    async def test_a_name_that_is_taken_gets_a_number(
        self, client: TestClient, make_user: MakeUser, sign_in: SignIn, provider: SmallProvider
    ):
        await make_user("ada")
        provider.person |= {"email": "ada@elsewhere.example"}
        await sign_in(client)
        assert await who(client) == "ada2"

    async def test_an_unchecked_address_is_not_taken_over(
        self, client: TestClient, make_user: MakeUser, sign_in: SignIn, provider: SmallProvider
    ):
        await make_user("bob")
        provider.person |= {"email_verified": False}
        await sign_in(client)
        found = await users.find_user(client.app[keys.KEPT], "ada")
        assert found
        assert found[0].email == ""

    async def test_an_address_is_asked_for_where_the_token_has_none(
        self, client: TestClient, make_user: MakeUser, sign_in: SignIn, provider: SmallProvider
    ):
        await make_user("bob")
        provider.lacking = {"email", "email_verified", "preferred_username"}
        await sign_in(client)
        found = await users.find_user(client.app[keys.KEPT], "ada")
        assert found
        assert found[0].email == "ada@example.com"

    async def test_claims_of_somebody_else_are_not_taken(
        self, client: TestClient, make_user: MakeUser, sign_in: SignIn, provider: SmallProvider
    ):
        await make_user("bob")
        provider.lacking, provider.token = {"email"}, {"sub": "eve"}
        assert (await sign_in(client)).status == 403
        assert await who(client) == ""


async def test_the_invited_get_an_account_where_registration_is_closed(
    client: TestClient, world, sign_in: SignIn, provider: SmallProvider
):
    db, now, token = client.app[keys.KEPT], client.app[keys.CLOCK](), secrets.token_urlsafe(32)
    async with db.transaction() as tx:
        await invitations.put_invitation(
            tx,
            token,
            site_id=world.shop.id,
            email="eve@example.com",
            role="viewer",
            inviter=world.ada.id,
            now=now,
        )
    provider.person = {"sub": "eve", "email": "eve@example.com", "email_verified": True}
    answer = await sign_in(client, f"/login/provider?next=/invitations/{token}")
    assert answer.headers["Location"] == f"/invitations/{token}"
    assert await who(client) == "eve"


async def test_an_account_that_is_switched_off_stays_shut(
    client: TestClient, make_user: MakeUser, sign_in: SignIn
):
    await make_user("bob", admin=True)
    ada = await make_user("ada")
    async with client.app[keys.KEPT].transaction() as tx:
        await set_disabled(tx, ada.id, 1)
    answer = await sign_in(client)
    assert answer.status == 403
    assert await who(client) == ""


async def test_our_second_step_is_still_asked_of_who_has_set_it_up(
    client: TestClient, make_user: MakeUser, sign_in: SignIn
):
    ada = await make_user("ada")
    db, key = client.app[keys.KEPT], client.app[keys.TWO_FACTOR_KEY]
    await two_factors.begin(db, key, ada.id)
    found = await find_two_factors(db, ada.id)
    assert found
    now = client.app[keys.CLOCK]()
    code = pyotp.TOTP(await two_factors.secret(key, found)).at(now // 1000)
    assert await two_factors.turn_on(db, key, found, code, now)
    answer = await sign_in(client, "/login/provider?next=/account/tokens")
    assert answer.headers["Location"] == "/login/code?next=/account/tokens"
    assert await who(client) == ""


async def test_a_sign_in_is_a_session_like_any_other_and_is_in_the_audit_log(
    client: TestClient, make_user: MakeUser, sign_in: SignIn
):
    ada = await make_user("ada")
    await sign_in(client)
    db = client.app[keys.KEPT]
    assert len(await sessions_of(db, ada.id, client.app[keys.CLOCK]())) == 1
    await client.app[keys.AUDIT].flush()
    rows = await db.read("select action, actor_id from audit order by id")
    acts = [(row["action"], row["actor_id"]) for row in rows]
    assert acts == [("provider linked by its address", ada.id), ("logged in", ada.id)]


class TestAdminsByClaim:
    @pytest.fixture
    def config(self, config: Config) -> Config:
        return replace(config, oidc_admin_claim="realm_access.roles=admin")

    async def test_the_claim_makes_an_admin_and_its_end_an_ordinary_user(
        self, client: TestClient, make_user: MakeUser, sign_in: SignIn, provider: SmallProvider
    ):
        await make_user("bob", admin=True)
        await make_user("ada")
        provider.person |= {"realm_access": {"roles": ["user", "admin"]}}
        await sign_in(client)
        assert (await client.get("/admin", headers=PAGE)).status == 200
        provider.person |= {"realm_access": {"roles": ["administrator"]}}
        await sign_in(client)
        assert (await client.get("/admin", headers=PAGE)).status == 404

    async def test_the_only_admin_stays_one(
        self, client: TestClient, make_user: MakeUser, sign_in: SignIn
    ):
        await make_user("ada", admin=True)
        await sign_in(client)
        assert (await client.get("/admin", headers=PAGE)).status == 200


async def test_the_only_request_it_is_told_the_secret_with_has_the_verifier(
    client: TestClient, make_user: MakeUser, sign_in: SignIn, provider: SmallProvider
):
    await make_user("ada")
    await sign_in(client)
    [grant] = provider.grants
    assert grant["redirect_uri"] == "http://stats.localhost/login/provider/back"
    assert len(grant["code_verifier"]) == 64
    assert "client_secret" not in grant


async def test_a_provider_that_wants_the_secret_in_the_form_gets_it_there(
    client: TestClient, make_user: MakeUser, sign_in: SignIn, provider: SmallProvider
):
    await make_user("ada")
    provider.published = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    await sign_in(client)
    assert await who(client) == "ada"
    assert provider.grants[0]["authorization"] == ""


class TestBelowABasePath:
    @pytest.fixture
    def config(self, config: Config) -> Config:
        return replace(config, base_path="/stats")

    async def test_it_comes_back_below_it(self, client: TestClient, depart):
        address = await depart(client, "/stats/login/provider")
        assert (
            "redirect_uri=http%3A%2F%2Fstats.localhost%2Fstats%2Flogin%2Fprovider%2Fback" in address
        )
