"""Without PUBLIC_URL no link is mailed, without MAIL_URL the terminal shows it; pages say both."""

import re
from dataclasses import replace
from unittest.mock import AsyncMock

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import PASSWORD, MakeUser
from tests.eventually import eventually
from tests.mailbox import Mailbox, html_of, text_of
from tracker.config import Config
from tracker.web import keys

ASKING = ["/login/link", "/login/reset", "/account/email"]


class TestWithoutPublicUrl:
    @pytest.fixture
    def config(self, config: Config) -> Config:
        return replace(config, public_url="")

    @pytest.mark.parametrize("path", ASKING)
    async def test_links_are_off_and_the_page_says_so(
        self, ada: TestClient, mailbox: Mailbox, path: str
    ) -> None:
        assert "This server mails no links" in await (await ada.get(path)).text()
        typed = {"email": "new@example.com", "password": PASSWORD}
        answer = await ada.post(path, data=typed)
        assert answer.status == 503
        assert "This server mails no links" in await answer.text()
        assert mailbox.connections == 0


class TestWithoutMailUrl:
    @pytest.fixture
    def config(self, config: Config) -> Config:
        return replace(config, mail_url="")

    @pytest.mark.parametrize("path", ASKING)
    async def test_the_pages_say_where_the_mail_is(self, ada: TestClient, path: str) -> None:
        assert "no mail server (MAIL_URL)" in await (await ada.get(path)).text()

    async def test_the_terminal_shows_the_mail(
        self,
        make_user: MakeUser,
        client: TestClient,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        await make_user("ada")
        answer = await client.post("/login/link", data={"email": "ada@example.com"})
        assert "Look at the terminal" in await answer.text()
        said = capsys.readouterr()
        assert "http://stats.example.com/login/link/" in said.out + said.err


HEADERS = [
    {"Host": "evil.example"},
    {"X-Forwarded-Host": "evil.example"},
    {"Forwarded": "host=evil.example;proto=https"},
    {"X-Forwarded-Server": "evil.example", "X-Original-Host": "evil.example"},
    {"Origin": "https://evil.example"},
    {"Referer": "https://evil.example/"},
    {"X-Forwarded-Prefix": "//evil.example"},
]


@pytest.mark.fault
async def test_no_header_poisons_a_mail(
    ada: TestClient, client: TestClient, mailbox: Mailbox
) -> None:
    """A4: the links of every mail lead to this server whatever a request says of itself."""
    asked = 0
    for headers in HEADERS:
        for browser, path in ((client, "/login/link"), (client, "/login/reset"), (ada, ASKING[2])):
            email = "ada@example.com" if browser is client else f"n{asked}@example.com"
            browser.app[keys.LINK_THROTTLE].admit = AsyncMock(return_value=0.0)
            browser.app[keys.MAIL_GATE].admit = AsyncMock(return_value=0.0)
            typed = {"email": email, "password": PASSWORD}
            answer = await browser.post(path, data=typed, headers=headers)
            assert answer.status in {200, 403, 421, 429}, (headers, path)
            # For another host it names the one that was asked for, and leads nowhere.
            named = await answer.text()
            assert "evil" not in (re.sub("<[^>]*>", "", named) if answer.status != 421 else "")
            assert "evil" not in "".join(re.findall("<[^>]*>", named))
            asked += answer.status == 200
    assert asked > 10
    await eventually(lambda: len(mailbox.mails) >= asked)
    for mail in mailbox.mails:
        assert b"evil" not in mail.as_bytes()
        assert "evil" not in text_of(mail) + html_of(mail)
