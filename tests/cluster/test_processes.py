"""Several processes are one server: whatever becomes of one of them, each hit is filed once."""

from __future__ import annotations

import signal

import pytest
from aiohttp import ClientSession
from msgspec.structs import replace

pytest.importorskip("asyncpg", reason="asyncpg is not installed here")

from tests.cluster.house import FIREFOX, METRICS_TOKEN, House, visit
from tests.engines.nats_server import needs_nats
from tests.eventually import PATIENCE, eventually
from tests.making import NOON
from tests.server_process import ServerProcess
from tests.storage.sites.test_shared_links import BOARD
from tracker.services.sites.shared_links import add_shared_link
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.postgres.accounts import PostgresAccounts
from tracker.storage.sites.revoked_tokens import note_of
from tracker.storage.sites.shared_links import shared_links_of
from tracker.storage.sites.sites import Site

METRICS = {"Authorization": f"Bearer {METRICS_TOKEN}"}

pytestmark = [pytest.mark.fault, needs_nats]


async def test_each_hit_of_any_front_is_filed_once_though_who_does_it_is_killed(
    house: House, sites: list[Site]
) -> None:
    async with (
        house.process("front") as one,
        house.process("front") as other,
        ClientSession(headers={"User-Agent": FIREFOX}) as browser,
    ):
        async with house.process("sequencer,filer") as behind:
            for number in range(6):
                front, site = (one, other)[number % 2], sites[number // 3]
                assert await visit(browser, front, site.key, f"/{number}") == 204
            await eventually(lambda: taken(house, sites, 3))
            await behind.kill()
        made = await another_site(house)
        for front in (one, other):
            await eventually(lambda front=front: takes(browser, front, made.key))
            async with ClientSession(headers={"User-Agent": "Googlebot/2.1"}) as robot:
                assert await visit(robot, front, made.key, "/") == 204
        for number in range(6, 10):
            front, site = (one, other)[number % 2], sites[number // 8]
            assert await visit(browser, front, site.key, f"/{number}") == 204
        async with house.process("sequencer,filer") as behind:
            await eventually(lambda: taken(house, sites, 5))
            assert await house.filed(sites[0].id) == dict.fromkeys(
                ["/0", "/1", "/2", "/6", "/7"], 1
            )
            assert await house.filed(sites[1].id) == dict.fromkeys(
                ["/3", "/4", "/5", "/8", "/9"], 1
            )
            await seen_by_nobody(browser, behind.port, sites[0].key)
            for process in (one, other, behind):
                process.send(signal.SIGTERM)
                assert await process.ended() == 0
            assert await refused(house, made) == [("bot", 2)]


async def test_what_was_taken_back_stays_so_in_another_folder(
    house: House, sites: list[Site]
) -> None:
    """A dump of before is put back, and whoever starts then has never heard of it."""
    from tracker.storage.nats.connection import connected
    from tracker.storage.nats.notes import NatsNotes
    from tracker.storage.nats.streams import prepare

    async with PostgresAccounts.open(house.settings["ACCOUNTS_URL"]) as accounts:
        await add_shared_link(accounts, replace(BOARD, site_id=sites[0].id, user_id=1))
        async with connected(house.settings["QUEUE_URL"], "test", PATIENCE) as client:
            await prepare(client, range(2), PATIENCE)
            await NatsNotes(client).note(note_of(BOARD.token, NOON))
        async with house.process("front"):
            assert await shared_links_of(accounts, sites[0].id) == []


async def test_where_all_of_nats_was_lost_what_comes_is_filed_behind_what_was(
    house: House, sites: list[Site]
) -> None:
    """Logs that began anew with their first number would be taken for what is filed already."""
    async with ClientSession(headers={"User-Agent": FIREFOX}) as browser:
        for path in ("/before", "/after"):
            async with house.process("front,sequencer,filer") as process:
                assert await visit(browser, process, sites[0].key, path) == 204
                await eventually(lambda path=path: is_filed(house, sites[0], path))
            for node in house.nats.nodes:
                node.lose()
            house.nats.start()
    assert await house.filed(sites[0].id) == {"/before": 1, "/after": 1}


async def is_filed(house: House, site: Site, path: str) -> bool:
    return path in await house.filed(site.id)


async def another_site(house: House) -> Site:
    """Made while they run, by somebody else."""
    async with PostgresAccounts.open(house.settings["ACCOUNTS_URL"]) as accounts:
        return await (await SiteDirectory.load(accounts, 2)).add(1, "new.com", "UTC", NOON)


async def refused(house: House, site: Site) -> list[tuple[str, int]]:
    """What any front has not counted, once they have all ended."""
    async with PostgresAccounts.open(house.settings["ACCOUNTS_URL"]) as accounts:
        rows = await accounts.read("select reason, hits from refused where site_id = ?", [site.id])
        return [tuple(row) for row in rows]


async def takes(browser: ClientSession, front: ServerProcess, key: str) -> bool:
    return await visit(browser, front, key, "/") == 204


def once(paths: str) -> dict[str, int]:
    return dict.fromkeys(paths.split(), 1)


async def taken(house: House, sites: list[Site], pages: int) -> bool:
    return all([len(await house.filed(site.id)) == pages for site in sites])


async def is_ready(browser: ClientSession, base: str) -> bool:
    """As far as it has looked at what it needs: every 15 seconds."""
    async with browser.get(f"{base}/readyz") as answer:
        said = await answer.json()
        assert said.keys() <= {"writer", "nats", "clickhouse", "clock", "wrong"}
        return (answer.status, said["writer"]) == (200, "ok")


async def seen_by_nobody(browser: ClientSession, port: int, key: str) -> None:
    """Who is no front says that it is there, and nothing else."""
    base = f"http://127.0.0.1:{port}"
    await eventually(lambda: is_ready(browser, base), 2 * PATIENCE)
    async with browser.get(f"{base}/healthz") as answer:
        assert answer.status == 200
    async with browser.get(f"{base}/metrics", headers=METRICS) as answer:
        assert "tracker_disk_free_bytes" in await answer.text()
    for path in ("/", "/login", f"/visit/{key}.gif"):
        async with browser.get(base + path) as answer:
            assert answer.status == 404
