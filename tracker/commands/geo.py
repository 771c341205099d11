"""`tracker geo`: the place databases."""

import asyncio
from datetime import UTC, datetime

import click

from tracker.commands.ownership import left_to_owner
from tracker.commands.progress import progress
from tracker.commands.settings import load_settings
from tracker.masks import masked
from tracker.services.places.update import UpdateFailed, update_places


@click.group()
def geo() -> None:
    """Where visitors come from: the place databases."""


@geo.command(epilog="Example: tracker geo update")
def update() -> None:
    """Fetch this month's city database; a running server takes it into use by itself."""
    config, today = load_settings(), datetime.now(UTC).date()
    try:
        with left_to_owner(config), progress("City database") as show:
            done = asyncio.run(update_places(config.geo_update_url, config.data_dir, today, show))
    except UpdateFailed as error:
        raise click.ClickException(str(error)) from error
    except KeyboardInterrupt:
        raise click.ClickException("stopped; run it again to go on from here") from None
    click.echo(f"{done.path} {'now holds' if done.is_new else 'already holds'} {masked(done.url)}")
    if config.geoip_path:
        click.echo("GEOIP_PATH is set: the server goes on reading that instead.")
