"""A leave is of the pageview that it names, however late it comes and whatever happened since."""

import json

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from tests.clock import Clock
from tests.eventually import eventually
from tests.seeded_data import Seeded
from tests.web.sites.owners import FIREFOX
from tracker.app import create_app
from tracker.config import Config
from tracker.domain.events import Event
from tracker.domain.filters import EVERYTHING
from tracker.domain.rows import Back, Leave, Row, TitleCorrection
from tracker.web import keys


async def send(client: TestClient, seeded: Seeded, path: str = "/", **hit: object) -> None:
    body = {"url": f"https://example.com{path}"} | hit
    headers = {"User-Agent": FIREFOX}
    answer = await client.post(f"/visit/{seeded.site.key}", data=json.dumps(body), headers=headers)
    assert answer.status == 204
    assert "X-Tracker-Refused" not in answer.headers


async def left(client: TestClient, seeded: Seeded, beacon: str, state: str = "left") -> None:
    await send(client, seeded, "/", name="leave", id=beacon, state=state, engaged=5_000, depth=40)


async def rows(client: TestClient) -> list[Row]:
    return await client.app[keys.LOG].rows_after(0, 100)


def here(client: TestClient, seeded: Seeded) -> list[tuple[str, int]]:
    return client.app[keys.PRESENCE].of(seeded.site.id).message().here


async def test_a_page_of_the_visit_before_is_left_and_nobody_else(
    client: TestClient, seeded: Seeded, clock: Clock
) -> None:
    await send(client, seeded, "/a", id="a")
    clock.forward(minutes=40)
    await send(client, seeded, "/b", id="b")
    await left(client, seeded, "a")
    first, second, leave = await rows(client)
    assert isinstance(first, Event)
    assert isinstance(second, Event)
    assert isinstance(leave, Leave)
    assert first.visit != second.visit
    assert leave.page == (first.visit, first.cursor, first.at)
    assert (leave.visit, leave.engaged, leave.depth) == (first.visit, 5_000, 40)
    assert here(client, seeded) == [("/b", 1)]


async def test_of_two_tabs_with_one_path_the_older_one_may_go(
    client: TestClient, seeded: Seeded
) -> None:
    await send(client, seeded, "/a", id="a")
    await send(client, seeded, "/a", id="b")
    await left(client, seeded, "a")
    assert here(client, seeded) == [("/a", 1)]
    await left(client, seeded, "b")
    assert here(client, seeded) == []


@pytest.mark.parametrize(("hours", "stored"), [(3, 1), (47, 1), (49, 0)])
async def test_a_tab_that_is_closed_a_day_later_is_found_in_the_log(
    client: TestClient, seeded: Seeded, clock: Clock, hours: int, stored: int
) -> None:
    await send(client, seeded, "/a", id="a")
    clock.forward(hours=hours)
    await send(client, seeded, "/b", id="b")
    await left(client, seeded, "a", "hidden")
    await left(client, seeded, "a")
    found = [row for row in await rows(client) if isinstance(row, Leave)]
    assert [row.page and row.page.cursor for row in found] == [1] * 2 * stored


async def test_a_page_outlives_a_restart(
    config: Config, seeded: Seeded, clock: Clock, aiohttp_client: AiohttpClient
) -> None:
    client = await aiohttp_client(create_app(config, clock))
    await send(client, seeded, "/a", id="a")
    await left(client, seeded, "a", "hidden")
    await client.close()
    client = await aiohttp_client(create_app(config, clock))
    await left(client, seeded, "a", "back")
    assert here(client, seeded) == [("/", 1)]
    await left(client, seeded, "a")
    assert here(client, seeded) == []
    pages = [row.page for row in await rows(client) if isinstance(row, Leave | Back)]
    assert [page and page.cursor for page in pages] == [1, 1, 1]


async def test_what_names_no_page_is_acknowledged_and_not_kept(
    client: TestClient, seeded: Seeded
) -> None:
    await left(client, seeded, "nobody's")
    await send(client, seeded, "/a", id="order", name="Order")
    await left(client, seeded, "order")
    [order] = await rows(client)
    assert isinstance(order, Event)


async def test_nothing_of_another_sites_page_is_left(
    client: TestClient, seeded: Seeded, clock: Clock
) -> None:
    other = await client.app[keys.SITES].add(seeded.site.owner_id, "b.example", "UTC", 0)
    await send(client, seeded, "/a", id="a")
    answer = await client.post(
        f"/visit/{other.key}",
        data=json.dumps({"name": "leave", "url": "https://b.example/", "id": "a", "state": "left"}),
        headers={"User-Agent": FIREFOX},
    )
    assert answer.status == 204
    assert len(await rows(client)) == 1


async def visits(client: TestClient) -> list[int]:
    return [row.visit for row in await rows(client) if isinstance(row, Event)]


async def test_a_repeated_id_does_not_prolong_a_visit(
    client: TestClient, seeded: Seeded, clock: Clock
) -> None:
    await send(client, seeded, "/a", id="a")
    clock.forward(minutes=29)
    await send(client, seeded, "/a", id="a")
    clock.forward(minutes=29)
    await send(client, seeded, "/b", id="b")
    first, second = await visits(client)
    assert first != second


async def test_a_title_that_comes_late_is_the_pages(client: TestClient, seeded: Seeded) -> None:
    await send(client, seeded, "/a", id="a", title="Loading…")
    await send(client, seeded, "/b", id="b", title="B")
    for title in ("Almost", "(3) The sea"):
        leave = {"name": "leave", "id": "a", "state": "hidden", "title": title}
        await send(client, seeded, "/a", **leave)
    log = client.app[keys.LOG]
    await eventually(lambda: log.head == 6)
    told = [row for row in await rows(client) if isinstance(row, TitleCorrection)]
    assert [(row.title, row.page and row.page.cursor) for row in told] == [
        ("Almost", 1),
        ("The sea", 1),
    ]
    shown = (await log.earlier(seeded.site.id, 99, 9, EVERYTHING)).messages
    assert [each.title for each in shown] == ["The sea", "B"]
    assert [row.title for row in await rows(client) if isinstance(row, Event)] == ["Loading…", "B"]


async def test_a_title_counts_as_its_senders(client: TestClient, seeded: Seeded) -> None:
    await send(client, seeded, "/a", id="a", title="A")
    client.app[keys.SHARES].senders.share = 0
    leave = {"name": "leave", "id": "a", "state": "hidden", "title": "unheard of"}
    await send(client, seeded, "/a", **leave)
    await eventually(lambda: client.app[keys.LOG].head == 3)
    assert [row.title for row in await rows(client) if isinstance(row, TitleCorrection)] == [
        "(other)"
    ]
