"""`tracker doctor`: what is wrong with this installation, and what to do about it."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path
from typing import Any

import click

from tracker.commands.config import unread_settings
from tracker.commands.control import NoServer, ask, control_session
from tracker.commands.engines import look_at_engines
from tracker.commands.settings import env_file, load_settings
from tracker.config import Config
from tracker.services.checkup import (
    clock,
    database,
    disk,
    folders,
    mail,
    places,
    provider,
    reports,
    serving,
    settings,
)
from tracker.services.checkup.findings import Finding, bad, worst
from tracker.services.checkup.unit import installed_unit
from tracker.storage.file.complaints import complaint
from tracker.storage.file.errors import StorageError
from tracker.storage.file.migrations import Unusable
from tracker.web.mail.writing import sender_of

COLOURS = {"ok": "green", "warn": "yellow", "bad": "red"}
Look = Callable[[], Iterable[Finding]]


@click.command(
    short_help="Say what is wrong with this installation, and what to do.",
    epilog="Example: tracker doctor --mail-to ada@example.com",
)
@click.option(
    "--mail-to",
    default="",
    metavar="ADDRESS",
    help="Send a mail there, and look for it in the mailbox at MAILBOX_URL.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def doctor(mail_to: str, as_json: bool) -> None:
    """Look at settings, files, disk, SQLite, clock, places, mail, proxies, space, reports
    and backups; where several processes are one server, at what they share.

    Each line is ok, warn or bad, and says what to do. It changes nothing, and works beside a
    running server and without one. The exit code is 1 when something is bad."""
    config = load_settings()
    findings = asyncio.run(_examine(config, mail_to, quiet=as_json))
    if as_json:
        click.echo(json.dumps([finding._asdict() for finding in findings], indent=2))
    if worst(findings) == "bad":
        sys.exit(1)


async def _examine(config: Config, mail_to: str, quiet: bool) -> list[Finding]:
    findings = []
    async for finding in _findings(config, mail_to):
        findings.append(finding)
        if not quiet:
            _print(finding)
    return findings


def _print(finding: Finding) -> None:
    level = click.style(f"{finding.level:<5}", fg=COLOURS[finding.level])
    click.echo(f"{level} {finding.check:<12} {finding.found}")
    if finding.advice:
        click.echo(f"{'':18} → {finding.advice}")


async def _findings(config: Config, mail_to: str) -> AsyncIterator[Finding]:
    """As they come: some take a second."""
    if config.is_one_of_many:
        looks = _looks_at_one_of_many(config)
    else:
        looks = _looks(config, await _server(config.data_dir))
    for name, look in looks.items():
        for finding in _found(config, name, look):
            yield finding
    if config.is_one_of_many:
        for finding in await look_at_engines(config):
            yield finding
    for finding in await clock.look_at_the_world(config):
        yield finding
    for finding in await places.look_at_service(config):
        yield finding
    for finding in await provider.look_at_provider(config):
        yield finding
    about_mail = (config.mail_url, sender_of(config), mail_to, config.mailbox_url)
    for finding in await mail.look_at_mail(*about_mail):
        yield finding


def _looks(config: Config, figures: dict[str, Any] | None) -> dict[str, Look]:
    folder, now = config.data_dir, time.time_ns() // 1_000_000
    always: dict[str, Look] = {
        "settings": lambda: settings.look_at_settings(config, env_file(), unread_settings()),
        "server": lambda: serving.look_at_server(figures),
        "sqlite": database.look_at_sqlite,
        "folders": lambda: folders.look_at_folders(config, installed_unit(env_file())),
    }
    if not folder.exists():
        advice = "`tracker serve` makes it; or choose another DATA_DIR."
        return always | {"data": lambda: [bad("data", f"There is no folder {folder}.", advice)]}
    return always | {
        "maintenance": lambda: serving.look_at_maintenance(folder),
        "permissions": lambda: disk.look_at_permissions(folder),
        "space": lambda: disk.look_at_space(config),
        "disk": lambda: disk.look_at_syncs(folder),
        "database": lambda: database.look_at_database(config, figures is not None),
        "backups": lambda: database.look_at_backups(config, now),
        "reports": lambda: reports.look_at_reports(folder, figures),
        "places": lambda: places.look_at_places(config, now),
        "clock": lambda: clock.look_at_files(folder),
    }


def _looks_at_one_of_many(config: Config) -> dict[str, Look]:
    """Its folder has nothing that has to stay, and what is kept is kept elsewhere."""
    return {
        "settings": lambda: settings.look_at_settings(config, env_file(), unread_settings()),
        "folders": lambda: folders.look_at_folders(config, installed_unit(env_file())),
        "places": lambda: places.look_at_places(config, time.time_ns() // 1_000_000),
    }


def _found(config: Config, name: str, look: Look) -> list[Finding]:
    """A check that fails is a finding itself, after what it has found until then."""
    found: list[Finding] = []
    try:
        found.extend(look())
    except StorageError as error:
        found.append(bad(name, complaint(config.data_dir / "tracker.db", error), "See above."))
    except (OSError, Unusable) as error:
        found.append(bad(name, f"{error}.", "Mend that first."))
    return found


async def _server(data_dir: Path) -> dict[str, Any] | None:
    try:
        async with control_session(data_dir) as session:
            figures: dict[str, Any] = await ask(session, "/checkup", data_dir)
            return figures
    except NoServer:
        return None
