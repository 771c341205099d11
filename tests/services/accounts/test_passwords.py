import asyncio
import threading

import argon2
import pytest

from tests.eventually import PATIENCE, eventually
from tracker.services.accounts.passwords import AT_ONCE, NOBODYS, WAITING, Busy, Passwords

QUICK = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


async def test_a_password_fits_its_own_hash_only() -> None:
    passwords = Passwords(QUICK)
    encoded = await passwords.hash("quartz-lemon")
    assert await passwords.verify(encoded, "quartz-lemon")
    assert not await passwords.verify(encoded, "quartz-lemon ")


async def test_the_same_letters_fit_however_they_are_composed() -> None:
    passwords = Passwords(QUICK)
    assert await passwords.verify(await passwords.hash("caf\u00e9"), "cafe\u0301")


async def test_what_is_no_hash_fits_nothing() -> None:
    assert not await Passwords(QUICK).verify("", "")
    assert not await Passwords(QUICK).verify("garbage", "garbage")


def test_the_hash_of_nobody_costs_as_much_as_a_real_one() -> None:
    assert not Passwords().is_outdated(NOBODYS)


async def test_hashing_takes_two_threads_and_a_bounded_queue() -> None:
    passwords, gate, running = Passwords(QUICK), threading.Event(), []

    def slow(encoded: str, password: str) -> bool:
        running.append(password)
        gate.wait(PATIENCE)
        return True

    passwords._matches = slow
    tasks = [asyncio.create_task(passwords.verify("x", str(n))) for n in range(AT_ONCE + WAITING)]
    await eventually(lambda: len(running) == AT_ONCE)
    with pytest.raises(Busy):
        await passwords.verify("x", "one too many")
    assert len(running) == AT_ONCE
    gate.set()
    assert all(await asyncio.gather(*tasks))


async def test_a_client_who_goes_away_leaves_its_place() -> None:
    passwords = Passwords(QUICK)
    for _ in range(AT_ONCE + WAITING + 5):
        task = asyncio.create_task(passwords.hash("x"))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert await passwords.hash("x")
