"""An owner of a site cannot have this server write into its own network."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from tests.alert_target import AlertTarget, alert_target, saying
from tracker.domain.alerts.message import Request
from tracker.services.alerts import webhooks
from tracker.services.alerts.webhooks import NotTaken, Webhooks

LOOPBACK = ("127.0.0.0/8",)


@pytest.fixture
async def canary() -> AsyncIterator[AlertTarget]:
    async with alert_target() as target:
        yield target


async def posted(address: str, allowed: tuple[str, ...] = ()) -> NotTaken | None:
    """Why it was not taken; None where it was."""
    async with Webhooks.open(allowed) as sender:
        try:
            await sender.post(Request(address, b"{}", {"Content-Type": "application/json"}))
        except NotTaken as error:
            return error
    return None


SPELLINGS = (
    "127.0.0.1",
    "127.1",
    "0177.0.0.1",
    "2130706433",
    "0",
    "0.0.0.0",
    "localhost",
    "LOCALHOST",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
)


@pytest.mark.parametrize("host", SPELLINGS)
async def test_this_machine_is_not_reached_in_any_spelling(canary: AlertTarget, host: str) -> None:
    failed = await posted(f"http://{host}:{canary.port}/hook")
    assert failed is not None
    assert canary.asked == []


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "10.0.0.1", "169.254.169.254", "[fe80::1]"])
async def test_an_own_address_is_called_one(canary: AlertTarget, host: str) -> None:
    failed = await posted(f"http://{host}:{canary.port}/hook")
    assert failed is not None
    assert failed.reason == "private"


@pytest.mark.parametrize("host", ["innocent.example", "0x7f.0.0.1", "0x7f000001"])
@pytest.mark.parametrize("answers", [["127.0.0.1"], ["10.1.2.3"], ["169.254.169.254", "127.0.0.1"]])
async def test_a_name_that_leads_here_is_not_followed(
    canary: AlertTarget, host: str, answers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    named(monkeypatch, answers)
    failed = await posted(f"http://{host}:{canary.port}/hook")
    assert failed is not None
    assert failed.reason == "private"
    assert canary.asked == []


async def test_a_name_is_looked_up_once_for_each_try_and_checked_as_it_is_connected(
    canary: AlertTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Allowed at first, its own network's a moment later."""
    async with Webhooks.open(("127.0.0.1",)) as sender:
        request = Request(f"http://innocent.example:{canary.port}/hook", b"{}", {})
        named(monkeypatch, ["127.0.0.1"])
        await sender.post(request)
        named(monkeypatch, ["127.0.0.2"])
        with pytest.raises(NotTaken, match="private"):
            await sender.post(request)
    assert len(canary.asked) == 1


def named(monkeypatch: pytest.MonkeyPatch, answers: list[str]) -> None:
    def looked_up(_: str, port: int, *__: object, **___: object) -> list[tuple]:
        found = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*found, (answer, port)) for answer in answers]

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_where_an_answer_leads_is_not_followed(canary: AlertTarget, status: int) -> None:
    canary.answer = saying(status, Location=f"http://127.0.0.1:{canary.port}/inside")
    failed = await posted(canary.address, LOOPBACK)
    assert failed is not None
    assert (failed.reason, str(failed)) == ("moved", f"moved: {status}")
    assert canary.asked == ["POST /hook"]


async def test_an_allowed_network_is_reached(canary: AlertTarget) -> None:
    assert await posted(canary.address, LOOPBACK) is None
    assert canary.got == [{}]


async def test_what_the_other_side_says_is_kept_in_a_line(canary: AlertTarget) -> None:
    canary.answer = saying(403, "no\x1b[31m\nsuch token " + "x" * 5_000)
    failed = await posted(canary.address, LOOPBACK)
    assert failed is not None
    assert str(failed).startswith("answer: 403 no[31m such token xxx")
    assert len(str(failed)) < 150
    assert not failed.lasting


async def test_what_is_gone_is_gone(canary: AlertTarget) -> None:
    canary.answer = saying(410)
    failed = await posted(canary.address, LOOPBACK)
    assert failed is not None
    assert (failed.reason, failed.lasting) == ("gone", True)


async def test_nobody_there_and_nobody_answering(
    canary: AlertTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(60)
        return web.Response()

    monkeypatch.setattr(webhooks, "TIMEOUT", webhooks.aiohttp.ClientTimeout(total=0.2))
    canary.answer = never
    slow = await posted(canary.address, LOOPBACK)
    await canary.stop()
    down = await posted(canary.address, LOOPBACK)
    secure = await posted(canary.address.replace("http:", "https:"), LOOPBACK)
    assert [each.reason for each in (slow, down, secure) if each] == ["slow", "down", "down"]
