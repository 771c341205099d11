"""Making accounts and using them, through the front door."""

import asyncio
import html
import re
import time
from dataclasses import replace
from unittest.mock import Mock

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import PASSWORD, AsUser, Login, MakeUser, Stranger
from tests.web.sites.owners import add_site, error_of
from tracker.config import Config
from tracker.services.accounts.passwords import Passwords
from tracker.web import keys
from tracker.web.signing_in.first_user import first_user_path

ADA = {
    "name": "Ada",
    "email": "ada@example.com",
    "password": PASSWORD,
}


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, registration="open")


async def users_in(client: TestClient) -> list[str]:
    rows = await client.app[keys.KEPT].read("select name from user order by id")
    return [row["name"] for row in rows]


async def test_the_set_up_link_makes_the_first_user_the_admin(client: TestClient) -> None:
    path = await first_user_path(client.app)
    answer = await client.post(path, data=ADA, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    assert (await client.get("/admin/address")).status == 200


async def test_the_set_up_link_is_gone_once_there_is_a_user(client: TestClient) -> None:
    path = await first_user_path(client.app)
    await client.post("/register", data=ADA)
    grace = ADA | {"name": "Grace", "email": "grace@example.com"}
    assert (await client.get(path)).status == 404
    assert (await client.post(path, data=grace)).status == 404
    assert await first_user_path(client.app) is None
    assert await users_in(client) == ["Ada"]


async def test_the_set_up_link_is_good_for_an_hour(client: TestClient) -> None:
    link = client.app[keys.SETUP_LINK]
    path, began = await first_user_path(client.app), time.monotonic()
    link._clock = lambda: began + 3599
    assert (await client.get(path)).status == 200
    link._clock = lambda: began + 3700
    for answer in (await client.get(path), await client.post(path, data=ADA)):
        assert answer.status == 410
        assert "tracker setup-link" in await answer.text()
    assert await users_in(client) == []
    await link.renew()
    assert (await client.get(path)).status == 404
    answer = await client.post(await first_user_path(client.app), data=ADA, allow_redirects=False)
    assert answer.status == 303


async def test_another_set_up_token_opens_nothing(client: TestClient) -> None:
    path = await first_user_path(client.app)
    assert (await client.get(path[:-1] + ("A" if path[-1] != "A" else "B"))).status == 404


@pytest.mark.kept_anywhere
async def test_of_many_who_open_the_set_up_link_at_once_one_becomes_admin(
    client: TestClient,
) -> None:
    path = await first_user_path(client.app)
    sent = [
        client.post(
            path,
            data=ADA | {"name": f"n{n}", "email": f"n{n}@example.com"},
            allow_redirects=False,
        )
        for n in range(8)
    ]
    answers = await asyncio.gather(*sent)
    assert sorted(answer.status for answer in answers) == [303] + [404] * 7
    assert len(await users_in(client)) == 1


@pytest.mark.kept_anywhere
async def test_whoever_registers_can_log_in_with_name_or_email(
    client: TestClient, stranger: Stranger, login: Login
) -> None:
    await client.post(await first_user_path(client.app), data=ADA)
    for typed in ("ada", "  ADA ", "Ada@Example.COM"):
        await login(await stranger(), typed)


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("name", "ada@home", "A name cannot contain @."),
        ("name", "ada＠home", "A name cannot contain @."),
        ("name", "x" * 65, "Use 64 characters or fewer."),
        ("name", "a\u202eb", "There is a character in it that cannot be shown."),
        ("name", "a\0b", "There is a character in it that cannot be shown."),
        ("email", "", "Enter your e-mail address."),
        ("email", "ada", "This is not an e-mail address."),
        ("email", "a b@example.com", "This is not an e-mail address."),
        ("email", "a@b@example.com", "This is not an e-mail address."),
        ("password", "", "Choose a password."),
        ("password", "fourteen chars", "Use 15 characters or more."),
        ("password", "x" * 257, "Use 256 characters or fewer."),
        (
            "password",
            "passwordpassword",
            "This one is easy to guess. Take the passphrase offered below.",
        ),
        (
            "password",
            "abcabcabcabcabc",
            "This one is easy to guess. Take the passphrase offered below.",
        ),
        (
            "password",
            "ada@example.com",
            "This one is easy to guess. Take the passphrase offered below.",
        ),
    ],
)
async def test_a_wrong_field_says_so_next_to_itself(
    client: TestClient, field: str, value: str, error: str
) -> None:
    answer = await client.post(await first_user_path(client.app), data=ADA | {field: value})
    assert answer.status == 422
    assert error_of(await answer.text(), field) == error
    assert await users_in(client) == []


