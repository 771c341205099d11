"""A visitor's address and browser text are nowhere; who asks not to be counted leaves no row."""

import socket
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient
from msgspec import structs

from tests.beacon_load import BROWSER, answer_to, post
from tests.seeded_data import Seeded, seed
from tests.server_process import ServerProcess, running
from tests.stored_hits import beacons_in
from tests.ways import WAYS, send
from tracker.domain.blocks.block import Block
from tracker.storage.file.database import Database
from tracker.storage.sites.blocks import insert_block
from tracker.storage.sites.sites import update_site

pytestmark = pytest.mark.fault

ADDRESS = "203.0.113.77"
ADDRESS6 = "2001:db8:77:1::4242"
MARK = "Unmistakable/77.4242"
USER_AGENT = f"{BROWSER} {MARK}"
PAGE = {"id": "a", "url": "https://example.com/", "referrer": "https://example.org/"}
KEPT = 2  # in the table and in the index that keeps it from being there twice
TRACES = (
    ADDRESS.encode(),
    ADDRESS6.encode(),
    MARK.encode(),
    socket.inet_aton(ADDRESS),
    socket.inet_pton(socket.AF_INET6, ADDRESS6),
)


def requests_of(key: str, address: str) -> list[bytes]:
    """Hits of every fate, each with the address and the user agent to look for."""
    headers = f"X-Forwarded-For: {address}\r\n"
    hits: list[tuple[dict[str, object], str]] = [
        (PAGE, ""),
        (PAGE | {"name": "leave", "state": "left", "engaged": 5}, ""),
        ({}, ""),
        (PAGE | {"referrer": "https://best-seo-offer.com/"}, ""),
        (PAGE | {"token": "x", "name": "test"}, ""),
        (PAGE, "DNT: 1\r\n"),
        (PAGE | {"excluded": True}, ""),
    ]
    sent = [post(key, hit, way, headers + more) for hit, more in hits for way in (False, True)]
    image = f"GET /visit/{key}.gif?url=https://example.com/ HTTP/1.1\r\nHost: x\r\n{headers}"
    sent += [image.encode() + f"User-Agent: {BROWSER}\r\n\r\n".encode()]
    sent += [post("x" * 12, PAGE, headers=headers), b"POST /nothing" + sent[0][12:]]
    sent += [b"GET /login HTTP/1.1\r\nHost: x\r\n" + headers.encode() + b"User-Agent: x\r\n\r\n"]
    sent += [sent[0].replace(b"Content-Length", b"Content Length")]  # no HTTP
    return [each.replace(BROWSER.encode(), USER_AGENT.encode()) for each in sent]


async def traces_left(
    data_dir: Path, seeded: Seeded, blocked: bool = False
) -> list[tuple[str, bytes]]:
    """What is found in files and log after a server has met the visitor and was killed."""
    behind = {"TRUSTED_PROXIES": "127.0.0.1", "LOG_LEVEL": "DEBUG"}
    async with running(data_dir, **behind) as server:
        for address in (ADDRESS, ADDRESS6):
            statuses = [
                (await answer_to(server.port, each)).status
                for each in requests_of(seeded.site.key, address)
            ]
            assert statuses[0] == 204
            assert {200, 204, 400, 404} <= set(statuses)
        await server.kill()  # so that the write-ahead log is looked at too
        assert bool(beacons_in(data_dir)) != blocked
        looked_at, found = traces_in(data_dir, server)
    assert {"tracker.db", "tracker.db-wal", "salts.json", server.log.name} <= looked_at
    return found


async def test_a_visitors_address_and_user_agent_are_kept_nowhere(data_dir: Path) -> None:
    assert await traces_left(data_dir, await seed(data_dir)) == []


async def test_whom_a_network_blocks_is_kept_nowhere_either(data_dir: Path) -> None:
    seeded = await seed(data_dir)
    async with Database.open(data_dir / "tracker.db") as db, db.transaction() as tx:
        for network in ("203.0.113.0/24", "2001:db8:77::/48"):
            await insert_block(tx, block_of(seeded, network))
    assert await traces_left(data_dir, seeded, blocked=True) == []


async def test_an_address_that_is_blocked_is_found_once(data_dir: Path) -> None:
    seeded = await seed(data_dir)
    async with Database.open(data_dir / "tracker.db") as db, db.transaction() as tx:
        await insert_block(tx, block_of(seeded, ADDRESS))
    found = await traces_left(data_dir, seeded)
    assert found == [("tracker.db", ADDRESS.encode())]
    assert (data_dir / "tracker.db").read_bytes().count(ADDRESS.encode()) == KEPT


def block_of(seeded: Seeded, network: str) -> Block:
    return Block(
        id=0, site_id=seeded.site.id, kind="address", of=network, note="", user_id=1, created_at=1
    )


async def test_an_address_that_is_kept_on_purpose_is_found_by_the_same_search(
    data_dir: Path,
) -> None:
    seeded = await seed(data_dir)
    async with Database.open(data_dir / "tracker.db") as db, db.transaction() as tx:
        await update_site(tx, structs.replace(seeded.site, keep_address="full"))
    found = await traces_left(data_dir, seeded)
    assert {trace for _, trace in found} == {ADDRESS.encode(), ADDRESS6.encode()}


def traces_in(data_dir: Path, server: ServerProcess) -> tuple[set[str], list[tuple[str, bytes]]]:
    """The files that were read, and what was found where; the place databases are not ours."""
    files = [path for path in data_dir.rglob("*") if path.is_file() and path.suffix != ".mmdb"]
    files.append(server.log)
    content = {path: path.read_bytes() for path in files}
    found = [(path.name, trace) for path in files for trace in TRACES if trace in content[path]]
    return {path.name for path in files}, found


@pytest.mark.parametrize("way", ["short", "query", "body later"])
@pytest.mark.parametrize("header", ["DNT: 1", "Sec-GPC: 1", "dnt:1", "DNT: 1\r\nSec-GPC: 0"])
async def test_who_asks_not_to_be_counted_leaves_no_row(
    client: TestClient, seeded: Seeded, data_dir: Path, way: str, header: str
) -> None:
    request = post(seeded.site.key, PAGE, headers=f"{header}\r\n")
    (answer,) = await send(client.port, WAYS[way], request)
    assert answer.status == 204
    assert "X-Tracker-Refused: privacy" in answer.head
    assert not beacons_in(data_dir)
