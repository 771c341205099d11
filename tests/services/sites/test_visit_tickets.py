"""One-time tickets for test visits."""

import pytest

from tracker.services.sites import visit_tickets


class Clock:
    now = 1_000_000

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def waiting(clock: Clock) -> visit_tickets.TestTokens:
    return visit_tickets.TestTokens(clock)


def test_a_ticket_is_good_once(waiting: visit_tickets.TestTokens) -> None:
    token = waiting.issue(7)
    assert waiting.redeem(token, 7)
    assert not waiting.redeem(token, 7)


def test_a_ticket_is_good_for_its_own_site_only(waiting: visit_tickets.TestTokens) -> None:
    token = waiting.issue(7)
    assert not waiting.redeem(token, 8)
    assert not waiting.redeem(token, 7)


def test_a_ticket_lapses_after_ten_minutes(waiting: visit_tickets.TestTokens, clock: Clock) -> None:
    early, late = waiting.issue(7), waiting.issue(7)
    clock.now += 599_999
    assert waiting.redeem(early, 7)
    clock.now += 1
    assert not waiting.redeem(late, 7)


@pytest.mark.parametrize("token", ["", "made up", "\x00", "ä" * 1000])
def test_what_was_never_issued_is_no_ticket(waiting: visit_tickets.TestTokens, token: str) -> None:
    assert not waiting.redeem(token, 0)
    assert not waiting.redeem(token, 7)


def test_pressing_the_button_for_ever_does_not_fill_the_memory(
    waiting: visit_tickets.TestTokens,
) -> None:
    first = waiting.issue(7)
    for _ in range(visit_tickets.MOST - 1):
        last = waiting.issue(7)
    assert waiting.redeem(first, 7)
    assert waiting.redeem(last, 7)
    oldest = waiting.issue(7)
    for _ in range(visit_tickets.MOST):
        waiting.issue(7)
    assert not waiting.redeem(oldest, 7)
