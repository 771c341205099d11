"""What all our cookies have in common: what a token looks like, their names, where they go."""

from __future__ import annotations

import re

from tracker.config import Config

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def is_secure(config: Config) -> bool:
    """Whether browsers may send the cookie over https only."""
    return config.public_url.startswith("https:")


def cookie_path(config: Config) -> str:
    """Where browsers send the cookie: not to what else may be on the same host."""
    return config.base_path or "/"


def cookie_name(config: Config) -> str:
    """Browsers take a __Host- cookie for a whole host only, so not below a base path."""
    if not is_secure(config):
        return "tracker"
    return "__Secure-tracker" if config.base_path else "__Host-tracker"
