"""Reports come by mail in their reader's morning, once, in their language."""

from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient

from tests.clock import Clock
from tests.conftest import AsUser
from tests.mailbox import Mailbox
from tests.web.reports.watched import IPHONE, come
from tests.web.sites.owners import add_site
from tests.web.sites.teams import join
from tracker.config import Config
from tracker.storage.alerts.report_mails import asked_reports
from tracker.storage.sites.sites import Site
from tracker.web import keys

SATURDAY = 1_795_867_200_000  # 2026-11-28 12:00 UTC


@pytest.fixture
def config(config: Config, mailbox: Mailbox) -> Config:
    return replace(config, mail_url=mailbox.url)


@pytest.fixture
async def ada(as_user: AsUser, clock: Clock) -> TestClient:
    clock.stop()
    clock.now = SATURDAY - 6 * 86_400_000
    return await as_user("ada")


@pytest.fixture
async def site(ada: TestClient, clock: Clock) -> Site:
    """One visitor last week, two this week, and a goal that one of them has reached."""
    site = await add_site(ada, zone="Europe/Berlin")
    await ada.post(f"/sites/{site.id}/goals", data={"kind": "page", "of": "/thanks"})
    await come(ada, site, "/")
    clock.now = SATURDAY
    await come(ada, site, "/", "/thanks", referrer="https://news.ycombinator.com/")
    await come(ada, site, "/", agent=IPHONE)
    await ada.post(f"/visit/{site.key}", data='{"url": "nowhere"}')
    return site


async def asks(browser: TestClient, site: Site, *every: str) -> None:
    answer = await browser.post(
        f"/sites/{site.id}/report-mails", data=[("every", each) for each in every]
    )
    assert answer.status == 200


async def looked(browser: TestClient) -> None:
    await browser.app[keys.REPORT_MAILS].look()


async def test_a_week_is_told_once_on_monday_morning_with_what_has_changed(
    ada: TestClient, site: Site, mailbox: Mailbox, clock: Clock
) -> None:
    await asks(ada, site, "week")
    await looked(ada)
    clock.forward(hours=42)  # Monday 6:00 UTC, 7:00 in Berlin
    await looked(ada)
    clock.forward(hours=1)
    await looked(ada)
    mail = await mailbox.next_to("ada@example.com")
    await looked(ada)
    assert mail["Subject"] == "example.com: 2 visitors (+100\u00a0%)"
    text = mail.get_body(("plain",)).get_content()
    for line in (
        "23 Nov – 29 Nov 2026, against 16 Nov – 22 Nov 2026",
        "Visitors: 2 (▲ +100\u00a0%)",
        "- Sat: 2 (0 before)",
        "- Sun: 0 (1 before)",
        "- /: 2 (100\u00a0%)",
        "- Hacker News: 1 (50\u00a0%)",
        "- /thanks: 1 (0 before)",
        "- Not a hit: Compare what is sent with docs/beacon.md: 1\n",
        f"http://stats.example/sites/{site.id}?period=custom&from=2026-11-23&to=2026-11-29",
    ):
        assert line in text
    page = mail.get_body(("html",)).get_content()
    assert "<table" in page
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    rows = await ada.app[keys.KEPT].read("select * from delivery", ())
    assert len(rows) == 1


async def test_after_weeks_without_a_server_one_comes(
    ada: TestClient, site: Site, mailbox: Mailbox, clock: Clock
) -> None:
    await asks(ada, site, "week")
    clock.forward(days=30)
    await looked(ada)
    mail = await mailbox.next_to("ada@example.com")
    assert "0 visitors" in mail["Subject"]
    await looked(ada)
    assert len(mailbox.mails) == 1


async def test_each_reads_in_their_own_language_and_leaves_alone(
    ada: TestClient, site: Site, mailbox: Mailbox, clock: Clock, as_user: AsUser
) -> None:
    ben = await as_user("ben")
    await join(ada, site, "ben")
    await ben.post("/account/looks", data={"language": "de", "theme": "system"})
    for browser in (ada, ben):
        await asks(browser, site, "month")
    clock.forward(days=3)  # the first of December
    await looked(ada)
    german = await mailbox.next_to("ben@example.com")
    assert "Besucher" in german["Subject"]
    path = str(german["List-Unsubscribe"]).strip(" <>").removeprefix("http://stats.example")
    await ada.post(path)
    db = ada.app[keys.KEPT]
    assert await asked_reports(db, site.id, 1) == {"month"}
    assert await asked_reports(db, site.id, 2) == set()


async def test_none_is_written_in_maintenance_and_none_is_missed(
    ada: TestClient, site: Site, mailbox: Mailbox, clock: Clock
) -> None:
    await asks(ada, site, "week")
    await ada.app[keys.MAINTENANCE].begin("a while", clock.now)
    clock.forward(days=2)
    await looked(ada)
    await ada.app[keys.MAINTENANCE].end()
    assert not await ada.app[keys.KEPT].read("select * from delivery", ())
    await looked(ada)
    await mailbox.next_to("ada@example.com")


async def test_the_page_shows_what_one_gets_and_takes_it_back(ada: TestClient, site: Site) -> None:
    await asks(ada, site, "week", "month")
    page = await (await ada.get(f"/sites/{site.id}/alerts")).text()
    assert 'value="week" checked' in page
    assert 'value="month" checked' in page
    await asks(ada, site)
    assert await asked_reports(ada.app[keys.KEPT], site.id, 1) == set()
