"""Who goes on for ever ends when it is told to, though NATS' client may swallow that."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import aclosing, suppress
from types import ModuleType
from typing import Any

import pytest
from nats.aio.client import Client
from nats.js.api import StreamState

from tests.engines.engine import Engine
from tests.engines.nats_server import needs_nats
from tests.eventually import PATIENCE
from tracker.storage.nats import followed, pulled
from tracker.storage.nats.stored import state_of

pytestmark = needs_nats


async def follow(nats: Engine) -> None:
    await exhausted(nats.log.follow(nats.shard, 0))


async def take(nats: Engine) -> None:
    await exhausted(nats.inbox.taken_after(nats.shard, 0))


async def exhausted(going_on: Any) -> None:
    async with aclosing(going_on) as all_of_it:
        async for _ in all_of_it:
            pass


@pytest.mark.parametrize(("module", "work"), [(followed, follow), (pulled, take)])
async def test_it_ends_in_the_silence(
    nats: Engine,
    monkeypatch: pytest.MonkeyPatch,
    module: ModuleType,
    work: Callable[[Engine], Coroutine[Any, Any, None]],
) -> None:
    asking = asyncio.Event()

    async def swallowing(client: Client, stream: str) -> StreamState:
        """As asyncio.wait_for does now and then, in which the client waits for an answer."""
        asking.set()
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(PATIENCE)
        return await state_of(client, stream)

    monkeypatch.setattr(module, "state_of", swallowing)
    task = asyncio.create_task(work(nats))
    await asyncio.wait_for(asking.wait(), PATIENCE)
    task.cancel()
    await asyncio.wait({task}, timeout=PATIENCE)
    assert task.cancelled()