async def test_what_was_typed_comes_back_but_no_password(client: TestClient) -> None:
    typed = ADA | {"email": "<b>", "name": "<script>"}
    page = await (await client.post(await first_user_path(client.app), data=typed)).text()
    assert 'value="&lt;script&gt;"' in page
    assert PASSWORD not in page


async def test_a_wrong_password_is_refused_because_it_was_checked(
    client: TestClient, make_user: MakeUser
) -> None:
    await make_user("ada")
    passwords: Passwords = client.app[keys.PASSWORDS]
    passwords._matches = Mock(side_effect=passwords._matches)
    wrong = {"login": "ada", "password": PASSWORD + "!"}
    answer = await client.post("/login", data=wrong)
    assert answer.status == 401
    assert error_of(await answer.text(), "password") == "The name or the password is wrong."
    assert passwords._matches.call_count == 1
    assert (await client.get("/account", allow_redirects=False)).status == 303


@pytest.mark.kept_anywhere
async def test_what_no_name_can_have_in_it_is_looked_for_as_any_other(as_user: AsUser) -> None:
    ada = await as_user("ada", admin=True)
    for path in ("/admin/users?q=a%00", "/admin/sites?q=a%00", "/admin/audit?about=a%00"):
        assert (await ada.get(path)).status == 200
    await ada.post("/logout")
    answer = await ada.post("/login", data={"login": "ad\0a", "password": PASSWORD})
    assert answer.status == 401


async def test_without_the_check_the_wrong_password_would_get_in(
    client: TestClient, make_user: MakeUser
) -> None:
    await make_user("ada")
    client.app[keys.PASSWORDS]._matches = Mock(return_value=True)
    answer = await client.post(
        "/login", data={"login": "ada", "password": "wrong"}, allow_redirects=False
    )
    assert answer.status == 303


async def test_nobody_is_verified_once_as_well(client: TestClient, make_user: MakeUser) -> None:
    await make_user("ada")
    passwords: Passwords = client.app[keys.PASSWORDS]
    passwords._matches = Mock(side_effect=passwords._matches)
    answers = []
    for name in ("ada", "nobody"):
        answer = await client.post("/login", data={"login": name, "password": "wrong"})
        page = (await answer.text()).replace(name, "NAME")
        names = {name for name in answer.headers if name != "Date"}
        answers.append((answer.status, page, names, answer.cookies))
        assert passwords._matches.call_count == len(answers)
    assert answers[0] == answers[1]


async def test_a_fitting_hash_for_nobody_lets_nobody_in(client: TestClient) -> None:
    client.app[keys.PASSWORDS]._matches = Mock(return_value=True)
    answer = await client.post("/login", data={"login": "nobody", "password": "x"})
    assert answer.status == 401


async def test_an_outdated_hash_is_renewed_at_login(
    client: TestClient, make_user: MakeUser, stranger: Stranger, login: Login
) -> None:
    await make_user("ada")
    client.app[keys.PASSWORDS]._hasher = Passwords()._hasher
    await login(client, "ada")
    rows = await client.app[keys.KEPT].read("select password from user")
    assert "m=19456,t=2,p=1" in rows[0]["password"]
    await login(await stranger(), "ada")


