"""`tracker prune`: visits that are older than their site keeps them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import click

from tracker.commands.acting import act
from tracker.commands.progress import progress
from tracker.commands.settings import load_settings


@click.command(
    short_help="Erase visits that are older than their site keeps them.",
    epilog="Example: tracker prune --dry-run",
)
@click.option("--dry-run", is_flag=True, help="Only print what would go, site by site.")
@click.option("--json", "as_json", is_flag=True, help="Print the sites as JSON.")
def prune(dry_run: bool, as_json: bool) -> None:
    """Erase visits that are older than their site keeps them: see RETENTION_DAYS.

    A running server does the same by itself early every morning."""
    with progress("Erasing") as show:
        sites = act(load_settings(), "prune", {"dry_run": dry_run}, show)["sites"]
    if as_json:
        click.echo(json.dumps(sites))
        return
    for site in sites:
        before = f"{datetime.fromtimestamp(site['before'] / 1000, UTC):%Y-%m-%d %H:%M} UTC"
        click.echo(f"{site['events']:>12,} events before {before}  {site['name']}")
    if not sites:
        click.echo("Nothing is older than its site keeps it.")
