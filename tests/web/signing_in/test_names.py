"""Names and e-mails are unique in any spelling; a taken name comes back with a free one."""

import asyncio
import re
from collections import Counter
from dataclasses import replace
from unittest.mock import AsyncMock

import pytest
from aiohttp.test_utils import TestClient
from multidict import MultiDict

from tests.conftest import PASSWORD, AsUser, Login, MakeUser
from tests.web.sites.owners import error_of
from tracker.config import Config
from tracker.services.accounts.new_accounts import make_account
from tracker.web import keys
from tracker.web.forms.accounts import Registration
from tracker.web.signing_in.first_user import first_user_path
from tracker.web.signing_in.registration import new_user

NEWCOMER = {
    "name": "joe",
    "email": "joe@example.org",
    "password": PASSWORD,
}
TAKEN = "Somebody has the name {} already. {} is free: press Enter to take it."


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, registration="open")


async def names_in(client: TestClient) -> list[str]:
    rows = await client.app[keys.KEPT].read("select name from user order by id")
    return [row["name"] for row in rows]


def fields_in(page: str) -> dict[str, str]:
    """What a browser would send of the form as it stands: Enter, or a click on its button."""
    form = re.search(r'<form class="stack".*?</form>', page, re.DOTALL)[0]
    inputs = re.findall(r"<input[^>]*>", form)
    named = [
        (re.search(r'name="(\w+)"', each), re.search(r'value="(.*?)"', each)) for each in inputs
    ]
    return {name[1]: value[1] if value else "" for name, value in named if name}


async def test_a_taken_name_comes_back_with_one_that_enter_takes(
    client: TestClient, make_user: MakeUser, login: Login
) -> None:
    await make_user("joe")
    answer = await client.post("/register", data=NEWCOMER)
    page = await answer.text()
    assert answer.status == 422
    assert error_of(page, "name") == TAKEN.format("joe", "joe2")
    assert re.findall(r'<input[^>]* autofocus [^>]*name="(\w+)"', page) == ["name"]
    assert PASSWORD not in page
    answer = await client.post("/register", data=fields_in(page), allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    assert await names_in(client) == ["joe", "joe2"]
    await client.post("/logout")
    await login(client, "joe2")  # with the password that was typed once


async def test_the_offer_is_free_even_when_it_was_taken_in_the_meantime(
    client: TestClient, make_user: MakeUser
) -> None:
    await make_user("joe")
    first = await (await client.post("/register", data=NEWCOMER)).text()
    await make_user("JOE2")
    second = await (await client.post("/register", data=fields_in(first))).text()
    assert error_of(second, "name") == TAKEN.format("joe2", "joe3")
    await client.post("/register", data=fields_in(second))
    assert await names_in(client) == ["joe", "JOE2", "joe3"]


async def test_a_kept_password_serves_once(client: TestClient, make_user: MakeUser) -> None:
    await make_user("joe")
    sent = fields_in(await (await client.post("/register", data=NEWCOMER)).text())
    await client.post("/register", data=sent)
    await client.post("/logout")
    again = sent | {"name": "eve", "email": "eve@example.com"}
    page = await (await client.post("/register", data=again)).text()
    assert error_of(page, "password") == "Choose a password."
    assert await names_in(client) == ["joe", "joe2"]


@pytest.mark.parametrize("name", ["joe", "JOE", "Ｊｏｅ", " Joe "])
async def test_a_name_is_taken_in_any_spelling(
    client: TestClient, make_user: MakeUser, name: str
) -> None:
    await make_user("joe")
    page = await (await client.post("/register", data=NEWCOMER | {"name": name})).text()
    assert "is free: press Enter" in (error_of(page, "name") or "")
    assert await names_in(client) == ["joe"]


async def test_the_first_user_may_leave_the_name_blank(client: TestClient) -> None:
    path = await first_user_path(client.app)
    await client.post(path, data=NEWCOMER | {"name": ""})
    assert await names_in(client) == ["joe"]


async def register_at_once(client: TestClient, name: str) -> Counter[int]:
    client.app[keys.THROTTLE].admit = AsyncMock(return_value=0.0)
    sent = [
        client.post(
            "/register",
            data=NEWCOMER | {"name": name, "email": f"joe@n{n}.example"},
            allow_redirects=False,
        )
        for n in range(50)
    ]
    return Counter([answer.status for answer in await asyncio.gather(*sent)])


@pytest.mark.kept_anywhere
async def test_of_fifty_who_want_one_name_at_once_one_gets_it(
    client: TestClient, as_user: AsUser
) -> None:
    assert await register_at_once(client, "joe") == {303: 1, 422: 49}
    assert await names_in(client) == ["joe"]
    # Nothing is left open behind those who were refused: all goes on.
    grace = await as_user("grace")
    assert (await grace.get("/account")).status == 200


async def test_of_twenty_who_rename_themselves_to_one_name_at_once_one_gets_it(
    client: TestClient, as_user: AsUser
) -> None:
    browsers = [await as_user(f"user {number}") for number in range(20)]
    wish = {"name": "joe", "language": "", "time_zone": "UTC", "theme": "system"}
    answers = await asyncio.gather(
        *(each.post("/account/profile", data=wish, allow_redirects=False) for each in browsers)
    )
    assert Counter(answer.status for answer in answers) == {303: 1, 422: 19}
    assert (await names_in(client)).count("joe") == 1


async def test_fifty_who_leave_the_name_blank_at_once_get_fifty_names(client: TestClient) -> None:
    db = client.app[keys.KEPT]

    async def come(number: int) -> None:
        form = Registration(MultiDict({"name": " ", "email": f"joe@n{number}.example"}))
        await make_account(db, new_user(form, "-"), 0)

    await asyncio.gather(*map(come, range(50)))
    expected = {"joe", *(f"joe{number}" for number in range(2, 51))}
    assert set(await names_in(client)) == expected
