"""People without an account get alerts by mail once they have said yes, and until they leave."""

from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient

from tests.audited import acts
from tests.conftest import AsUser, Stranger
from tests.mailbox import Mailbox
from tests.web.alerts.told import add_alert
from tests.web.sites.owners import error_of, visit
from tests.web.sites.teams import join
from tracker.config import Config
from tracker.storage.alerts.guests import guests_of, told_guests
from tracker.storage.sites.sites import Site
from tracker.web import keys

JOAN = "joan@example.org"


@pytest.fixture
def config(config: Config, mailbox: Mailbox) -> Config:
    return replace(config, mail_url=mailbox.url)


@pytest.mark.kept_anywhere
async def test_a_guest_says_yes_is_told_and_leaves(
    ada: TestClient, site: Site, mailbox: Mailbox, stranger: Stranger
) -> None:
    page, db = f"/sites/{site.id}/guests", ada.app[keys.KEPT]
    await ada.post(page, data={"email": JOAN})
    await ada.post(page, data={"email": JOAN})  # is asked no second time
    [guest] = await guests_of(db, site.id)
    await ada.post(f"/sites/{site.id}/goals", data={"kind": "event", "of": "Signup"})
    alert = await add_alert(ada, site, "goal", goal="1", guests=[str(guest.id)])
    await visit(ada, site, name="Signup")
    asked = await mailbox.next_to(JOAN)
    path = f"/mails/{guest.token}"
    assert f"http://stats.example{path}" in asked.get_body(("plain",)).get_content()
    joan = await stranger()
    assert "Say yes" in await (await joan.get(path)).text()
    assert (await guests_of(db, site.id))[0].confirmed_at is None
    await joan.post(path)
    await visit(ada, site, name="Signup")
    told = await mailbox.next_to(JOAN)
    assert told["Subject"] == "example.com: Signup was reached"
    assert str(told["List-Unsubscribe"]) == f"<http://stats.example{path}>"
    assert len(mailbox.mails) == 2
    assert await told_guests(db, site.id) == {alert: {guest.id}}
    await joan.post(path)
    assert await guests_of(db, site.id) == []
    done = [act for act, _ in await acts(ada) if "guest" in act or act == "mails left"]
    assert done == ["guest of alerts asked", "guest of alerts confirmed", "mails left"]


async def test_only_owners_see_and_ask_guests(ada: TestClient, site: Site, as_user: AsUser) -> None:
    ben = await as_user("ben")
    await join(ada, site, "ben", "editor")
    page = f"/sites/{site.id}/guests"
    assert (await ben.get(page)).status == 403
    assert (await ben.post(page, data={"email": JOAN})).status == 403
    answer = await ada.post(page, data={"email": "no address"})
    assert answer.status == 422
    said = "Type an e-mail address such as ada@example.com."
    assert error_of(await answer.text(), "email") == said
    await ada.post(page, data={"email": JOAN})
    [guest] = await guests_of(ada.app[keys.KEPT], site.id)
    await ada.post(f"{page}/{guest.id}/remove")
    await ada.post(f"{page}/{guest.id}/remove")
    assert await guests_of(ada.app[keys.KEPT], site.id) == []
