"""How many mails strangers may have us send to one mailbox."""

import pytest

from tests.services.accounts.test_throttle import Seconds
from tracker.services.mail.gate import AT_ONCE, EVERY, REMEMBERED, MailGate
from tracker.services.short_memory import OwnMemory


async def test_a_mailbox_gets_a_few_at_once_and_then_one_at_a_time() -> None:
    seconds = Seconds()
    gate = MailGate(OwnMemory(seconds, REMEMBERED), seconds, b"key")
    assert [await gate.admit("ada@example.com") for _ in range(AT_ONCE)] == [0.0] * AT_ONCE
    assert await gate.admit("ada@example.com") == EVERY
    assert await gate.admit("grace@example.com") == 0.0
    seconds.now += EVERY
    assert await gate.admit("ada@example.com") == 0.0
    assert await gate.admit("ada@example.com") == EVERY


@pytest.mark.fault
async def test_whoever_asks_all_the_time_has_seventeen_mails_sent_in_an_hour() -> None:
    seconds = Seconds()
    gate, sent = MailGate(OwnMemory(seconds, REMEMBERED), seconds, b"key"), 0
    while seconds.now <= 3600:
        sent += await gate.admit("ada@example.com") == 0.0
        seconds.now += 1.0
    assert sent == AT_ONCE + 3600 // EVERY


@pytest.mark.fault
async def test_it_remembers_so_many_mailboxes() -> None:
    memory = OwnMemory(Seconds(), REMEMBERED)
    gate = MailGate(memory, Seconds(), b"key")
    for number in range(REMEMBERED + 100):
        await gate.admit(f"{number}@example.com")
    assert len(memory) == REMEMBERED
