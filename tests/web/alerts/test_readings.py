"""A page that was read far enough is told once, however often it is left, and whoever restarts."""

import json
from functools import partial

import pytest
from aiohttp.test_utils import TestClient

from tests.alert_target import AlertTarget
from tests.eventually import eventually
from tests.web.alerts.told import add_alert, add_target
from tests.web.sites.owners import visit
from tracker.alerting import watching
from tracker.services.alerts.alerts import Alerts
from tracker.storage.alerts.leaves import leaves_of
from tracker.storage.sites.sites import Site
from tracker.web import keys

MESSAGES = "select facts from delivery order by id"


@pytest.fixture(params=[("scroll", "80"), ("engaged", "30")])
async def goal(request: pytest.FixtureRequest, ada: TestClient, site: Site) -> str:
    """Its number."""
    kind, least = request.param
    typed = {"kind": kind, "of": "/blog/*", "least": least, "name": "Read"}
    await ada.post(f"/sites/{site.id}/goals", data=typed)
    return "1"


@pytest.fixture(autouse=True)
async def _alert(ada: TestClient, site: Site, target: AlertTarget, goal: str) -> None:
    number = str(await add_target(ada, site, target.address))
    await add_alert(ada, site, "goal", goal=goal, targets=[number])


async def leave(ada: TestClient, site: Site, page: str, engaged: int = 40_000) -> None:
    """It was put away after so many ms, and seen to the end where it was looked at for long."""
    told = {"name": "leave", "id": page, "state": "hidden", "engaged": engaged}
    answer = await visit(ada, site, "/blog/one", depth=90 if engaged > 30_000 else 10, **told)
    assert answer.status == 204


async def test_a_page_that_is_left_again_after_a_restart_is_told_once(
    ada: TestClient, site: Site
) -> None:
    await read(ada, site, "aaaaaaaa")
    await killed(ada)
    await leave(ada, site, "aaaaaaaa", 50_000)
    await restarted(ada)
    assert await told(ada) == [1]


async def test_a_page_that_is_read_while_nobody_watched_is_told_after_the_start(
    ada: TestClient, site: Site
) -> None:
    await visit(ada, site, "/blog/one", id="aaaaaaaa")
    await leave(ada, site, "aaaaaaaa", 1_000)
    await read(ada, site, "bbbbbbbb")
    await killed(ada)
    for engaged in (40_000, 50_000):
        await leave(ada, site, "aaaaaaaa", engaged)
    await restarted(ada)
    assert await told(ada) == [1, 1]


async def test_a_page_that_is_left_again_after_the_alert_was_off_is_told_once(
    ada: TestClient, site: Site, goal: str
) -> None:
    await read(ada, site, "aaaaaaaa")
    change, typed = (
        f"/sites/{site.id}/alerts/1/change",
        {"kind": "goal", "goal": goal, "pause": "0"},
    )
    for switched in ({"is_off": "y"}, {}):
        answer = await ada.post(change, data=typed | switched | {"targets": "1"})
        assert answer.status == 200
    await leave(ada, site, "aaaaaaaa", 50_000)
    await ada.app[keys.ALERTS].look()
    assert await told(ada) == [1]


async def read(ada: TestClient, site: Site, page: str) -> None:
    """Opened and read, of which is told."""
    await visit(ada, site, "/blog/one", id=page)
    await leave(ada, site, page)
    await eventually(lambda: is_told(ada))


async def is_told(ada: TestClient) -> bool:
    return bool(await told(ada))


async def told(ada: TestClient) -> list[int]:
    """Of how many times each message is."""
    found = await ada.app[keys.KEPT].read(MESSAGES, ())
    return [json.loads(row["facts"])["count"] for row in found]


async def killed(ada: TestClient) -> None:
    """From now on hits come to the log, and nobody looks at them."""
    watch: Alerts = ada.app[keys.ALERTS]
    watch.paused = lambda: "it was killed"
    await watch.look()


async def restarted(ada: TestClient) -> None:
    """Another one begins where that one has ended."""
    watch = watching(ada.app)
    await watch.load(ada.app[keys.LOG], partial(leaves_of, ada.app[keys.DATABASE]))
    await watch.look()
