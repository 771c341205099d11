"""Guessing is as slow at several fronts as at one."""

from __future__ import annotations

import asyncio
import random
from itertools import count

import pytest
from aiohttp import web

from tests.clock import Clock
from tests.services.accounts.test_throttle import Seconds
from tracker.services.accounts.throttle import LINKS, STRANGERS, Throttle, Try
from tracker.services.mail.gate import INVITATIONS
from tracker.services.short_memory import OwnMemory
from tracker.services.together.throttle import SharedThrottle
from tracker.storage.postgres import accounts as engine
from tracker.web import keys

TRIES = [
    Try(f"address {address}", typed, device, together)
    for address in range(3)
    for typed, device, together in [
        ("ada", "", ""),
        ("ben", "", ""),
        ("", "", ""),
        ("ada", "device 1", "user 1"),
        ("ada", "device 2", "user 1"),
        ("user 1", "session 4", ""),
    ]
]


@pytest.mark.parametrize("pace", [STRANGERS, LINKS])
async def test_it_says_what_one_in_memory_says(pace) -> None:
    """Whatever is tried in whatever order, for days."""
    chance, seconds = random.Random(3), Seconds()
    own = Throttle(seconds, b"key", pace)
    shared = SharedThrottle(OwnMemory(seconds, 10_000), seconds, pace)
    waited = 0
    for _ in range(3000):
        tried = chance.choice(TRIES)
        said = own.admit(tried)
        assert await shared.admit(tried) == said
        waited += said > 0
        if not said and chance.random() < 0.03:
            own.forgive(tried)
            await shared.forgive(tried)
        seconds.now += chance.choice([0, 0.1, 1, 30, 400])
    assert 300 < waited < 2700


async def test_a_hundred_tries_at_once_at_two_fronts_are_a_hundred_tries(
    fronts: list[web.Application],
) -> None:
    number = count()

    async def guess(front: web.Application) -> float:
        return await front[keys.THROTTLE].admit(Try(f"address {next(number)}", "ada"))

    waits = await asyncio.gather(*(guess(fronts[n % 2]) for n in range(100)))
    assert waits.count(0) == 5
    await fronts[0][keys.THROTTLE].forgive(Try("address", "ada"))
    assert await guess(fronts[1]) == 0
    assert await fronts[1][keys.CODE_THROTTLE].admit(Try("address 0", "ada")) == 0, "is apart"


async def test_nobody_is_let_guess_while_it_cannot_be_counted(
    fronts: list[web.Application], engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "CONNECTS_WITHIN", 0.1)
    for accounts in engines:
        await accounts._pool.close()
    with pytest.raises(Exception) as said:  # noqa: PT011 - whichever it is, nothing was admitted
        await fronts[0][keys.THROTTLE].admit(Try("address", "ada"))
    assert not isinstance(said.value, AssertionError)


async def test_whoever_invites_asks_no_more_people_at_two_fronts(
    fronts: list[web.Application], clock: Clock
) -> None:
    gates = [front[keys.INVITATION_GATE] for front in fronts]
    waits = [await gates[n % 2].admit("7") for n in range(INVITATIONS + 1)]
    assert [bool(wait) for wait in waits] == [False] * INVITATIONS + [True]
    assert not await gates[0].admit("8")
    clock.forward(seconds=waits[-1])
    assert not await gates[1].admit("7")


async def test_a_mailbox_gets_no_more_from_two_fronts(
    fronts: list[web.Application], clock: Clock
) -> None:
    gates = [front[keys.MAIL_GATE] for front in fronts]
    waits = [await gates[n % 2].admit("ada@example.com") for n in range(10)]
    assert [bool(wait) for wait in waits] == [False] * 8 + [True] * 2
    clock.forward(seconds=waits[-1])
    assert await gates[0].admit("ada@example.com") == 0
    assert await gates[1].admit("ada@example.com") > 0
