"""What a stolen session must not do asks for the password, and with two factors for a code."""

import pytest
from aiohttp.test_utils import TestClient

from tests.clock import Clock
from tests.conftest import PASSWORD, AsUser
from tests.web.accounts.test_two_factors import Phone, turn_on
from tests.web.sites.owners import add_site
from tests.web.sites.teams import join
from tracker.web import keys

ACTS = {
    "/account/tokens": {"name": "cron", "scopes": "read", "days": ""},
    "/account/export": {},
    "/account/delete": {"confirm": "ada"},
    "/sites/1/tokens": {"name": "tail", "scopes": "read"},
    "/sites/1/delete": {"confirm": "example.com"},
    "/sites/1/team/transfer": {"user": "2", "confirm": "example.com"},
    "/sites/1/team/members/2/role": {"role": "owner"},
    "/sites/1/team/invitations": {"email": "eve@example.com", "role": "owner"},
    "/sites/1/retention": {"days": "30"},
    "/admin/users/2/off": {},
    "/admin/users/3/on": {},
    "/admin/users/2/admin": {},
    "/admin/users/4/ordinary": {},
    "/admin/users/2/delete": {"confirm": "ben"},
}
WHAT_CAN_CHANGE = """
select 'user', id, email || is_admin || coalesce(disabled_at, '') from user
union all select 'site', id, owner_id || coalesce(retention_days, '') from site
union all select 'member', user_id, role from member
union all select 'token', id, name from api_token
union all select 'personal', id, name from personal_token
union all select 'invitation', id, role from invitation
"""


@pytest.fixture
async def ada(as_user: AsUser) -> TestClient:
    """An admin with a site, on which ben is, too; carl is switched off, and dora another admin."""
    ada = await as_user("ada", admin=True)
    site = await add_site(ada)
    for name in ("ben", "carl", "dora"):
        await as_user(name)
    await join(ada, site, "ben", "editor")
    async with ada.app[keys.KEPT].transaction() as tx:
        await tx.execute("update user set disabled_at = 1 where name = 'carl'")
        await tx.execute("update user set is_admin = 1 where name = 'dora'")
    return ada


async def state(browser: TestClient) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await browser.app[keys.KEPT].read(WHAT_CAN_CHANGE)]


@pytest.mark.parametrize("path", ACTS)
@pytest.mark.parametrize("proof", [{}, {"password": ""}, {"password": "not it, not it, not"}])
async def test_without_the_password_nothing_is_done(
    ada: TestClient, path: str, proof: dict[str, str]
) -> None:
    before = await state(ada)
    answer = await ada.post(path, data=ACTS[path] | proof, allow_redirects=False)
    assert answer.status == 422
    page = await answer.text()
    assert 'type="password"' in page
    assert 'href="/login/reset"' in page, "who has only ever come by links makes one there"
    assert await state(ada) == before


@pytest.mark.parametrize("path", ACTS)
async def test_with_the_password_it_is_done(ada: TestClient, path: str) -> None:
    before = await state(ada)
    typed = ACTS[path] | {"password": PASSWORD}
    answer = await ada.post(path, data=typed, allow_redirects=False)
    assert answer.status in {200, 303}, await answer.text()
    assert (await state(ada) != before) == (path != "/account/export")


@pytest.fixture
async def phone(ada: TestClient, clock: Clock) -> Phone:
    clock.stop()
    return (await turn_on(ada, clock))[0]


@pytest.mark.parametrize("path", ACTS)
async def test_with_two_factors_it_takes_a_code_as_well(
    ada: TestClient, phone: Phone, path: str
) -> None:
    before = await state(ada)
    typed = ACTS[path] | {"password": PASSWORD}
    for code in ({}, {"code": "000000"}, {"code": phone.code()}):  # the last one was used
        answer = await ada.post(path, data=typed | code, allow_redirects=False)
        assert answer.status == 422
    assert await state(ada) == before
    typed["code"] = phone.next_code()
    answer = await ada.post(path, data=typed, allow_redirects=False)
    assert answer.status in {200, 303}, await answer.text()


@pytest.mark.parametrize("path", ACTS)
async def test_what_was_typed_is_still_there_when_the_password_was_wrong(
    ada: TestClient, path: str
) -> None:
    answer = await ada.post(path, data=ACTS[path] | {"password": "not it, not it, not"})
    page = await answer.text()
    assert "This is not your password." in page
    for name in ("confirm", "name", "email", "days"):
        assert f'value="{ACTS[path].get(name, "")}"' in page or name not in ACTS[path]


@pytest.mark.parametrize(("before", "after"), [(30, ""), (30, "60"), (None, "0")])
async def test_keeping_visits_longer_asks_nothing(
    ada: TestClient, before: int | None, after: str
) -> None:
    await ada.app[keys.SITES].change(1, retention_days=before)
    answer = await ada.post("/sites/1/retention", data={"days": after}, allow_redirects=False)
    assert answer.status == 303


async def test_another_address_takes_a_code_as_well(ada: TestClient, phone: Phone) -> None:
    page = await (await ada.get("/account/email")).text()
    assert "PUBLIC_URL" in page or 'name="code"' in page


async def test_another_password_takes_a_code_as_well(ada: TestClient, phone: Phone) -> None:
    """Or whoever has learnt the old one keeps the owner out from a browser left open."""
    new = "another-quartz-lemon-harbor"
    typed = {"current": PASSWORD, "password": new}
    for code in ({}, {"code": "000000"}, {"code": phone.code()}):  # the last one was used
        answer = await ada.post("/account/password", data=typed | code, allow_redirects=False)
        assert (answer.status, 'id="code-error"' in await answer.text()) == (422, True)
    typed["code"] = phone.next_code()
    answer = await ada.post("/account/password", data=typed, allow_redirects=False)
    assert answer.status == 303


async def test_with_one_factor_another_password_asks_for_no_code(ada: TestClient) -> None:
    assert 'name="code"' not in await (await ada.get("/account/password")).text()


async def test_guessing_the_password_inside_has_to_wait(ada: TestClient) -> None:
    ada.app[keys.THROTTLE].counting._clock = lambda: 0.0
    for _ in range(6):
        answer = await ada.post("/account/export", data={"password": "not it, not it, not"})
    assert "Too many tries" in await answer.text()
