"""How many mails strangers may have us send to one mailbox."""

import pytest

from tests.services.accounts.test_throttle import Seconds
from tracker.services.mail.gate import AT_ONCE, EVERY, REMEMBERED, MailGate


def test_a_mailbox_gets_a_few_at_once_and_then_one_at_a_time() -> None:
    seconds = Seconds()
    gate = MailGate(seconds, b"key")
    assert [gate.admit("ada@example.com") for _ in range(AT_ONCE)] == [0.0] * AT_ONCE
    assert gate.admit("ada@example.com") == EVERY
    assert gate.admit("grace@example.com") == 0.0
    seconds.now += EVERY
    assert gate.admit("ada@example.com") == 0.0
    assert gate.admit("ada@example.com") == EVERY


@pytest.mark.fault
def test_whoever_asks_all_the_time_has_seventeen_mails_sent_in_an_hour() -> None:
    seconds = Seconds()
    gate, sent = MailGate(seconds, b"key"), 0
    while seconds.now <= 3600:
        sent += gate.admit("ada@example.com") == 0.0
        seconds.now += 1.0
    assert sent == AT_ONCE + 3600 // EVERY


@pytest.mark.fault
def test_it_remembers_so_many_mailboxes() -> None:
    gate = MailGate(Seconds(), b"key")
    for number in range(REMEMBERED + 100):
        gate.admit(f"{number}@example.com")
    assert len(gate._spent) == REMEMBERED
