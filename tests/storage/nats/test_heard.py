"""What is told waits in order, and not too much of it."""

from __future__ import annotations

import asyncio

import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

from tests.engines.engine import Engine
from tests.engines.nats_server import needs_nats
from tests.engines.reading import first
from tests.eventually import PATIENCE
from tests.storage.nats.test_shard_log import append
from tracker.storage.nats import heard as module
from tracker.storage.nats.heard import Heard


def told(text: bytes) -> Msg:
    return Msg(Client(), data=text)


async def test_it_is_given_in_order_as_it_comes() -> None:
    heard = Heard()
    for text in (b"1", b"2"):
        await heard.put(told(text))
    assert [(await heard.next(0)).data for _ in range(2)] == [b"1", b"2"]
    waiting = asyncio.create_task(heard.next(PATIENCE))
    await asyncio.sleep(0)
    await heard.put(told(b"3"))
    assert (await waiting).data == b"3"
    with pytest.raises(TimeoutError):
        await heard.next(0)


async def test_of_very_much_the_rest_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "UNHEARD", 2)
    heard = Heard()
    for text in (b"1", b"2", b"3"):
        await heard.put(told(text))
    assert (await heard.next(0)).data == b"1"
    await heard.put(told(b"4"))
    assert [(await heard.next(0)).data for _ in range(2)] == [b"2", b"4"]


@needs_nats
async def test_what_was_missed_is_read_from_the_stream(
    nats: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "UNHEARD", 0)
    monkeypatch.setattr("tracker.storage.nats.followed.SILENCE", 0.01)
    following = asyncio.create_task(first(nats.log.follow(nats.shard, 0), 3))
    made = [(await append(nats.log, nats.shard))[0] for _ in range(3)]
    assert await following == made
