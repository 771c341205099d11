"""People at one of several processes see what was taken, and made, at any other."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, CookieJar, WSMsgType

from tests.alert_target import alert_target
from tests.cluster.house import FIREFOX, House, visit
from tests.engines.nats_server import needs_nats
from tests.eventually import eventually
from tests.server_process import ServerProcess
from tests.world import PASSWORD

ADA = {"name": "ada", "email": "ada@example.com", "password": PASSWORD}

ALL = "front,sequencer,filer,jobs"

pytestmark = [pytest.mark.fault, needs_nats]


@pytest.fixture
async def browser() -> AsyncIterator[ClientSession]:
    jar = CookieJar(unsafe=True)
    async with ClientSession(cookie_jar=jar, headers={"User-Agent": FIREFOX}) as session:
        yield session


def at(server: ServerProcess, path: str) -> str:
    return f"http://127.0.0.1:{server.port}{path}"


async def page(browser: ClientSession, server: ServerProcess, path: str) -> str:
    async with browser.get(at(server, path)) as answer:
        said = await answer.text()
        assert answer.status == 200, f"{path}: {answer.status}\n{server.said()[-3000:]}"
        return said


async def sent(browser: ClientSession, server: ServerProcess, path: str, **form: str) -> str:
    """Where it has led."""
    headers = {"Origin": at(server, "")}
    async with browser.post(at(server, path), data=form, headers=headers) as answer:
        assert answer.status == 200, f"{path}: {answer.status}\n{server.said()[-3000:]}"
        return answer.url.path


async def test_what_is_made_and_taken_at_one_front_is_seen_at_the_other(
    house: House, browser: ClientSession
) -> None:
    async with house.process(ALL) as one, house.process(ALL) as other:
        setup = re.search(r"(/setup/[\w-]{32})", one.said())
        assert setup
        await sent(browser, one, setup[1], **ADA)
        led_to = await sent(browser, other, "/sites/new", name="example.com", time_zone="UTC")
        assert led_to == "/sites/1/setup"
        key = await house.key_of(1)
        await eventually(lambda: is_taken(browser, one, key, "/first"))
        live = at(other, "/sites/1/live/socket")
        headers = {"Origin": at(other, "")}
        async with browser.ws_connect(live, headers=headers) as socket:
            assert await visit(browser, one, key, "/second") == 204
            async for message in socket:
                assert message.type is WSMsgType.TEXT
                if "/second" in message.data:
                    break
        for front in (one, other):
            await eventually(lambda front=front: shows(browser, front, "/sites/1", "/second"))
            assert "example.com" in await page(browser, front, "/")
        assert await house.filed(1) == {"/first": 1, "/second": 1}
        await an_alert_is_told_once(browser, one, other, key)
        async with browser.get(at(other, "/sites/1/imports")) as answer:
            assert answer.status == 501
            assert "several processes" in await answer.text()
        confirmed = {"confirm": "example.com", "password": PASSWORD}
        await sent(browser, other, "/sites/1/reset", **confirmed)
        await eventually(lambda: is_empty(house))
        assert await visit(browser, one, key, "/third") == 204
        await eventually(lambda: shows(browser, other, "/sites/1", "/third"))
        await sent(browser, other, "/sites/1/delete", **confirmed)
        await eventually(lambda: is_refused(browser, one, key))
        await eventually(lambda: is_empty(house))


async def an_alert_is_told_once(
    browser: ClientSession, one: ServerProcess, other: ServerProcess, key: str
) -> None:
    """Whichever front it was made at, and whichever takes the hit."""
    goal = {"name": "Thanks", "kind": "page", "of": "/thanks"}
    await sent(browser, one, "/sites/1/goals", **goal)
    async with alert_target() as target:
        typed = {"name": "Us", "shape": "json", "address": target.address, "password": PASSWORD}
        await sent(browser, one, "/sites/1/targets", **typed)
        alert = {"kind": "goal", "goal": "1", "pause": "0", "name": "Thanked", "targets": "1"}
        await sent(browser, other, "/sites/1/alerts", **alert)
        for front in (one, other):  # one of them watches the site, and soon knows what is usual
            await eventually(lambda front=front: is_learned(browser, front))
        for number, (front, shown_at) in enumerate([(one, other), (other, one)], 1):
            assert await visit(browser, front, key, "/thanks") == 204
            await eventually(lambda number=number: len(target.got) == number)
            await eventually(lambda at=shown_at, n=number: are_noticed(browser, at, n))
        await sent(browser, other, "/sites/1/report-mails", every="week")
        assert [each["facts"]["goal"] for each in target.got] == ["Thanks"] * 2
        assert len({each["webhook-id"] for each in target.headers}) == 2


async def are_noticed(browser: ClientSession, front: ServerProcess, messages: int) -> bool:
    return (await page(browser, front, "/sites/1/alerts/new?after=0")).count('"title"') == messages


async def is_learned(browser: ClientSession, front: ServerProcess) -> bool:
    said = await page(browser, front, "/sites/1/alerts")
    return "Thanked" in said and "still being learned" not in said


async def is_taken(browser: ClientSession, front: ServerProcess, key: str, path: str) -> bool:
    """A moment later than the site was made every front knows it."""
    return await visit(browser, front, key, path) == 204


async def shows(browser: ClientSession, front: ServerProcess, path: str, text: str) -> bool:
    """Reports are a second or two behind."""
    said = await page(browser, front, path)
    assert text in said, said[:8_000]
    return True


async def is_empty(house: House) -> bool:
    return await house.filed(1) == {}


async def is_refused(browser: ClientSession, front: ServerProcess, key: str) -> bool:
    return await visit(browser, front, key, "/late") == 404
