"""`tracker user`: the accounts."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import click
import msgspec
from multidict import MultiDict

from tracker.commands.acting import act
from tracker.commands.json_option import json_option
from tracker.commands.passwords import (
    ASK,
    GENERATE,
    check,
    generated,
    new_password,
    password_options,
    say_generated,
)
from tracker.commands.settings import load_settings
from tracker.commands.setup_link import address_of_server
from tracker.commands.visit_lines import plain
from tracker.storage.accounts.users import User
from tracker.web.forms.accounts import AnotherPassword, Registration


@click.group()
def user() -> None:
    """The accounts of this server."""


@user.command("list", epilog="Example: tracker user list --json")
@json_option
def list_(as_json: bool) -> None:
    """List every account, the oldest first."""
    users = act(load_settings(), "user-list")["users"]
    if as_json:
        click.echo(json.dumps(users, indent=2))
        return
    for each in users:
        click.echo(_line(each))


def _line(each: dict[str, Any]) -> str:
    since = datetime.fromtimestamp(each["created_at"] / 1000, UTC).date()
    roles = [word for word, holds in (("admin", each["is_admin"]), ("off", _is_off(each))) if holds]
    cells = f"{each['id']:>4}  {plain(each['name']):<20}  {plain(each['email']):<32}  {since}"
    return "  ".join([cells, *roles])


def _is_off(each: dict[str, Any]) -> bool:
    return each["disabled_at"] is not None


@user.command(epilog="Example: tracker user add ada ada@example.com --admin")
@click.argument("name")
@click.argument("email")
@click.option(
    "--admin", is_flag=True, help="Make it an admin's account, as a server's first one always is."
)
@password_options(default=GENERATE)
@json_option
def add(name: str, email: str, admin: bool, password_from: str, as_json: bool) -> None:
    """Make an account for NAME, who is reached at EMAIL."""
    config, password = load_settings(), new_password(password_from)
    sent = {"name": name, "email": email, "password": password}
    form = Registration(MultiDict(sent))
    check(form)
    new = {"name": form.name.data, "email": form.email.data, "password": password, "admin": admin}
    made = act(config, "user-add", new)["user"]
    if as_json:
        click.echo(json.dumps(made | generated(password_from, password)))
        return
    click.echo(f"{made['name']} has an account{', and is an admin' if made['is_admin'] else ''}.")
    say_generated(password_from, password)


@user.command(epilog="Example: tracker user passwd ada --password-stdin < new-password")
@click.argument("user")
@password_options(default=ASK)
@click.option("--keep-tokens", is_flag=True, help="Their API tokens and passkeys go on working.")
@json_option
def passwd(user: str, password_from: str, keep_tokens: bool, as_json: bool) -> None:
    """Give USER, a name or an e-mail address, another password, and end their sessions, API
    tokens and passkeys: somebody else may have made some."""
    config = load_settings()
    known = msgspec.convert(act(config, "user-about", {"user": user})["user"], User)
    password = new_password(password_from)
    form = AnotherPassword(MultiDict({"password": password}))
    form.user = known
    check(form)
    wish = {"user": user, "password": password, "keep_tokens": keep_tokens}
    done = act(config, "user-passwd", wish)
    if as_json:
        click.echo(json.dumps(done | generated(password_from, password)))
        return
    ended = f"Ended sessions: {done['sessions_ended']}. Ended API tokens: {done['tokens_ended']}."
    if done["passkeys_removed"]:
        ended += f" Removed passkeys: {done['passkeys_removed']}."
    click.echo(f"{done['user']} has another password. {ended}")
    say_generated(password_from, password)


@user.command(epilog="Example: tracker user admin ada --off")
@click.argument("user")
@click.option("--off", is_flag=True, help="Make USER an ordinary user again.")
def admin(user: str, off: bool) -> None:
    """Make USER, a name or an e-mail address, an admin."""
    done = act(load_settings(), "user-admin", {"user": user, "admin": not off})
    click.echo(f"{done['user']} is {'an admin' if done['admin'] else 'an ordinary user'} now.")


@user.command(epilog="Example: tracker user disable eve")
@click.argument("user")
def disable(user: str) -> None:
    """Switch USER's account off: they are logged out at once and not let in again.

    Their sites go on recording."""
    done = act(load_settings(), "user-switch", {"user": user, "on": False})
    click.echo(f"{done['user']} is switched off.")


@user.command(epilog="Example: tracker user enable eve")
@click.argument("user")
def enable(user: str) -> None:
    """Switch USER's account on again."""
    done = act(load_settings(), "user-switch", {"user": user, "on": True})
    click.echo(f"{done['user']} may log in again.")


@user.command("two-factors-off", epilog="Example: tracker user two-factors-off ada")
@click.argument("user")
@click.option("--passkeys", is_flag=True, help="Remove all their passkeys, too.")
def two_factors_off(user: str, passkeys: bool) -> None:
    """Let USER log in with the password alone, after a lost phone. Ask first whether it is them.

    Their passkeys stay unless you say otherwise: another device may have them."""
    wish = {"user": user, "passkeys": passkeys}
    done = act(load_settings(), "user-two-factors-off", wish)
    said = "needs no code any more" if done["were_on"] else "had no second factor"
    click.echo(f"{done['user']} {said}.")
    if done["passkeys_removed"]:
        click.echo(f"Removed passkeys: {done['passkeys_removed']}.")
    if done["passkeys_left"]:
        click.echo(
            f"Passkeys that still log in: {done['passkeys_left']} (--passkeys removes them)."
        )


@user.command("login-link", epilog="Example: tracker user login-link ada")
@click.argument("user")
def login_link(user: str) -> None:
    """Print a link that logs USER in, once, within 15 minutes, in whatever browser opens it first.

    Also with LOCAL_LOGIN=0, and with a code where USER has two factors. The server has to run."""
    config = load_settings()
    made = act(config, "user-login-link", {"user": user})
    click.echo(f"{address_of_server(made['address'], config)}/login/once/{made['token']}")
