"""The last place in the queue of mails may go to somebody else between a look at it and a mail."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import PASSWORD, MakeUser
from tests.eventually import eventually
from tests.mailbox import Mailbox
from tests.web.signing_in.mailed.conftest import Browser, heading, link_in
from tests.web.signing_in.mailed.test_email_change import WISH, address_of
from tracker.services.mail.mailer import MOST_WAITING
from tracker.services.mail.message import Mail
from tracker.web import keys
from tracker.web.accounts import email_change
from tracker.web.mail.writing import compose
from tracker.web.signing_in import asked_links

Fill = Callable[[ModuleType, int], None]


@pytest.fixture
def meanwhile_full(client: TestClient, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Fill:
    """`meanwhile_full(module, room)`: when the module writes a mail, there is room for so many."""

    def prepare(module: ModuleType, room: int) -> None:
        mailer = client.app[keys.MAILER]

        async def composed(*arguments: Any, **context: Any) -> Mail:
            await mailbox.stop()
            await eventually(lambda: not mailer._in_hand)  # nor does one make room by arriving
            while mailer.depth < MOST_WAITING - room:
                mailer.post(Mail("eve@example.com", "", "", ""))
            return await compose(*arguments, **context)

        monkeypatch.setattr(module, "compose", composed)

    return prepare


async def start_over(browser: TestClient, mailbox: Mailbox) -> None:
    """The mail server is back, and nothing waits for it."""
    browser.app[keys.MAILER]._queue._waiting.clear()
    await mailbox.start()


@pytest.mark.parametrize("path", ["/login/link", "/login/reset"])
async def test_whoever_asks_for_a_link_is_told_alike(
    make_user: MakeUser, browser: Browser, mailbox: Mailbox, meanwhile_full: Fill, path: str
) -> None:
    await make_user("ada")
    meanwhile_full(asked_links, 0)
    answers = []
    for name in ("ada", "bob"):
        asking = await browser()
        answer = await asking.post(path, data={"email": f"{name}@example.com"})
        answers.append((answer.status, (await answer.text()).replace(name, "NAME")))
        await start_over(asking, mailbox)
    assert answers[0] == answers[1]
    assert answers[0][0] == 503
    assert "Try again in a moment" in answers[0][1]


async def test_of_two_mails_none_is_sent_where_one_has_no_room(
    ada: TestClient, meanwhile_full: Fill
) -> None:
    meanwhile_full(email_change, 1)
    assert (await ada.post("/account/email", data=WISH)).status == 503
    assert ada.app[keys.MAILER].depth == MOST_WAITING - 1


async def test_an_address_does_not_change_while_the_old_one_cannot_be_told(
    ada: TestClient, mailbox: Mailbox, meanwhile_full: Fill
) -> None:
    await ada.post("/account/email", data={"email": WISH["email"], "password": PASSWORD})
    link = link_in(await mailbox.next_to(WISH["email"]))
    meanwhile_full(email_change, 0)
    assert (await ada.post(link, allow_redirects=False)).status == 503
    assert await address_of(ada) == "ada@example.com"
    await start_over(ada, mailbox)
    meanwhile_full(email_change, MOST_WAITING)
    assert await heading(ada, link, "POST") == (303, "")
    assert await address_of(ada) == WISH["email"]
