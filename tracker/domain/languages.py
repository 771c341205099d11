"""Which of our languages a browser gets that says what its person reads."""

from __future__ import annotations

from collections.abc import Collection

MOST = 20  # languages that are looked at; browsers name fewer


def negotiate(accepted: str, ours: Collection[str], otherwise: str) -> str:
    """The best of `ours` for an Accept-Language header; `otherwise` where none is wanted."""
    wanted = [_weighed(part) for part in accepted.split(",")[:MOST]]
    for weight, tag in sorted(wanted, key=lambda each: -each[0]):
        if weight > 0 and tag in ours:
            return tag
    return otherwise


def _weighed(part: str) -> tuple[float, str]:
    """("de-AT", q=0.8) as (0.8, "de"); what cannot be read weighs nothing."""
    tag, _, parameter = part.strip().partition(";")
    name, _, value = parameter.strip().partition("=")
    primary = tag.strip().partition("-")[0].lower()
    if not parameter:
        return 1.0, primary
    try:
        return (min(float(value), 1.0) if name.strip() == "q" else 0.0), primary
    except ValueError:
        return 0.0, primary
