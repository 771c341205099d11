"""Reports where nothing is to be written: they say what they had, and until when."""

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.eventually import PATIENCE, eventually
from tests.making import event, visitor
from tests.web.sites.owners import add_site
from tracker.domain.reports.question import Answer, Question, Span
from tracker.services.reports import keeping_up, open_file
from tracker.storage.sites.sites import Site
from tracker.web import keys

EVER = Span(1_577_836_800_000, 4_102_444_800_000)


@pytest.fixture
async def site(as_user: AsUser, monkeypatch) -> Site:
    monkeypatch.setattr(open_file, "OPENS_WITHIN", PATIENCE)
    monkeypatch.setattr(keeping_up, "EVERY", 0.01)
    return await add_site(await as_user("ada"))


async def ask(client: TestClient, site: Site) -> Answer:
    asked = Question(site_id=site.id, zone=site.time_zone, span=EVER, metrics=("pageviews",))
    return await client.app[keys.FOLLOWED_REPORTS].answer(asked)


async def record(client: TestClient, site: Site, number: int) -> None:
    row = event(number, who=visitor(1, site.id), visit=1, at=EVER.start + number)
    await client.app[keys.LOG].append([row])


HINDRANCES = {
    "the disk is nearly full": lambda app, on: setattr(app[keys.FLOOR], "is_near", on),
    "only reading": lambda app, on: setattr(
        app[keys.DATABASE].condition, "read_only", "the disk fell off" if on else ""
    ),
}


@pytest.mark.parametrize("hinder", HINDRANCES.values(), ids=HINDRANCES)
async def test_what_came_later_waits_until_it_may_be_written(
    client: TestClient, site: Site, monkeypatch, hinder
) -> None:
    await record(client, site, 1)
    assert (await ask(client, site)).rows[0].metrics == (1,)
    reports = client.app[keys.FOLLOWED_REPORTS]
    with monkeypatch.context() as hindered:
        hindered.setattr(type(client.app[keys.FLOOR]), "look", lambda _: None)
        hinder(client.app, True)
        await record_beside(client, site, 2)
        seen = await ask(client, site)
        assert (seen.rows[0].metrics, seen.stands_at) == ((1,), EVER.start + 1)
        hinder(client.app, False)
    await eventually(lambda: reports.counted[0] == reports.counted[1])
    seen = await ask(client, site)
    assert (seen.rows[0].metrics, seen.stands_at) == ((2,), None)


async def record_beside(client: TestClient, site: Site, number: int) -> None:
    """Whatever the server may do."""
    condition = client.app[keys.DATABASE].condition
    kept, condition.read_only = condition.read_only, ""
    try:
        await record(client, site, number)
    finally:
        condition.read_only = kept
