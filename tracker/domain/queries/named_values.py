"""What has a name of its own in answers: channels, devices, and nothing at all."""

from __future__ import annotations

from tracker.domain.channels import CHANNELS
from tracker.domain.reports.names import PROPERTY

_CHANNELS = {name: name.replace("-", " ").title() for name in CHANNELS} | {
    "ai-assistants": "AI Assistants",
    "cross-network": "Cross-network",
    "sms": "SMS",
}
_DEVICES = {
    "desktop": "Desktop",
    "mobile": "Mobile",
    "tablet": "Tablet",
    "tv": "TV",
    "console": "Console",
    "wearable": "Wearable",
    "car": "Car",
}
NAMED: dict[str, dict[str, str]] = {"visit:channel": _CHANNELS, "visit:device": _DEVICES}
_NOTHING = {
    "visit:source": "Direct / None",
    "visit:referrer": "Direct / None",
}


def nothing(dimension: str) -> str:
    """What stands for an empty value."""
    if dimension.startswith(PROPERTY):
        return "(none)"
    return _NOTHING.get(dimension, "(not set)")


def named(dimension: str, value: str) -> str:
    """A value of a dimension as answers have it."""
    return NAMED.get(dimension, {}).get(value, value) if value else nothing(dimension)
