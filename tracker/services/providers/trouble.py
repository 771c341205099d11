"""Why signing in with the provider did not work."""

from __future__ import annotations

from typing import Literal

Why = Literal[
    "down",  # it cannot be reached, or answers with a fault of its own
    "slow",
    "certificate",
    "odd",  # it answers something that the standard does not have
    "issuer",  # it calls itself something else than the settings do
    "client",  # it does not know this server by its ID and secret
    "code",  # it does not take its own answer back: used, too old, or not its own
    "token",  # what it says of somebody is not to be trusted
]


class ProviderTrouble(Exception):
    """`detail` is for the log; no secret is in it."""

    def __init__(self, why: Why, detail: str = "") -> None:
        super().__init__(f"{why}: {detail}" if detail else why)
        self.why = why
        self.detail = detail
