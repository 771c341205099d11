"""`tracker prune`: visits that are older than their site keeps them."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Any

import click

from tracker.commands.acting import act
from tracker.commands.progress import progress
from tracker.commands.settings import load_settings


@click.command(
    short_help="Erase visits that are older than their site keeps them.",
    epilog="Example: tracker prune --dry-run",
)
@click.option("--dry-run", is_flag=True, help="Only print what would go, site by site.")
@click.option("--sure", is_flag=True, help="Erase also what is in doubt: look at --dry-run first.")
@click.option("--json", "as_json", is_flag=True, help="Print the sites as JSON.")
def prune(dry_run: bool, sure: bool, as_json: bool) -> None:
    """Erase visits that are older than their site keeps them: see RETENTION_DAYS.

    A running server does the same by itself early every morning. What would take most of a site,
    or may be the clock's fault, waits for --sure, and the exit code is 1."""
    with progress("Erasing") as show:
        done = act(load_settings(), "prune", {"dry_run": dry_run, "sure": sure}, show)
    if as_json:
        click.echo(json.dumps(done["sites"]))
    else:
        _print(done)
    for site in done["waiting"]:
        click.echo(f"Waits: {_line(site)}: {site['doubt']}.", err=True)
    if done["waiting"]:
        click.echo("If that is right: `tracker prune --sure`.", err=True)
        sys.exit(1)


def _print(done: dict[str, Any]) -> None:
    for site in done["sites"]:
        click.echo(_line(site) + (f"  ({site['doubt']})" if site["doubt"] else ""))
    if not done["sites"] and not done["waiting"]:
        click.echo("Nothing is older than its site keeps it.")


def _line(site: dict[str, Any]) -> str:
    before = f"{datetime.fromtimestamp(site['before'] / 1000, UTC):%Y-%m-%d %H:%M} UTC"
    return f"{site['events']:>12,} events before {before}  {site['name']}"
