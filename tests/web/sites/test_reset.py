"""A site's numbers begin anew: at once for all who read them, erased beside the recording."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from tests.audited import acts
from tests.clock import Clock
from tests.conftest import AsUser
from tests.eventually import PATIENCE, eventually
from tests.product_server import ProductServer
from tests.seeded_data import Seeded
from tests.web.live.live_views import view
from tests.web.sites.filled_log import fill, left
from tests.web.sites.owners import MINE, add_site, error_of, visit
from tests.web.sites.teams import join
from tracker.app import create_app
from tracker.config import Config
from tracker.domain.refusals import Reason, Refusal
from tracker.domain.reports.question import Question, Span
from tracker.domain.rows import Reset
from tracker.services.erasing import site_resets
from tracker.services.reports import open_file
from tracker.storage.log.totals import first_at, stored_events
from tracker.storage.sites.sites import Site
from tracker.web import keys

DAY = 86_400_000
EVER = Span(0, 1 << 42)


@pytest.fixture
async def ada(as_user: AsUser, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setattr(open_file, "OPENS_WITHIN", PATIENCE)
    return await as_user("ada")


@pytest.fixture
def held_up(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Nothing is erased until it is called."""
    go_on = asyncio.Event()
    erase = site_resets.erase_events

    async def wait(*told: int) -> int:
        await go_on.wait()
        return await erase(*told)

    monkeypatch.setattr(site_resets, "erase_events", wait)
    return go_on.set


async def begin_anew(browser: TestClient, site: Site) -> None:
    typed = MINE | {"confirm": site.name}
    answer = await browser.post(f"/sites/{site.id}/reset", data=typed, allow_redirects=False)
    assert answer.status == 303, await answer.text()


async def finished(browser: TestClient) -> None:
    async def done() -> bool:
        return not await browser.app[keys.DATABASE].read("select * from reset")

    await eventually(done)


async def visitors_of(browser: TestClient, site: Site) -> int:
    """As reports say it."""
    asked = Question(site_id=site.id, zone="UTC", span=EVER, metrics=("visitors",))
    rows = (await browser.app[keys.REPORTS].answer(asked)).rows
    return int(rows[0].metrics[0] or 0) if rows else 0


async def exported(browser: TestClient, site: Site) -> list[str]:
    path = f"/sites/{site.id}/export?what=events&format=ndjson"
    lines = (await (await browser.get(path)).text()).splitlines()
    return [json.loads(line)["page"] for line in lines]


async def replayed(browser: TestClient, site: Site) -> list[str]:
    """What a stream that begins with the log's first row is sent."""
    async with view(browser, site, "?cursor=0") as shown:
        return [each["type"] for each in await shown.until("ready")]


async def today(browser: TestClient, site: Site) -> tuple[int, int]:
    """Visitors and pageviews of a day, as the first page has them."""
    app = browser.app
    await app[keys.TALLIES].soon([site.id], app[keys.CLOCK](), PATIENCE)
    tally = app[keys.TALLIES].known(site.id, app[keys.CLOCK]())
    assert tally
    found = tally.between(app[keys.CLOCK]() - DAY, app[keys.CLOCK]() + DAY)
    return found.visitors, found.pageviews


async def test_nobody_reads_what_was_before_though_it_is_not_erased_yet(
    ada: TestClient, held_up: Callable[[], None]
) -> None:
    site = await add_site(ada)
    assert (await visit(ada, site, "/old", props={"plan": "old"})).status == 204
    assert await visitors_of(ada, site) == 1
    assert await today(ada, site) == (1, 1)
    await begin_anew(ada, site)
    app = ada.app
    db, log = app[keys.DATABASE], app[keys.LOG]
    assert await left(db, site) == 1
    assert await visitors_of(ada, site) == 0
    assert await today(ada, site) == (0, 0)
    assert await exported(ada, site) == []
    assert "event" not in await replayed(ada, site)
    assert await log.oldest_of(site.id, log.head + 1, 10) is None
    assert (await stored_events(db, site.id), await first_at(db, site.id)) == (0, None)
    assert app[keys.PRESENCE].now(site.id) == 0
    held_up()
    await finished(ada)
    assert await left(db, site) == 0


async def test_who_comes_again_is_counted_anew_everywhere(ada: TestClient) -> None:
    site = await add_site(ada)
    await visit(ada, site, "/old")
    await begin_anew(ada, site)
    await visit(ada, site, "/new")
    await finished(ada)
    assert await today(ada, site) == (1, 1)
    assert await visitors_of(ada, site) == 1
    assert await exported(ada, site) == ["/new"]
    assert ada.app[keys.PRESENCE].now(site.id) == 1


async def test_only_its_own_rows_up_to_then_are_erased(ada: TestClient) -> None:
    site, other = await add_site(ada), await add_site(ada, "other.example.com")
    await fill(ada.app, site, 3_000)
    await fill(ada.app, other, 10, 10)
    upto = ada.app[keys.LOG].head
    await begin_anew(ada, site)
    await visit(ada, site)
    await finished(ada)
    db = ada.app[keys.DATABASE]
    assert (await left(db, site), await left(db, other)) == (1, 50)
    removals = await db.read("select site_id, kind, what from removal")
    assert [tuple(row) for row in removals] == [(site.id, "reset", upto)]
    assert ("numbers reset", f"site {site.id}") in await acts(ada)


