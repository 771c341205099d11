"""`tracker lists`: lists that come from elsewhere."""

import asyncio

import click

from tracker.commands.ownership import left_to_owner
from tracker.commands.settings import load_settings
from tracker.services.recording.spam_list import fetched_list
from tracker.services.upkeep.list_download import NoList, fetch_list, keep_list


@click.group()
def lists() -> None:
    """Lists that come from elsewhere."""


@lists.command(epilog="Example: tracker lists update")
def update() -> None:
    """Fetch the list of spamming hosts from LISTS_URL; a running server takes it up by itself."""
    config = load_settings()
    if not config.lists_url:
        raise click.UsageError("LISTS_URL is not set: the address of a list, one host a line.")
    try:
        hosts = asyncio.run(fetch_list(config.lists_url))
        with left_to_owner(config):
            keep_list(hosts, fetched_list(config.data_dir))
    except (NoList, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{len(hosts)} hosts are listed as spam.")
