"""Under which addresses the server is found, and what the terminal says of them."""

from __future__ import annotations

from aiohttp import web

from tracker.config import Config
from tracker.web import keys
from tracker.web.signing_in.first_user import first_user_path

HANDED = "handed over"


async def welcome(app: web.Application, port: int) -> list[str]:
    """What the terminal says once the server listens."""
    config = app[keys.CONFIG]
    here = origin(config, port)
    lines = [f"Tracker serves on {here}{config.base_path}"]
    here = here if "://" in here else "https://YOUR-HOST"
    if path := await first_user_path(app):
        lines.append(f"Nobody has an account yet. Make yours: {here}{path}")
        lines.append("That link is good for an hour; `tracker setup-link` prints another one.")
    return [*lines, "Ctrl-C stops it."]


def origin(config: Config, port: int) -> str:
    """This server's address without BASE_PATH: as configured, else as it listens."""
    if config.public_url:
        return config.public_url
    return f"http://{with_port(config.host, port)}" if port else f"unix:{config.socket or HANDED}"


def with_port(host: str, port: int) -> str:
    """As it stands in an address."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
