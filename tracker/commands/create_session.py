"""`tracker create-session`: a browser that is logged in already, for tests."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import click

from tracker.commands.acting import act
from tracker.commands.settings import load_settings
from tracker.config import Config
from tracker.web.asking.cookie_rules import cookie_name, cookie_path, is_secure


@click.command(
    "create-session",
    short_help="Print the cookie of a new log-in session of USER.",
    epilog="Example: curl -b $(tracker create-session ada) URL",
)
@click.argument("user")
@click.option(
    "--json", "as_json", is_flag=True, help="Print it as Playwright's add_cookies has it."
)
def create_session(user: str, as_json: bool) -> None:
    """Print the cookie of a new log-in session of USER, a name or an e-mail address.

    Whoever has it is USER until the session is revoked: the account page lists it as made by
    `tracker create-session`."""
    config = load_settings()
    made = act(config, "session-create", {"user": user})
    cookie = _cookie(made["token"], replace(config, public_url=made["public_url"]))
    click.echo(json.dumps(cookie) if as_json else f"{cookie['name']}={cookie['value']}")


def _cookie(token: str, config: Config) -> dict[str, Any]:
    """As the server sets it. Without PUBLIC_URL its domain is whatever the server is reached by."""
    host = urlsplit(config.public_url).hostname
    cookie = {"name": cookie_name(config), "value": token, "path": cookie_path(config)}
    return cookie | {"secure": is_secure(config)} | ({"domain": host} if host else {})
