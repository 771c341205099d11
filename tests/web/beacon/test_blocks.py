"""What a site blocks is refused with a reason of its own, whichever way a hit takes."""

import asyncio
from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient

from tests.beacon_load import post
from tests.eventually import eventually
from tests.seeded_data import Seeded
from tests.ways import WAYS, Way, send
from tests.web.beacon.stored_rows import PAGE, refused_as, stored
from tracker.config import Config
from tracker.domain.blocks.block import Block, BlockKind
from tracker.domain.places import Place
from tracker.web import keys

SEEN = "X-Forwarded-For: ::ffff:203.0.113.7\r\n"
DNT = "DNT: 1\r\n"


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, trusted_proxies=("127.0.0.1",))


async def block(client: TestClient, seeded: Seeded, kind: BlockKind, of: str) -> None:
    """As the page adds it."""
    added = Block(id=0, site_id=seeded.site.id, kind=kind, of=of, note="", user_id=1, created_at=1)
    assert await client.app[keys.BLOCKS].add(added)


async def reasons(
    client: TestClient, seeded: Seeded, way: Way, headers: str = SEEN, **hit: object
) -> list[str | None]:
    answers = await send(client.port, way, post(seeded.site.key, PAGE | hit, headers=headers))
    assert [answer.status for answer in answers] == [204]
    return [refused_as(answer) for answer in answers]


@pytest.mark.parametrize(
    "blocked",
    [
        ("address", "203.0.113.7", "/pricing"),
        ("address", "203.0.113.0/24", "/pricing"),
        ("page", "/pric*", "/pricing"),
        ("host", "example.com", "example.com/pricing"),
        ("country", "AU", "AU · /pricing"),
    ],
)
async def test_a_hit_that_is_blocked_is_refused_and_shown_without_the_address(
    client: TestClient, seeded: Seeded, way: Way, blocked: tuple[BlockKind, str, str]
) -> None:
    kind, of, shown = blocked
    client.app[keys.INTAKE]._visitors._find_place = lambda _: Place(country="AU")
    await block(client, seeded, "address", "198.51.100.0/24")
    await block(client, seeded, kind, of)
    assert await reasons(client, seeded, way) == ["blocked"]
    assert await stored(client) == []
    [told] = client.app[keys.REFUSED].latest(seeded.site.id)
    assert (told.reason, told.detail, told.block, told.host) == ("blocked", shown, 2, "")


async def test_it_holds_from_the_next_hit_on_and_no_longer_than_it_stands(
    client: TestClient, seeded: Seeded, way: Way
) -> None:
    assert await reasons(client, seeded, way, id="before") == [None]
    await block(client, seeded, "address", "203.0.113.7")
    assert await reasons(client, seeded, way, id="during") == ["blocked"]
    leave = {"name": "leave", "id": "before", "state": "left"}
    assert await reasons(client, seeded, way, **leave) == ["blocked"]
    assert await client.app[keys.BLOCKS].remove(seeded.site.id, 1)
    assert await reasons(client, seeded, way, id="after") == [None]
    assert len(await stored(client)) == 2


async def test_what_waits_for_the_disk_when_the_block_comes_was_counted_before(
    client: TestClient, seeded: Seeded, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, goes_on = client.app[keys.LOG], asyncio.Event()
    append = log.append

    async def held(*batch: object) -> object:
        await goes_on.wait()
        return await append(*batch)

    monkeypatch.setattr(log, "append", held)
    sending = asyncio.create_task(reasons(client, seeded, way))
    await eventually(lambda: client.app[keys.RECORDER].at_work)
    await block(client, seeded, "address", "203.0.113.7")
    goes_on.set()
    assert await sending == [None]
    assert await reasons(client, seeded, way, id="two") == ["blocked"]
    assert len(await stored(client)) == 1


async def test_another_visitor_and_another_site_are_counted(
    client: TestClient, seeded: Seeded, way: Way
) -> None:
    await block(client, seeded, "address", "203.0.113.0/29")
    other = await client.app[keys.SITES].add(1, "other.example", "UTC", 1)
    assert await reasons(client, seeded, way, "X-Forwarded-For: 203.0.113.8\r\n") == [None]
    [answer] = await send(client.port, way, post(other.key, PAGE, headers=SEEN))
    assert refused_as(answer) is None


async def test_a_block_of_the_proxy_is_none_of_who_comes_through_it(
    client: TestClient, seeded: Seeded, way: Way
) -> None:
    await block(client, seeded, "address", "127.0.0.0/8")
    assert await reasons(client, seeded, way) == [None]
    assert await reasons(client, seeded, way, headers="", id="two") == ["blocked"]


async def test_who_asks_for_privacy_is_not_shown_as_blocked(
    client: TestClient, seeded: Seeded, way: Way
) -> None:
    await block(client, seeded, "address", "203.0.113.7")
    assert await reasons(client, seeded, way, SEEN + DNT) == ["privacy"]
    assert client.app[keys.REFUSED].latest(seeded.site.id) == []


async def test_the_test_visit_of_a_blocked_address_arrives(
    client: TestClient, seeded: Seeded
) -> None:
    await block(client, seeded, "address", "203.0.113.7")
    token = client.app[keys.TEST_TOKENS].issue(seeded.site.id)
    assert await reasons(client, seeded, WAYS["short"], name="test", token=token) == [None]


async def test_a_host_that_is_blocked_asks_no_more_to_be_allowed(
    client: TestClient, seeded: Seeded
) -> None:
    await client.app[keys.SITES].change(seeded.site.id, hosts=("shop.example.com",))
    assert await reasons(client, seeded, WAYS["short"]) == ["host"]
    await block(client, seeded, "host", "example.com")
    assert await reasons(client, seeded, WAYS["short"]) == ["blocked"]
