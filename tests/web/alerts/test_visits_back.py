"""Whoever was told that nobody comes is told once that visits are back."""

import json
from dataclasses import replace
from functools import partial

import pytest
from aiohttp.test_utils import TestClient

from tests.alert_target import AlertTarget
from tests.clock import Clock
from tests.eventually import eventually
from tests.mailbox import Mailbox
from tests.web.alerts.told import add_alert, add_target, titles
from tests.web.sites.owners import visit
from tracker.alerting import watching
from tracker.config import Config
from tracker.services.alerts.alerts import Alerts
from tracker.storage.alerts.leaves import leaves_of
from tracker.storage.sites.sites import Site
from tracker.web import keys

START = 1_795_348_800_000  # 2026-11-22 12:00 UTC, a Sunday
SILENT = "example.com: no visit for 31 minutes"
BACK = "example.com: visits are back after 33 minutes"
TO_TARGETS = "select facts from delivery where target_id is not null order by id"


@pytest.fixture
def config(config: Config, mailbox: Mailbox) -> Config:
    return replace(config, mail_url=mailbox.url)


@pytest.fixture(autouse=True)
def _from_noon(clock: Clock) -> None:
    clock.stop()
    clock.now = START


def watch_of(browser: TestClient) -> Alerts:
    return browser.app[keys.ALERTS]


async def silent(
    ada: TestClient, site: Site, target: AlertTarget, clock: Clock, shape: str = "json", **more: str
) -> None:
    """An alert, and half an hour without anybody."""
    number = str(await add_target(ada, site, target.address, shape))
    await add_alert(ada, site, "silence", least="30", targets=[number], readers=["1"], **more)
    await visit(ada, site)
    clock.forward(minutes=31)
    await watch_of(ada).look()


async def come_back(ada: TestClient, site: Site, clock: Clock) -> None:
    clock.forward(minutes=2)
    await visit(ada, site)
    await watch_of(ada).look()


async def test_the_end_of_a_silence_is_told_once_to_whom_it_was_told(
    ada: TestClient, site: Site, target: AlertTarget, clock: Clock, mailbox: Mailbox
) -> None:
    last = (await (await ada.get(f"/sites/{site.id}/alerts/new")).json())["last"]
    await silent(ada, site, target, clock)
    assert await titles(target, 1) == [SILENT]
    await come_back(ada, site, clock)
    assert await titles(target, 2) == [SILENT, BACK]
    assert "resolved" not in target.got[0]["facts"]
    back = target.got[1]
    assert (back["facts"]["kind"], back["facts"]["resolved"]) == ("silence", True)
    assert "Look whether the site answers" not in back["text"]
    mails = [(await mailbox.next_to("ada@example.com"))["Subject"] for _ in range(2)]
    assert mails == [SILENT, BACK]
    seen = await (await ada.get(f"/sites/{site.id}/alerts/new?after={last}")).json()
    assert [each["title"] for each in seen["messages"]] == [SILENT, BACK]
    await visit(ada, site)
    await watch_of(ada).look()
    assert len(await titles(target, 2)) == 2


async def test_the_end_of_a_drop_is_told_in_the_shape_of_a_service(
    ada: TestClient, site: Site, target: AlertTarget, clock: Clock
) -> None:
    number = str(await add_target(ada, site, target.address, "slack"))
    await add_alert(ada, site, "drop", least="3", targets=[number])
    await visit(ada, site)
    clock.forward(minutes=61)
    await watch_of(ada).look()
    for _ in range(3):
        await visit(ada, site)
    await watch_of(ada).look()
    [dropped, back] = await told(target, 2)
    assert dropped.startswith("example.com: only 0 pageviews in an hour")
    assert back.startswith("example.com: visits are back: 3 pageviews in an hour")


async def told(target: AlertTarget, number: int) -> list[str]:
    await eventually(lambda: len(target.got) >= number)
    return [each["text"] for each in target.got]


async def test_nobody_hears_of_the_end_of_what_nobody_was_told(
    ada: TestClient, site: Site, target: AlertTarget, clock: Clock
) -> None:
    await silent(ada, site, target, clock, quiet_from="11:00", quiet_until="15:00")
    await come_back(ada, site, clock)
    clock.forward(hours=3)
    await visit(ada, site)
    await watch_of(ada).look()
    assert await kept(ada) == 0


async def test_the_end_waits_for_the_end_of_quiet_hours_and_not_where_it_is_silent_again(
    ada: TestClient, site: Site, target: AlertTarget, clock: Clock
) -> None:
    await silent(ada, site, target, clock, quiet_from="12:32", quiet_until="14:00")
    await come_back(ada, site, clock)
    clock.forward(hours=2)
    await watch_of(ada).look()
    assert await titles(target, 1) == [SILENT]  # nobody has come for hours
    await visit(ada, site)
    await watch_of(ada).look()
    assert await titles(target, 2) == [SILENT, "example.com: visits are back after 153 minutes"]


async def kept(browser: TestClient) -> int:
    [row] = await browser.app[keys.KEPT].read("select count(*) as n from delivery", ())
    return int(row["n"])


async def test_what_lasts_and_what_waits_is_known_after_a_restart(
    ada: TestClient, site: Site, target: AlertTarget, clock: Clock
) -> None:
    await ada.post(f"/sites/{site.id}/goals", data={"kind": "event", "of": "Signup"})
    await silent(ada, site, target, clock)
    await add_alert(ada, site, "goal", goal="1", pause="60", targets=["1"])
    for _ in range(3):
        await visit(ada, site, name="Signup")
    await eventually(lambda: kept_of(ada, "goal"))
    watch_of(ada).paused = lambda: "it was killed"
    await come_back(ada, site, clock)
    restarted = watching(ada.app)
    await restarted.load(ada.app[keys.LOG], partial(leaves_of, ada.app[keys.DATABASE]))
    await restarted.look()
    clock.forward(hours=2)
    await restarted.look()
    assert await told_of_kind(ada) == [
        ("silence", False, 0),
        ("goal", False, 1),
        ("silence", True, 0),
        ("goal", False, 2),
        ("silence", False, 0),
    ]


async def kept_of(browser: TestClient, kind: str) -> bool:
    return any(found == kind for found, *_ in await told_of_kind(browser))


async def told_of_kind(browser: TestClient) -> list[tuple[str, bool, int]]:
    """What was kept to be told, whether it is over, and how many there were."""
    found = await browser.app[keys.KEPT].read(TO_TARGETS, ())
    facts = [json.loads(row["facts"]) for row in found]
    return [(each["kind"], each.get("resolved", False), each.get("count", 0)) for each in facts]
