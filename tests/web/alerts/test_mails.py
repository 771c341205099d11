"""Members are mailed in their own language, and each leaves with one click."""

from dataclasses import replace
from email.message import EmailMessage

import pytest
from aiohttp.test_utils import TestClient

from tests.audited import acts
from tests.clock import Clock
from tests.conftest import AsUser, Stranger
from tests.eventually import eventually
from tests.mailbox import Mailbox
from tests.web.alerts.told import add_alert, delivery_page
from tests.web.sites.owners import visit
from tests.web.sites.teams import join
from tracker.config import Config
from tracker.storage.accounts.users import find_user
from tracker.storage.alerts.readers import readers_of
from tracker.storage.sites.sites import Site
from tracker.web import keys

MAILS = "By mail to"


@pytest.fixture
def config(config: Config, mailbox: Mailbox) -> Config:
    return replace(config, mail_url=mailbox.url)


@pytest.fixture
async def goal(ada: TestClient, site: Site) -> dict[str, str]:
    await ada.post(f"/sites/{site.id}/goals", data={"kind": "event", "of": "Signup"})
    return {"goal": "1", "name": "Somebody signs up"}


async def id_of(browser: TestClient, name: str) -> str:
    found = await find_user(browser.app[keys.KEPT], name)
    assert found
    return str(found[0].id)


def leave_path(mail: EmailMessage) -> str:
    """Where the mail program's own button posts to."""
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return str(mail["List-Unsubscribe"]).strip(" <>").removeprefix("http://stats.example")


async def test_members_are_mailed_and_a_mail_programs_button_ends_it(  # noqa: PLR0917
    ada: TestClient,
    site: Site,
    goal: dict[str, str],
    as_user: AsUser,
    mailbox: Mailbox,
    stranger: Stranger,
) -> None:
    ben = await as_user("ben")
    await join(ada, site, "ben")
    await ben.post("/account/looks", data={"language": "de", "theme": "system"})
    readers = [await id_of(ada, "ada"), await id_of(ada, "ben"), "999"]
    alert = await add_alert(ada, site, "goal", readers=readers, **goal)
    await visit(ada, site, name="Signup")
    english = await mailbox.next_to("ada@example.com")
    german = await mailbox.next_to("ben@example.com")
    assert english["Subject"] == "example.com: Signup was reached"
    assert "Signup" in german["Subject"]
    assert german["Subject"] != english["Subject"]
    path, program = leave_path(german), await stranger()
    opened = await (await program.get(path)).text()
    assert "Somebody signs up" in opened
    assert await readers_of(ada.app[keys.KEPT], site.id) == {alert: set(map(int, readers[:2]))}
    gone = await program.session.post(
        program.make_url(path),
        data={"List-Unsubscribe": "One-Click"},
        headers={"Sec-Fetch-Site": "none"},
    )
    assert gone.status == 200
    assert await readers_of(ada.app[keys.KEPT], site.id) == {alert: {int(readers[0])}}
    assert ("mails left", f"site {site.id}") in await acts(ada)
    assert (await program.post(path)).status == 200  # twice is no error


@pytest.mark.kept_anywhere
async def test_a_member_asks_for_mails_and_leaves_in_the_list(
    ada: TestClient, site: Site, goal: dict[str, str], as_user: AsUser
) -> None:
    eve, page = await as_user("eve"), f"/sites/{site.id}/alerts"
    await join(ada, site, "eve")
    alert = await add_alert(ada, site, "goal", **goal)
    await eve.post(f"{page}/{alert}/mine", data={"mine": "yes"})
    number = int(await id_of(ada, "eve"))
    assert await readers_of(ada.app[keys.KEPT], site.id) == {alert: {number}}
    assert "No mail to me" in await (await eve.get(page)).text()
    await eve.post(f"{page}/{alert}/mine", data={"mine": "no"})
    assert await readers_of(ada.app[keys.KEPT], site.id) == {}


async def test_a_mail_waits_for_its_server_and_who_has_left_gets_none(  # noqa: PLR0917
    ada: TestClient,
    site: Site,
    goal: dict[str, str],
    as_user: AsUser,
    mailbox: Mailbox,
    clock: Clock,
) -> None:
    await as_user("ben")
    await join(ada, site, "ben")
    readers = [await id_of(ada, "ada"), await id_of(ada, "ben")]
    await add_alert(ada, site, "goal", readers=readers, **goal)
    await mailbox.stop()
    await visit(ada, site, name="Signup")

    async def failed() -> bool:
        return (await delivery_page(ada, site)).count("The mail server does not take it.") == 2

    await eventually(failed)
    await ada.post(f"/sites/{site.id}/team/members/{readers[1]}/remove")
    await mailbox.start()
    clock.forward(minutes=1)
    await mailbox.next_to("ada@example.com")

    async def given_up() -> bool:
        return "Whoever was to be told is not there any more." in await delivery_page(ada, site)

    await eventually(given_up)
    assert [mail["To"] for mail in mailbox.mails] == ["ada@example.com"]


class TestWithoutMail:
    @pytest.fixture
    def config(self, config: Config) -> Config:
        return replace(config, mail_url="")

    async def test_mail_is_not_offered(
        self, ada: TestClient, site: Site, goal: dict[str, str]
    ) -> None:
        alert, page = await add_alert(ada, site, "goal", **goal), f"/sites/{site.id}/alerts"
        shown = await (await ada.get(page)).text()
        assert "Mail me" not in shown
        assert "This server sends no mails" in shown
        await ada.post(f"{page}/{alert}/mine", data={"mine": "yes"})
        assert await readers_of(ada.app[keys.KEPT], site.id) == {}
