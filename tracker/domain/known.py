"""What is known of a source that people come from."""

from __future__ import annotations

from typing import NamedTuple


class Known(NamedTuple):
    """kind: search, social, video, shopping, ai, email, display, affiliates or referral.
    paid: an advertisement, whatever else is known."""

    name: str
    kind: str
    paid: bool = False
