"""`tracker config`: the settings in effect."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import fields
from pathlib import Path

import click

from tracker.commands.drop_in import drop_in, folders_to_make
from tracker.commands.settings import env_file, load_settings
from tracker.config import Config
from tracker.services.checkup.folders import unwritable
from tracker.services.checkup.unit import installed_unit
from tracker.settings.env_file import read_env_file, unread_lines
from tracker.settings.reading import variable_of
from tracker.settings.texts import as_meant
from tracker.storage.file.complaints import complaint
from tracker.storage.file.errors import StorageError
from tracker.storage.file.made_for import mark_of


@click.command(
    short_help="Print the settings in effect, and where each comes from.",
    epilog="Example: tracker --env-file /etc/tracker.env config --json",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print them as JSON, with the database's mark."
)
@click.option("--check", is_flag=True, help="Only say whether they can be used; 2 when not.")
@click.option("--unit", is_flag=True, help="Print what systemd has to be told about the folders.")
@click.option("--folders", is_flag=True, help="Print the folders that the server writes.")
def config(as_json: bool, check: bool, unit: bool, folders: bool) -> None:
    """Print the settings in effect and where each comes from; secrets are masked.

    --check also tries to write where the server will, as its user and as its unit allows."""
    settings, origins = load_settings(), _origins()
    if check:
        _check(settings)
    elif unit:
        click.echo(drop_in(settings), nl=False)
    elif folders:
        for folder in folders_to_make(settings):
            click.echo(folder)
    elif as_json:
        click.echo(json.dumps(_document(settings, origins), indent=2))
    else:
        for name, value in settings.masked().items():
            click.echo(f"{name}={value}".ljust(48) + f"  # {origins[name]}")


def _check(settings: Config) -> None:
    for said in unread_settings():
        click.echo(said, err=True)
    wrong = list(unwritable(settings, installed_unit(env_file())))
    for (setting, folder), why, advice in wrong:
        click.echo(f"{setting}={folder} cannot be written: {why}. {advice}", err=True)
    if wrong:
        sys.exit(2)
    click.echo("The settings can be used.")


def _document(settings: Config, origins: dict[str, str]) -> dict[str, object]:
    """For programs: what a test against a real server has to know first comes first."""
    shown = settings.masked()
    return {
        "environment": settings.environment,
        "mark": _mark(settings.data_dir / "tracker.db"),
        "public_url": settings.public_url,
        "settings": {name: {"value": shown[name], "from": origins[name]} for name in shown},
    }


def _mark(path: Path) -> str | None:
    """None where there is no database yet; production where it cannot be read: the safe answer."""
    if not path.exists():
        return None
    try:
        return mark_of(path)
    except StorageError as error:
        click.echo(complaint(path, error), err=True)
        return "production"


def _origins() -> dict[str, str]:
    kept = read_env_file(env_file())
    origins = {}
    for each in fields(Config):
        name = variable_of(each)
        if as_meant(os.environ.get(name, "")):
            origins[name] = "environment"
        elif name not in os.environ and as_meant(kept.get(name, "")):
            origins[name] = str(env_file())
        else:
            origins[name] = "default"
    return origins


def unread_settings() -> list[str]:
    """What stands in the environment file and is not read, in sentences without its values."""
    file, known = env_file(), {variable_of(each) for each in fields(Config)}
    unknown = [name for name in read_env_file(file) if name not in known]
    return [
        *(f"{file} sets {name}, which is no setting of Tracker." for name in unknown),
        *(f"{file} has no NAME=value in its line {number}." for number in unread_lines(file)),
    ]
