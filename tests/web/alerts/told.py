"""Making targets and alerts through the front door, and what their pages say."""

from __future__ import annotations

import html
import re

from aiohttp.test_utils import TestClient

from tests.alert_target import AlertTarget
from tests.eventually import eventually
from tests.web.sites.owners import MINE
from tracker.storage.sites.sites import Site
from tracker.web import keys


async def add_target(
    browser: TestClient, site: Site, address: str, shape: str = "json", name: str = "Us"
) -> int:
    typed = {"name": name, "shape": shape, "address": address} | MINE
    answer = await browser.post(f"/sites/{site.id}/targets", data=typed, allow_redirects=False)
    assert answer.status == 303, await answer.text()
    return int(answer.headers["Location"].split("/")[-2])


async def add_alert(browser: TestClient, site: Site, kind: str, **typed: object) -> int:
    sent = {"kind": kind, "pause": "0"} | typed
    answer = await browser.post(f"/sites/{site.id}/alerts", data=sent, allow_redirects=False)
    assert answer.status == 303, await answer.text()
    rows = await browser.app[keys.KEPT].read("select max(id) as id from alert", ())
    return int(rows[0]["id"])


async def learned(browser: TestClient, site: Site) -> None:
    """What was before the alerts is known."""
    await eventually(lambda: browser.app[keys.ALERTS].learned(site.id) is not None)


async def titles(target: AlertTarget, number: int) -> list[str]:
    """Of the messages that came, once there are so many."""
    await eventually(lambda: len(target.got) >= number)
    return [each["title"] for each in target.got]


async def delivery_page(browser: TestClient, site: Site) -> str:
    page = await (await browser.get(f"/sites/{site.id}/deliveries")).text()
    [shown] = re.findall(r"<main.*</main>", page, re.DOTALL)
    return html.unescape(re.sub(r"\s+", " ", re.sub("<[^>]*>", "", shown)))
