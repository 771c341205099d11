"""`tracker user`: the accounts."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import click

from tracker.commands.acting import act
from tracker.commands.settings import load_settings


@click.group()
def user() -> None:
    """The accounts of this server."""


@user.command("list", epilog="Example: tracker user list --json")
@click.option("--json", "as_json", is_flag=True, help="Print the accounts as JSON.")
def list_(as_json: bool) -> None:
    """List every account, the oldest first."""
    users = act(load_settings(), "user-list")["users"]
    if as_json:
        click.echo(json.dumps(users, indent=2))
        return
    for each in users:
        since = datetime.fromtimestamp(each["created_at"] / 1000, UTC).date()
        role = "admin" if each["is_admin"] else ""
        click.echo(f"{each['id']:>4}  {each['name']:<20}  {each['email']:<32}  {since}  {role}")
