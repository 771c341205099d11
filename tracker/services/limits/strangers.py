"""How often strangers may ask: a shared link for new answers, an address for its tokens."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from tracker.domain.expiring import Expiring
from tracker.services.limits.rate_gate import RateGate

A_SECOND = 2  # new questions of a link
SAME = 1.0  # seconds for which what was asked is no new question
REMEMBERED = 1_000
MOST_KEYS = 10_000  # links, and addresses
WRONG = 20  # tokens that open nothing, at once or a minute, from an address


class Strangers:
    """`steady`: a clock in seconds that nobody sets."""

    def __init__(self, steady: Callable[[], float]) -> None:
        self._steady = steady
        self._asking = RateGate(A_SECOND, A_SECOND, MOST_KEYS)
        self._asked: Expiring[Hashable, bool] = Expiring(steady, REMEMBERED)
        self._wrong = RateGate(WRONG / 60, WRONG, MOST_KEYS)
        self._shut: Expiring[str, bool] = Expiring(steady, REMEMBERED)

    def may_ask(self, link_id: int, question: Hashable) -> bool:
        """Whether there is an answer now. What somebody else has asked of the link within a second
        costs nothing: it is answered by the same."""
        asked = (link_id, question)
        if self._asked.get(asked):
            return True
        if not self._asking.allows(link_id, self._steady()):
            return False
        self._asked.put(asked, True, SAME)
        return True

    def may_try(self, address: str) -> bool:
        """Whether a token from there is looked at at all."""
        return not self._shut.get(address)

    def was_wrong(self, address: str) -> None:
        """It opened nothing."""
        if not self._wrong.allows(address, self._steady()):
            self._shut.put(address, True, 60 / WRONG)