async def test_an_open_view_is_told_and_goes_on(ada: TestClient) -> None:
    site = await add_site(ada)
    await visit(ada, site)
    async with view(ada, site) as shown:
        await shown.until("ready")
        upto = ada.app[keys.LOG].head
        await begin_anew(ada, site)
        told = await shown.until("removal")
        assert [each["upto"] for each in told if each["type"] == "removal"] == [upto]
        await visit(ada, site, "/new")
        assert "/new" in str(await shown.until("event"))


async def test_what_was_refused_goes_too_and_is_counted_anew(ada: TestClient) -> None:
    site = await add_site(ada)
    days, refused = ada.app[keys.REFUSED_DAYS], ada.app[keys.REFUSED]
    for _ in range(2):  # one in the table, one that waits
        refused.add(site.id, Refusal(Reason.BOT, "/old", "a bot"), ada.app[keys.CLOCK]())
        await days.keep()
    refused.add(site.id, Refusal(Reason.BOT, "/old", "a bot"), ada.app[keys.CLOCK]())
    await begin_anew(ada, site)
    assert await days.since(site, 0) == {}
    assert refused.latest(site.id) == []
    refused.add(site.id, Refusal(Reason.BOT, "/new", "a bot"), ada.app[keys.CLOCK]())
    await days.keep()
    assert list((await days.since(site, 0)).values()) == [1]


async def test_nothing_goes_before_the_name_and_the_password_are_right(ada: TestClient) -> None:
    site = await add_site(ada)
    await visit(ada, site)
    path = f"/sites/{site.id}/reset"
    page = await (await ada.get(path)).text()
    assert "Erase 1 event and begin anew" in page
    wrong_name = await ada.post(path, data=MINE | {"confirm": "other"})
    assert "exactly" in (error_of(await wrong_name.text(), "confirm") or "")
    wrong = {"confirm": site.name, "password": "wrong-wrong-wrong"}
    wrong_password = await ada.post(path, data=wrong)
    assert (wrong_name.status, wrong_password.status) == (422, 422)
    assert await stored_events(ada.app[keys.DATABASE], site.id) == 1


async def test_its_owners_may_and_nobody_else(ada: TestClient, as_user: AsUser) -> None:
    site, grace = await add_site(ada), await as_user("grace")
    await visit(ada, site)
    await join(ada, site, "grace", "editor")
    answer = await grace.post(f"/sites/{site.id}/reset", data=MINE | {"confirm": site.name})
    assert answer.status == 403
    assert "reset" not in await (await grace.get(f"/sites/{site.id}/settings")).text()
    assert await stored_events(ada.app[keys.DATABASE], site.id) == 1


async def test_reports_of_all_time_begin_there(ada: TestClient, clock: Clock) -> None:
    site = await add_site(ada)
    clock.forward(days=3)
    await begin_anew(ada, site)
    assert ada.app[keys.SITES].by_id[site.id].reset_at == pytest.approx(clock(), abs=60_000)
    page = await (await ada.get(f"/sites/{site.id}/settings?reset")).text()
    assert "Begun anew" in page
    assert "has counted anew since" in page


Restarted = Callable[[], Awaitable[TestClient]]


@pytest.fixture
async def restarted(config: Config, clock: Clock, aiohttp_client: AiohttpClient) -> Restarted:
    """`await restarted()` stops the server, if it runs, and starts it on the same data."""
    running: list[TestClient] = []

    async def start() -> TestClient:
        for client in running:
            await client.close()
        running[:] = [await aiohttp_client(ProductServer(create_app(config, clock, clock.steady)))]
        return running[0]

    return start


async def test_what_a_stop_has_cut_off_goes_on_and_visitors_are_new(
    restarted: Restarted, seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also those who were counted in a stretch of the log that is summed up."""
    client = await restarted()
    site = client.app[keys.SITES].by_id[seeded.site.id]
    await visit(client, site, "/old")
    await fill(client.app, site, 5_000)
    await visit(client, site, "/also-old")
    before = await left(client.app[keys.DATABASE], site)

    async def never(*_: object) -> int:
        return await asyncio.Event().wait()

    erase = site_resets.erase_events

    async def once(*told: int) -> int:
        monkeypatch.setattr(site_resets, "erase_events", never)
        return await erase(*told)

    monkeypatch.setattr(site_resets, "erase_events", once)
    await client.app[keys.RESETS].begin(site.id)

    async def begun() -> bool:
        return 0 < await left(client.app[keys.DATABASE], site) < before

    await eventually(begun)
    monkeypatch.undo()
    client = await restarted()
    await finished(client)
    assert await left(client.app[keys.DATABASE], site) == 0
    log = client.app[keys.LOG]
    assert [type(row) for row in await log.read_after(site.id, 0, log.head)] == [Reset]
    client = await restarted()
    await visit(client, site, "/new")
    assert await today(client, site) == (1, 1)
