"""`tracker create-session`: a browser that is logged in already, for tests."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import click

from tracker.commands.acting import act
from tracker.commands.settings import load_settings
from tracker.web.sessions import cookie_name


@click.command("create-session", epilog="Example: curl -b $(tracker create-session ada) URL")
@click.argument("user")
@click.option(
    "--json", "as_json", is_flag=True, help="Print it as Playwright's add_cookies has it."
)
def create_session(user: str, as_json: bool) -> None:
    """Print the cookie of a new log-in session of USER, a name or an e-mail address.

    Whoever has it is USER until the session is revoked: the account page lists it as made by
    `tracker create-session`."""
    made = act(load_settings(), "session-create", {"user": user})
    cookie = _cookie(made["token"], urlsplit(made["public_url"]))
    click.echo(json.dumps(cookie) if as_json else f"{cookie['name']}={cookie['value']}")


def _cookie(token: str, public: Any) -> dict[str, Any]:
    """As the server sets it. Without PUBLIC_URL its domain is whatever the server is reached by."""
    secure = public.scheme == "https"
    domain = {"domain": public.hostname} if public.hostname else {}
    return {"name": cookie_name(secure), "value": token, "path": "/", "secure": secure} | domain
