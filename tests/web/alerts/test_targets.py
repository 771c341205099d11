"""An owner adds, tries, changes and removes the programs that are told; what fails is said."""

import pytest
from aiohttp.test_utils import TestClient

from tests.alert_target import AlertTarget, saying
from tests.clock import Clock
from tests.eventually import eventually
from tests.web.alerts.told import add_alert, add_target, delivery_page, titles
from tests.web.sites.owners import MINE, error_of, visit
from tracker.storage.alerts.targets import targets_of
from tracker.storage.sites.sites import Site
from tracker.web import keys


async def test_a_test_message_is_sent_and_listed(
    ada: TestClient, site: Site, target: AlertTarget
) -> None:
    number = await add_target(ada, site, target.address)
    page = await (await ada.get(f"/sites/{site.id}/targets/{number}/change")).text()
    assert "whsec_" in page
    await ada.post(f"/sites/{site.id}/targets/{number}/test")
    assert await titles(target, 1) == ["example.com: this is a test"]

    async def taken() -> bool:
        return "Taken" in await delivery_page(ada, site)

    await eventually(taken)


@pytest.mark.parametrize("shape", ["slack", "discord", "ntfy"])
async def test_services_get_what_they_want(
    ada: TestClient, site: Site, target: AlertTarget, shape: str
) -> None:
    number = await add_target(ada, site, target.address, shape)
    await ada.post(f"/sites/{site.id}/targets/{number}/test")
    await eventually(lambda: target.got)
    [body] = target.got
    said = {"slack": "text", "discord": "content", "ntfy": "title"}[shape]
    assert body[said].startswith("example.com: this is a test")


async def test_a_target_that_is_down_gets_everything_once_it_is_up(
    ada: TestClient, site: Site, target: AlertTarget, clock: Clock
) -> None:
    number = str(await add_target(ada, site, target.address))
    await ada.post(f"/sites/{site.id}/goals", data={"kind": "event", "of": "Signup"})
    await add_alert(ada, site, "goal", goal="1", targets=[number])
    await target.stop()

    async def failed() -> bool:
        return "Nobody answers there." in await delivery_page(ada, site)

    for count in range(1, 4):
        await visit(ada, site, name="Signup")
        await eventually(lambda count=count: kept(ada, count))
    await eventually(failed)
    await target.start()
    clock.forward(hours=1)
    assert await titles(target, 3) == ["example.com: Signup was reached"] * 3
    assert len({each["id"] for each in target.got}) == 3


async def kept(browser: TestClient, count: int) -> bool:
    rows = await browser.app[keys.KEPT].read("select count(*) as n from delivery", ())
    return bool(rows[0]["n"] >= count)


async def test_what_is_refused_there_is_said_with_its_words_and_tried_at_once_if_asked(
    ada: TestClient, site: Site, target: AlertTarget
) -> None:
    number = await add_target(ada, site, target.address)
    target.answer = saying(403, "no such token")
    await ada.post(f"/sites/{site.id}/targets/{number}/test")

    async def refused() -> bool:
        return "It was refused there. 403 no such token" in await delivery_page(ada, site)

    await eventually(refused)
    target.answer = saying(200)
    await ada.post(f"/sites/{site.id}/targets/{number}/again")
    assert len(await titles(target, 1)) == 1


async def test_a_private_address_is_not_written_to_and_says_why(
    ada: TestClient, site: Site, target: AlertTarget
) -> None:
    number = await add_target(ada, site, target.address.replace("127.0.0.1", "127.0.0.2"))
    await ada.post(f"/sites/{site.id}/targets/{number}/test")

    async def refused() -> bool:
        return "this server’s own network" in await delivery_page(ada, site)

    await eventually(refused)
    assert target.asked == []


async def test_a_target_is_changed_and_removed(ada: TestClient, site: Site) -> None:
    number = await add_target(ada, site, "https://a.example/")
    change = f"/sites/{site.id}/targets/{number}/change"
    sent = {"name": "Them", "shape": "slack", "address": "https://b.example/x"}
    assert (await ada.post(change, data=sent)).status == 422  # without the password
    await ada.post(change, data=sent | MINE)
    [changed] = await targets_of(ada.app[keys.KEPT], site.id)
    assert (changed.name, changed.shape, changed.address) == tuple(sent.values())
    await ada.post(change, data={"remove": "y"})
    assert (await ada.get(change)).url.path == f"/sites/{site.id}/targets"
    assert await targets_of(ada.app[keys.KEPT], site.id) == []


async def test_what_does_not_fit_is_said_beside_its_field(ada: TestClient, site: Site) -> None:
    sent = {"name": "", "shape": "json", "address": "ftp://a.example/"} | MINE
    answer = await ada.post(f"/sites/{site.id}/targets", data=sent)
    assert answer.status == 422
    said = "Type an address that begins with https:// or http://"
    assert error_of(await answer.text(), "address") == said
