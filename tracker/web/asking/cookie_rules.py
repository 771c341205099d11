"""What all our cookies have in common: what a token looks like, their names, where they go."""

from __future__ import annotations

import re

from tracker.config import Config

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def is_secure(config: Config, scheme: str = "http") -> bool:
    """Whether browsers may send the cookie over https only. PUBLIC_URL says it; without one, by
    which scheme this browser came."""
    return (config.public_url or scheme).startswith("https")


def cookie_path(config: Config) -> str:
    """Where browsers send the cookie: not to what else may be on the same host."""
    return config.base_path or "/"


def cookie_name(config: Config, scheme: str = "http") -> str:
    """Browsers take a __Host- cookie for a whole host only, so not below a base path. Secure ones
    have names of their own: on http no browser would let us replace one of the same name."""
    if not is_secure(config, scheme):
        return PLAIN
    return "__Secure-tracker" if config.base_path else "__Host-tracker"


PLAIN = "tracker"
