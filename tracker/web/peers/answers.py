"""What their trackers have in common when they are answered."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.domain.refusals import Reason, Refusal
from tracker.web.beacon.answers import why

ANY_ORIGIN = {"Access-Control-Allow-Origin": "*"}
ALWAYS = {  # as every answer to a hit has them, whichever way it came
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "no-store",
    "Access-Control-Expose-Headers": "X-Tracker-Refused, Retry-After",
}
# What may pass with another try; the status is ours, which each of them understands.
FOR_NOW = {Reason.FAST, Reason.BUSY}


def told_why(headers: Mapping[str, str], refusal: Refusal | None) -> dict[str, str]:
    """The headers, with ours where something was refused."""
    return {**ALWAYS, **headers, **why(refusal)} if refusal else {**ALWAYS, **headers}


def on_purpose(refusal: Refusal) -> bool:
    """Whether it was understood and left out: no error of anybody."""
    return refusal.status == 204


def worst(refusals: list[Refusal | None]) -> Refusal | None:
    """Of several the one that says most: one for now before all others."""
    found = [each for each in refusals if each]
    return next((each for each in found if each.reason in FOR_NOW), found[0] if found else None)
