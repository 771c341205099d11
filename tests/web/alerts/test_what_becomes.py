"""What becomes of alerts when somebody leaves, takes their data along, or a site is handed over."""

import json
from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.mailbox import Mailbox
from tests.web.accounts.test_export import archive_of
from tests.web.alerts.told import add_alert, add_target
from tests.web.sites.owners import MINE
from tests.web.sites.teams import join
from tracker.config import Config
from tracker.storage.accounts.users import find_user
from tracker.storage.alerts.alerts import alerts_of
from tracker.storage.alerts.readers import readers_of
from tracker.storage.alerts.report_mails import asked_reports
from tracker.storage.alerts.targets import targets_of
from tracker.storage.sites.sites import Site
from tracker.web import keys


@pytest.fixture
def config(config: Config, mailbox: Mailbox) -> Config:
    return replace(config, mail_url=mailbox.url)


@pytest.fixture
async def ben(ada: TestClient, site: Site, as_user: AsUser) -> TestClient:
    """He is on the site, and gets an alert and a report by mail."""
    ben, page = await as_user("ben"), f"/sites/{site.id}"
    await join(ada, site, "ben")
    number = str(await add_target(ada, site, "https://a.example/hook"))
    alert = await add_alert(ada, site, "silence", name="Nobody", targets=[number])
    await ben.post(f"{page}/alerts/{alert}/mine", data={"mine": "yes"})
    await ben.post(f"{page}/report-mails", data={"every": "week"})
    return ben


async def test_they_are_in_the_archive_of_ones_data_without_secrets(
    ada: TestClient, ben: TestClient
) -> None:
    archive = (await archive_of(ada)).read("account.json").decode()
    [hers] = json.loads(archive)["sites"]
    assert [each["name"] for each in hers["alerts"]] == ["Nobody"]
    assert [each["address"] for each in hers["alert_targets"]] == ["https://a.example/hook"]
    assert "whsec_" not in archive
    [his] = json.loads((await archive_of(ben)).read("account.json"))["sites"]
    assert (his["alerts_by_mail"], his["reports_by_mail"]) == ([1], ["week"])
    assert "alerts" not in his


async def test_whoever_leaves_gets_no_more_mails(
    ada: TestClient, ben: TestClient, site: Site
) -> None:
    db = ada.app[keys.KEPT]
    found = await find_user(db, "ben")
    assert found
    await ben.post(f"/sites/{site.id}/team/leave")
    assert await readers_of(db, site.id) == {}
    assert await asked_reports(db, site.id, found[0].id) == set()


async def test_alerts_stay_with_a_site_that_is_handed_over(
    ada: TestClient, ben: TestClient, site: Site
) -> None:
    db = ada.app[keys.KEPT]
    found = await find_user(db, "ben")
    assert found
    async with db.transaction() as tx:
        await tx.execute("update user set is_admin = 1 where name = 'ben'")
    to = {"user": str(found[0].id), "confirm": site.name} | MINE
    handed = await ada.post(f"/sites/{site.id}/team/transfer", data=to)
    assert handed.status == 200, await handed.text()
    gone = await ada.post("/account/delete", data={"confirm": "ada"} | MINE)
    assert gone.status == 200, await gone.text()
    assert [(each.name, each.user_id) for each in await alerts_of(db, site.id)] == [
        ("Nobody", None)
    ]
    assert [(each.name, each.user_id) for each in await targets_of(db, site.id)] == [("Us", None)]
    assert "Nobody" in await (await ben.get(f"/sites/{site.id}/alerts")).text()
