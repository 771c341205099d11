"""`tracker geo`: the place databases."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import click

from tracker.commands.ownership import left_to_owner
from tracker.commands.settings import load_settings
from tracker.services.geo_update import UpdateFailed, update_places


@click.group()
def geo() -> None:
    """Where visitors come from: the place databases."""


@geo.command(epilog="Example: tracker geo update")
def update() -> None:
    """Fetch this month's city database; a running server takes it into use by itself."""
    config = load_settings()
    bar = ProgressBar()
    today = datetime.now(UTC).date()
    try:
        with left_to_owner(config.data_dir):
            done = asyncio.run(
                update_places(config.geo_update_url, config.data_dir, today, bar.show)
            )
    except UpdateFailed as error:
        raise click.ClickException(str(error)) from error
    except KeyboardInterrupt:
        raise click.ClickException("stopped; run it again to go on from here") from None
    finally:
        bar.close()
    click.echo(f"{done.path} {'now holds' if done.is_new else 'already holds'} {done.url}")
    if config.geoip_path:
        click.echo("GEOIP_PATH is set: the server goes on reading that instead.")


class ProgressBar:
    """click's bar, begun when the size is known."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._done = 0

    def show(self, done: int, total: int) -> None:
        """Draw so many bytes of so many."""
        if self._bar is None and total:
            self._bar = click.progressbar(length=total, label="City database")
            self._bar.__enter__()
        if self._bar is not None:
            self._bar.update(done - self._done)
        self._done = done

    def close(self) -> None:
        """End the line."""
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