async def test_login_lands_on_the_page_that_was_asked_for(
    client: TestClient, make_user: MakeUser
) -> None:
    await make_user("ada")
    answer = await client.get("/account", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/login?next=/account")
    page = await (await client.get(answer.headers["Location"])).text()
    action = html.unescape(re.search(r'action="(/login[^"]*)"', page)[1])
    typed = {"login": "ada", "password": PASSWORD}
    answer = await client.post(action, data=typed, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/account")


async def test_login_lands_on_the_page_of_a_form_that_came_too_late(
    client: TestClient, as_user: AsUser
) -> None:
    """Its session has ended while it was filled in."""
    site = await add_site(await as_user("ada"))
    for sent, page in (("goals", "goals"), ("team/invitations", "team")):
        answer = await client.post(f"/sites/{site.id}/{sent}", allow_redirects=False)
        asked = answer.headers["Location"]
        assert asked == f"/login?next=/sites/{site.id}/{sent}"
        await client.post(asked, data={"login": "ada", "password": PASSWORD})
        answer = await client.get(f"/sites/{site.id}/{sent}", headers={"Accept": "text/html"})
        assert answer.url.path == f"/sites/{site.id}/{page}"
        await client.post("/logout")


async def test_login_lands_on_the_first_page_otherwise(
    client: TestClient, make_user: MakeUser
) -> None:
    await make_user("ada")
    typed = {"login": "ada", "password": PASSWORD}
    answer = await client.post("/login", data=typed, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/")


async def test_whoever_is_logged_in_sees_no_login_form(as_user: AsUser) -> None:
    ada = await as_user()
    answer = await ada.get("/login?next=/account", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/account")


async def test_a_stranger_who_logs_out_is_sent_to_the_login_page(client: TestClient) -> None:
    answer = await client.post("/logout", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/login")


async def test_logging_out_needs_a_form(as_user: AsUser) -> None:
    ada = await as_user()
    assert (await ada.get("/logout")).status == 405
    assert (await ada.get("/account", allow_redirects=False)).status == 200


async def test_the_admin_page_does_not_exist_for_others(as_user: AsUser) -> None:
    admin, ada = await as_user("grace", admin=True), await as_user("ada")
    assert (await admin.get("/admin/address")).status == 200
    assert (await ada.get("/admin/address")).status == 404


async def test_the_admin_sees_the_address_that_we_see(as_user: AsUser) -> None:
    admin = await as_user("grace", admin=True)
    answer = await admin.get("/admin/address", headers={"X-Forwarded-For": "203.0.113.9"})
    page = await answer.text()
    assert '<p class="figure address">127.0.0.1</p>' in page
    assert "203.0.113.9" in page, "what was ignored is shown too"


async def test_a_form_whose_text_is_none_is_a_400(client: TestClient) -> None:
    kinds = {"Content-Type": "application/x-www-form-urlencoded"}
    for body in (b"login=\xff", b"login=%ff", b"login=%ED%A0%80", b"&".join([b"a=b"] * 60)):
        assert (await client.post("/login", data=body, headers=kinds)).status == 400


@pytest.mark.parametrize(
    "kind",
    [
        "application/x-www-form-urlencoded; charset=nonsense",
        "application/x-www-form-urlencoded; charset=utf-16",
        "application/x-www-form-urlencoded; charset*=utf-8''utf-7",
        "multipart/form-data; boundary=x",
        "text/plain",
        "application/json",
    ],
)
async def test_what_is_no_form_is_a_415_that_says_what_is_read(
    client: TestClient, kind: str
) -> None:
    answer = await client.post("/login", data=b"login=a", headers={"Content-Type": kind})
    assert answer.status == 415
    assert "application/x-www-form-urlencoded" in await answer.text()


async def test_a_form_in_utf_8_is_read_however_that_is_said(client: TestClient) -> None:
    for charset in ("utf-8", "UTF-8", '"utf-8"', "utf8"):
        kinds = {"Content-Type": f"application/x-www-form-urlencoded; charset={charset}"}
        answer = await client.post("/login", data="login=ä&password=b".encode(), headers=kinds)
        assert answer.status == 401


async def test_the_form_offers_another_passphrase_each_time(client: TestClient) -> None:
    pages = [await (await client.get("/register")).text() for _ in range(2)]
    offered = [re.search(r'id="passphrase">([a-z-]+)<', page)[1] for page in pages]
    assert offered[0] != offered[1]
    typed = ADA | {"password": offered[0]}
    answer = await client.post("/register", data=typed, allow_redirects=False)
    assert answer.status == 303


@pytest.mark.fault
async def test_guessing_has_to_wait_and_does_not_lock_anybody_else_out(
    client: TestClient, make_user: MakeUser, login: Login
) -> None:
    await make_user("ada")
    await make_user("grace")
    passwords: Passwords = client.app[keys.PASSWORDS]
    passwords._matches = Mock(side_effect=passwords._matches)
    client.app[keys.THROTTLE].counting._clock = lambda: 0.0
    wrong = {"login": "ada", "password": "wrong"}
    statuses = [(await client.post("/login", data=wrong)).status for _ in range(7)]
    assert statuses == [401] * 5 + [429] * 2
    assert passwords._matches.call_count == 5
    answer = await client.post("/login", data={"login": "ada", "password": PASSWORD})
    assert answer.status == 429, "the right one has to wait too, or waiting would tell"
    assert int(answer.headers["Retry-After"]) >= 1
    assert "Too many tries. Wait 60 seconds." in await answer.text()
    await login(client, "grace")
