"""`tracker reports`: the file from which reports are answered."""

from __future__ import annotations

import json

import click

from tracker.commands.acting import act
from tracker.commands.json_option import json_option
from tracker.commands.progress import progress
from tracker.commands.settings import load_settings


@click.group(short_help="Count the reports' file anew.")
def reports() -> None:
    """The file reports.duckdb is made from the database, and may be deleted at any time."""


@reports.command(epilog="Example: tracker reports rebuild")
@json_option
def rebuild(as_json: bool) -> None:
    """Delete the reports' file, and count the log anew.

    A running server does it beside its serving, and reports say how far it is. It is what
    `tracker verify` asks for where a figure is wrong."""
    with progress("Counting") as show:
        done = act(load_settings(), "reports-rebuild", show=show)
    if as_json:
        click.echo(json.dumps(done))
    else:
        click.echo(f"Reports are counted anew, up to row {done['rows']:,} of the log.")
