"""Another e-mail address: confirmed in the new mailbox, told in the old one."""

from datetime import UTC, datetime

import pytest
from aiohttp.test_utils import TestClient

from tests.clock import Clock
from tests.conftest import PASSWORD, MakeUser
from tests.mailbox import Mailbox, text_of
from tests.web.signing_in.mailed.conftest import Browser, heading, link_in
from tracker.storage.accounts.users import NewUser, insert_user
from tracker.web import keys

WISH = {"email": "lovelace@example.org", "password": PASSWORD}


async def address_of(browser: TestClient) -> str:
    [[email]] = await browser.app[keys.KEPT].read("select email from user where id = 1")
    return str(email)


@pytest.fixture
async def link(ada: TestClient, mailbox: Mailbox) -> str:
    """What came to the new address after ada asked for it."""
    answer = await ada.post("/account/email", data=WISH)
    assert answer.status == 200
    return link_in(await mailbox.next_to("lovelace@example.org"))


async def test_nothing_changes_until_the_link_is_followed(link: str, ada: TestClient) -> None:
    assert await heading(ada, link) == (200, "Another e-mail address")
    assert await address_of(ada) == "ada@example.com"
    assert "lovelace@example.org" in await (await ada.get("/account/email")).text()
    answer = await ada.post(link, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/account")
    assert await address_of(ada) == "lovelace@example.org"
    assert await heading(ada, link, "POST") == (410, "This link has been used")


async def test_the_old_address_is_told_before_and_after(
    link: str, ada: TestClient, mailbox: Mailbox, clock: Clock
) -> None:
    asked = await mailbox.next_to("ada@example.com")
    assert asked["Subject"] == "Another address was asked for"
    for said in ("lovelace@example.org", "127.0.0.0/24", "/login/reset"):
        assert said in text_of(asked)
    day = datetime.fromtimestamp(clock.now / 1000, UTC).strftime("%d %b %Y").lstrip("0")
    await ada.post(link)
    changed = await mailbox.next_to("ada@example.com")
    assert changed["Subject"] == "The address of your account was changed"
    for said in ("lovelace@example.org", day, "127.0.0.0/24", "change the address back"):
        assert said in text_of(changed)


@pytest.mark.fault
async def test_a_stranger_who_gets_the_mail_cannot_take_the_account_with_it(
    link: str, ada: TestClient, browser: Browser
) -> None:
    stranger = await browser()
    assert (await heading(stranger, link, "POST"))[0] == 403
    assert await address_of(ada) == "ada@example.com"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"password": "wrong"}, "This is not your password."),
        ({"email": "ada"}, "This is not an e-mail address."),
        ({"email": "ada@example.com"}, "This is the address you have now."),
    ],
)
async def test_a_wrong_form_mails_nothing(
    ada: TestClient, mailbox: Mailbox, wrong: dict[str, str], said: str
) -> None:
    answer = await ada.post("/account/email", data=WISH | wrong)
    assert answer.status == 422
    assert said in await answer.text()
    assert mailbox.connections == 0


@pytest.mark.fault
async def test_a_taken_address_gets_the_same_answer_and_its_holder_is_told(
    ada: TestClient, make_user: MakeUser, mailbox: Mailbox
) -> None:
    free = await ada.post("/account/email", data=WISH)
    await insert(ada, "grace", "grace123@example.org")
    taken = await ada.post("/account/email", data=WISH | {"email": "grace123@example.org"})
    pages = [(await free.text()), (await taken.text())]
    assert pages[0].replace("lovelace", "NAME") == pages[1].replace("grace123", "NAME")
    assert free.status == taken.status == 200
    told = await mailbox.next_to("grace123@example.org")
    assert told["Subject"] == "This address has an account already"
    assert "/account/email/" not in text_of(told)


async def insert(browser: TestClient, name: str, email: str) -> None:
    async with browser.app[keys.KEPT].transaction() as tx:
        await insert_user(tx, NewUser(name, email, "x"), 1)


@pytest.mark.kept_anywhere
async def test_an_address_that_was_taken_meanwhile_is_not_taken_twice(
    link: str, ada: TestClient
) -> None:
    await insert(ada, "grace", "LOVELACE@example.org")
    assert await heading(ada, link, "POST") == (409, "This address is taken")
    assert await address_of(ada) == "ada@example.com"


@pytest.mark.fault
@pytest.mark.parametrize("way", ["sessions/revoke", "sessions/end", "password"])
async def test_what_the_owner_does_about_it_ends_the_link(
    link: str, ada: TestClient, way: str
) -> None:
    new = "another-quartz-lemon-harbor"
    await ada.post(f"/account/{way}", data={"current": PASSWORD, "password": new})
    assert await heading(ada, link, "POST") == (404, "This link no longer works")
    assert await address_of(ada) == "ada@example.com"


async def test_one_account_cannot_mail_the_world(ada: TestClient) -> None:
    ada.app[keys.LINK_THROTTLE].counting._clock = lambda: 0.0
    wishes = [WISH | {"email": f"n{n}@example.org"} for n in range(6)]
    statuses = [(await ada.post("/account/email", data=wish)).status for wish in wishes]
    assert statuses == [200] * 5 + [429]


@pytest.mark.fault
async def test_a_mail_server_that_is_down_changes_nothing(
    ada: TestClient, mailbox: Mailbox
) -> None:
    await mailbox.stop()
    answer = await ada.post("/account/email", data=WISH)
    assert answer.status == 503
    assert "The mail server does not answer, so no mail was sent." in await answer.text()
    assert await ada.app[keys.KEPT].read("select * from mailed_link") == []
