"""Whom a hit came from."""

from __future__ import annotations

from tracker.domain.addresses import rate_key
from tracker.domain.events import Visitor


class Sender:
    """`hints`: three client hint headers, a line each. One who has been met is known as `visitor`,
    and what the browser sent is needed no more until the day is over."""

    __slots__ = ("address", "head", "hints", "key", "private", "rate", "user_agent", "visitor")

    def __init__(self, address: str, user_agent: str, hints: str, private: bool) -> None:
        self.address = address
        self.rate = rate_key(address)  # what shares a limit with it
        self.user_agent = user_agent
        self.hints = hints
        self.private = private  # DNT or GPC
        self.head = 0  # the hash of a request's head that is not kept yet
        self.key = ""  # of the site, where the head was read that names it
        self.visitor: Visitor | None = None
