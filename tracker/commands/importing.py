"""`tracker import`: history from other products' files, and taking it away again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Sequence
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import Any
from zoneinfo import ZoneInfo

import click

from tracker.commands.acting import Failed, act
from tracker.commands.import_progress import import_progress, unseen
from tracker.commands.import_report import listed, report
from tracker.commands.import_target import import_target
from tracker.commands.json_option import json_option
from tracker.commands.ownership import left_to_owner
from tracker.commands.settings import load_settings
from tracker.commands.until_stopped import until_stopped
from tracker.config import Config
from tracker.domain.days import day_begins
from tracker.domain.imports.imported import Unusable
from tracker.services.acts.acting import Refusal
from tracker.services.acts.words import in_words
from tracker.services.import_files.following import Following
from tracker.services.import_files.running import Show, run_import
from tracker.services.import_files.sources import Wanted
from tracker.services.places.local import Geolocation

UNDO, LIST = "undo", "list"


def _zone(_context: click.Context, _option: click.Parameter, name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError) as error:
        raise click.BadParameter("Write it like Europe/Berlin.") from error


def _day(_context: click.Context, _option: click.Parameter, day: datetime | None) -> Any:
    return day.date() if day else None


DAY = click.DateTime(["%Y-%m-%d"])


@click.command(
    "import",
    short_help="Import history from other products' files and servers' logs.",
    epilog="Example: tracker import access.log* --site example.com",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE... | undo NUMBER | list")
@click.option("--site", metavar="SITE", help="Into which site: its number, key or name.")
@click.option("--dry-run", is_flag=True, help="Only read, and say what would come of it.")
@click.option("--which", default="", metavar="SITE", help="Of several sites in a file, this one.")
@click.option("--from-zone", callback=_zone, metavar="ZONE", help="Of times that name no zone.")
@click.option("--since", type=DAY, callback=_day, help="From this day of the site on.")
@click.option("--before", type=DAY, callback=_day, help="Up to the day before this one.")
@click.option("--own", is_flag=True, help="Also the time since which the site counts itself.")
@click.option("--follow", is_flag=True, help="Go on as the log grows, until Ctrl-C.")
@click.option("--user", type=int, hidden=True)
@click.option("--called", metavar="NAME", hidden=True, help="What the file was called.")
@click.option("--progress-lines", "in_lines", is_flag=True, hidden=True)
@json_option
def import_(files: tuple[str, ...], site: str | None, as_json: bool, **options: Any) -> None:
    """Import FILEs of other products into a site: exports, dumps, logs of web servers.

    What a file is, is recognised by what stands in it. The same file twice, or under another name,
    brings nothing twice, and what was interrupted goes on with the same command. By default it
    ends where the site's own first visit begins. A running server takes the rows behind its hits.
    With --follow the log that was written last is read on, also after its rotation.

    `tracker import list --site SITE` lists what was imported, `tracker import undo NUMBER` takes
    an import away again."""
    config = load_settings()
    if files[0] == UNDO and len(files) == 2 and files[1].isdecimal():
        _undo(config, int(files[1]), as_json=as_json)
        return
    if options["follow"] and options["dry_run"]:
        raise click.UsageError("--follow has no end to say what would come of it: no --dry-run.")
    if not site:
        raise click.UsageError("Say with --site into which site.")
    if files == (LIST,):
        _list(config, site, as_json=as_json)
        return
    paths = [Path(each) for each in files]
    for path in paths:
        if not path.is_file():
            raise click.UsageError(f"There is no file {path}.")
    wanted = _wanted(config, site, options)
    if options["follow"]:
        done = _run(config, _follow(config, paths, wanted))
    else:
        with import_progress(in_lines=options["in_lines"]) as show:
            done = _run(config, _import(config, paths, wanted, show))
    click.echo(json.dumps(done) if as_json else report(done, dry=options["dry_run"]))


def _wanted(config: Config, site: str, options: dict[str, Any]) -> Wanted:
    """Days are the site's, whose time zone is asked only where one is named."""
    since, before = options["since"], options["before"]
    if since or before:
        zone = ZoneInfo(act(config, "import-look", {"site": site})["site"]["time_zone"])
        since, before = (each and day_begins(each, zone) for each in (since, before))
    return Wanted(
        site,
        options["which"],
        options["from_zone"],
        since,
        before,
        options["own"],
        options["dry_run"],
        options["user"],
        options["called"],
    )


def _run(config: Config, work: Coroutine[Any, Any, dict[str, Any]]) -> dict[str, Any]:
    try:
        with in_words(config), left_to_owner(config):
            return asyncio.run(work)
    except (Refusal, Unusable) as refusal:
        raise Failed(str(refusal)) from refusal
    except (KeyboardInterrupt, asyncio.CancelledError):
        raise Failed("Stopped. The same command goes on where it was.") from None


async def _import(
    config: Config, paths: Sequence[Path], wanted: Wanted, show: Show
) -> dict[str, Any]:
    async with (
        import_target(config) as target,
        Geolocation.open(config.data_dir, config.geoip_path) as places,
    ):
        return await run_import(target, paths, wanted, places.find, show)


async def _follow(config: Config, paths: Sequence[Path], wanted: Wanted) -> dict[str, Any]:
    stop = Event()
    following = Following(paths, stop)
    with until_stopped(stop):
        async with (
            import_target(config, beside=True) as target,
            Geolocation.open(config.data_dir, config.geoip_path) as places,
        ):
            click.echo(f"Following {following.path} until Ctrl-C.", err=True)
            return await run_import(target, paths, wanted, places.find, unseen, following)


def _undo(config: Config, number: int, *, as_json: bool) -> None:
    done = act(config, "import-undo", {"number": number})
    if as_json:
        click.echo(json.dumps(done))
    else:
        click.echo(f"Import {number} ({', '.join(done['files'])}) is gone.")


def _list(config: Config, site: str, *, as_json: bool) -> None:
    imports = act(config, "import-list", {"site": site})["imports"]
    if as_json:
        click.echo(json.dumps(imports))
        return
    if not imports:
        click.echo("Nothing was imported.", err=True)
    for each in imports:
        click.echo(listed(each))
