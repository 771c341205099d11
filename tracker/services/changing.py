"""The settings that a running server takes anew, without a restart."""

from __future__ import annotations

from dataclasses import fields

from tracker.config import Config

CHANGEABLE = frozenset(
    {"registration", "log_level", "rate_per_address", "rate_burst", "rate_per_site"}
)


class Changing:
    """`config` is what is in effect; the same object for as long as the server lives."""

    def __init__(self, config: Config) -> None:
        self.config = config

    @property
    def registration(self) -> str:
        """Who may make an account: open or closed."""
        return self.config.registration


def different(one: Config, other: Config) -> set[str]:
    """The names of the settings in which they differ."""
    return {
        each.name for each in fields(Config) if getattr(one, each.name) != getattr(other, each.name)
    }
