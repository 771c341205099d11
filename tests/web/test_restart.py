"""What a restart must not cut: visits, presence, what was counted already."""

import json

import pytest

from tracker.app import create_app
from tracker.web import keys

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


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
    async with client.app[keys.DATABASE].transaction() as tx:
        await tx.execute(
            "insert into user (name, name_key, email, email_key, password, created_at)"
            " values ('ada', 'ada', 'a@b.example', 'a@b.example', '-', 0)"
        )
    return await client.app[keys.SITES].add(1, "example.com", "Europe/Berlin", 0)


async def send(client, site, **hit):
    body = json.dumps({"url": "https://example.com/", **hit})
    answer = await client.post(f"/visit/{site.key}", data=body, headers={"User-Agent": FIREFOX})
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
    assert first.visitor == second.visitor


async def test_a_visitor_of_today_is_not_new_again_after_a_restart(restarted):
    client = await restarted()
    site = await add_site(client)
    await send(client, site, id="one")
    client = await restarted()
    await send(client, site, id="two")
    assert [event.new for event in await events(client, site)] == [True, False]


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
    await send(client, site, id="one", url="https://example.com/pricing")
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
