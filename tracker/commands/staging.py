"""`tracker reset-database` and `tracker seed`: for servers of tests and staging only."""

from __future__ import annotations

import json

import click

from tracker.commands.acting import act
from tracker.commands.json_option import json_option
from tracker.commands.passwords import (
    GENERATE,
    generated,
    new_password,
    password_options,
    say_generated,
)
from tracker.commands.progress import progress
from tracker.commands.settings import load_settings
from tracker.config import Config

host_option = click.option(
    "--confirm-host",
    "host",
    default=None,
    metavar="HOST",
    help="The host of PUBLIC_URL, else HOST. Without this option it has to be typed.",
)


@click.command(
    "reset-database",
    short_help="Empty the database of a test or staging server.",
    epilog="Example: tracker reset-database --confirm-host staging.example.org",
)
@host_option
@json_option
def reset_database(host: str | None, as_json: bool) -> None:
    """Delete every account, site and visit, and begin with an empty database.

    Only where ENVIRONMENT is test or staging and the database was made there: it carries a mark
    since then. A running server ends its sockets, and starts over within a second."""
    config = load_settings()
    confirmed = _confirmed(config, host, "Every account, site and visit here will be deleted.")
    done = act(config, "database-reset", {"host": confirmed})
    click.echo(json.dumps(done) if as_json else f"{done['database']} is empty.")


@click.command(
    short_help="Fill a test or staging server with lifelike visits.",
    epilog="Example: tracker seed --days 30 --confirm-host staging.example.org",
)
@host_option
@click.option(
    "--days",
    type=click.IntRange(1, 400),
    default=7,
    show_default=True,
    help="So many days of visits, until now.",
)
@click.option(
    "--visitors",
    type=click.IntRange(0, 10_000),
    default=120,
    show_default=True,
    help="So many visitors a day.",
)
@password_options(default=GENERATE)
@json_option
def seed(host: str | None, days: int, visitors: int, password_from: str, as_json: bool) -> None:
    """Fill the database with people, their sites and some days of lifelike visits.

    Ada, Bob and Carol get accounts, all with one password. The same may be done, and where, as
    with `tracker reset-database`."""
    config = load_settings()
    confirmed = _confirmed(config, host, "People, sites and visits will be added here.")
    password = new_password(password_from)
    wanted = {"host": confirmed, "password": password, "days": days, "a_day": visitors}
    with progress("Recording visits") as show:
        done = act(config, "database-seed", wanted, show)
    if as_json:
        click.echo(json.dumps(done | generated(password_from, password)))
        return
    click.echo(f"{', '.join(done['users'])} have accounts; {', '.join(done['sites'])}: ", nl=False)
    click.echo(f"{done['events']:,} rows of visits.")
    say_generated(password_from, password)


def _confirmed(config: Config, host: str | None, what: str) -> str:
    """Asks only where it could be done at all."""
    act(config, "database-permit")
    if host is not None:
        return host
    click.echo(f"{config.data_dir.absolute()}: {what}", err=True)
    typed: str = click.prompt("Type the server's host name to go on", err=True)
    return typed
