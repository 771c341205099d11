"""Under which addresses the server is found, and what the terminal says of them."""

from __future__ import annotations

from aiohttp import web

from tracker.config import Config
from tracker.web import keys
from tracker.web.signing_in.first_user import first_user_path

HANDED = "handed over"


async def welcome(app: web.Application, port: int, program: str = "tracker") -> list[str]:
    """What the terminal says once the server listens. The last line is where to go. `program` is
    how this installation's commands are called."""
    config = app[keys.CONFIG]
    here = origin(config, port)
    serves = f"Tracker serves on {here}{config.base_path}"
    if keys.ACCOUNTS in app and (path := await first_user_path(app)):
        here = here if "://" in here else "https://YOUR-HOST"
        return [
            f"{serves} until Ctrl-C.",
            f"The link below is good for an hour; `{program} setup-link` prints another one.",
            f"Nobody has an account yet. Make yours: {here}{path}",
        ]
    return ["Ctrl-C stops it.", serves]


def origin(config: Config, port: int) -> str:
    """This server's address without BASE_PATH: as configured, else as it listens."""
    if config.public_url:
        return config.public_url
    return f"http://{with_port(config.host, port)}" if port else f"unix:{config.socket or HANDED}"


def with_port(host: str, port: int) -> str:
    """As it stands in an address."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
