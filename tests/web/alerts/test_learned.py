"""Limits that nobody has set are those of the same hours of the weeks before."""

import asyncio

import pytest
from aiohttp.test_utils import TestClient
from msgspec.structs import replace

from tests.alert_target import AlertTarget
from tests.clock import Clock
from tests.conftest import AsUser
from tests.eventually import A_MOMENT, eventually
from tests.making import event
from tests.web.alerts.told import add_alert, add_target, titles
from tests.web.sites.owners import visit
from tracker.domain.refusals import Reason, Refusal
from tracker.storage.sites.sites import Site
from tracker.web import keys

NOON = 1_795_262_400_000  # 2026-11-21 12:00 UTC


@pytest.fixture
async def ada(as_user: AsUser, clock: Clock) -> TestClient:
    clock.stop()
    clock.now = NOON - 28 * 86_400_000
    return await as_user("ada")


async def test_an_hour_is_silent_that_had_visits_in_each_week(
    ada: TestClient, site: Site, target: AlertTarget, clock: Clock, as_user: AsUser
) -> None:
    for week in (3, 2, 1):
        for minutes in (-30, 30):
            clock.now = NOON - week * 7 * 86_400_000 + minutes * 60_000
            for _ in range(12):
                await visit(ada, site)
    clock.now = NOON - 5 * 60_000
    owner, alerts = await as_user("ada"), ada.app[keys.ALERTS]
    number = str(await add_target(owner, site, target.address))
    await add_alert(owner, site, "silence", targets=[number])
    await eventually(lambda: alerts.learned(site.id) is not None)
    await visit(ada, site)
    clock.forward(minutes=39)
    await alerts.look()
    assert await kept(ada) == 0
    clock.forward(minutes=2)
    assert await titles(target, 1) == ["example.com: no visit for 41 minutes"]
    assert "At this time an hour usually has 12." in target.got[0]["text"]


async def test_what_was_imported_or_is_old_tells_nobody(
    ada: TestClient, site: Site, target: AlertTarget, clock: Clock
) -> None:
    number = str(await add_target(ada, site, target.address))
    await add_alert(ada, site, "spike", least="2", targets=[number])
    alerts = ada.app[keys.ALERTS]
    came = {"at": clock.now}  # of the first site
    imported = [replace(event(**came), import_id=1) for _ in range(3)]
    late = [event(**came | {"at": clock.now - 3_600_000}) for _ in range(3)]
    tests = [event(name="test", **came) for _ in range(3)]
    alerts.apply([*imported, *late, *tests])
    await alerts.look()
    assert await kept(ada) == 0
    alerts.apply([event(**came), event(**came)])
    await alerts.look()
    assert await kept(ada) == 1


async def test_on_a_full_disk_nobody_is_told_and_the_page_says_so(
    ada: TestClient, site: Site, target: AlertTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await add_target(ada, site, target.address)
    floor = ada.app[keys.FLOOR]
    monkeypatch.setattr(floor, "look", lambda: None)
    floor.refusal = Refusal(Reason.BUSY, "less than 128 MB free")
    await ada.post(f"/sites/{site.id}/targets/{number}/test")
    for page in ("alerts", "targets", "deliveries"):
        shown = await (await ada.get(f"/sites/{site.id}/{page}")).text()
        assert "Alerts are paused: the disk of this server is full" in shown
    await asyncio.sleep(A_MOMENT)
    assert target.asked == []
    floor.refusal = None
    assert await titles(target, 1) == ["example.com: this is a test"]


async def kept(browser: TestClient) -> int:
    rows = await browser.app[keys.KEPT].read("select count(*) as n from delivery", ())
    return int(rows[0]["n"])
