"""What a restart must not cut: visits, presence, what was counted already."""

import pytest

from tests.making import account
from tests.web.sites.owners import visit
from tracker.app import create_app
from tracker.domain.places import Place
from tracker.domain.rows import PlaceCorrection
from tracker.web import keys


@pytest.fixture
async def restarted(config, aiohttp_client):
    """`await restarted()` stops the server, if it runs, and starts it on the same data."""
    running = []

    async def start():
        for client in running:
            await client.close()
        client = await aiohttp_client(create_app(config))
        running[:] = [client]
        return client

    return start


async def add_site(client):
    ada = await account(client.app[keys.DATABASE])
    return await client.app[keys.SITES].add(ada.id, "example.com", "Europe/Berlin", 0)


async def send(client, site, path="/", **hit):
    answer = await visit(client, site, path, **hit)
    assert answer.status == 204
    assert "X-Tracker-Refused" not in answer.headers


async def events(client, site):
    log = client.app[keys.LOG]
    return await log.read_after(site.id, 0, log.head)


async def test_a_visit_goes_on_after_a_restart(restarted):
    client = await restarted()
    site = await add_site(client)
    await send(client, site, id="one")
    client = await restarted()
    await send(client, site, id="two")
    first, second = await events(client, site)
    assert first.visit == second.visit
    assert first.visitor_id == second.visitor_id


async def test_a_visitor_of_today_is_not_new_again_after_a_restart(restarted):
    client = await restarted()
    site = await add_site(client)
    await send(client, site, id="one")
    client = await restarted()
    await send(client, site, id="two")
    assert [event.is_new for event in await events(client, site)] == [True, False]


async def test_a_retry_over_a_restart_is_stored_once(restarted):
    client = await restarted()
    site = await add_site(client)
    await send(client, site, id="one")
    client = await restarted()
    await send(client, site, id="one")
    assert len(await events(client, site)) == 1


async def test_who_was_here_is_still_here_after_a_restart(restarted):
    client = await restarted()
    site = await add_site(client)
    await send(client, site, path="/pricing", id="one")
    before = client.app[keys.PRESENCE].of(site.id).message()
    client = await restarted()
    after = client.app[keys.PRESENCE].of(site.id).message()
    assert (after.now, after.here) == (before.now, before.here) == (1, [("/pricing", 1)])


async def test_who_had_left_does_not_come_back_with_a_restart(restarted):
    client = await restarted()
    site = await add_site(client)
    await send(client, site, id="one")
    await send(client, site, id="one", name="leave", state="left", engaged=5)
    client = await restarted()
    assert client.app[keys.PRESENCE].now(site.id) == 0


async def test_a_country_that_came_late_is_on_the_map_after_a_restart(restarted):
    client = await restarted()
    site = await add_site(client)
    await send(client, site, id="one")
    (event,) = await events(client, site)
    place = Place(country="US", city="Los Angeles")
    now = client.app[keys.CLOCK]()
    await client.app[keys.RECORDER].record(PlaceCorrection(site.id, now, int(event.visit), place))
    before = client.app[keys.PRESENCE].of(site.id).message().countries
    client = await restarted()
    after = client.app[keys.PRESENCE].of(site.id).message().countries
    assert before == after == {"US": 1}
