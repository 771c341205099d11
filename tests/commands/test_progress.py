"""A bar for the person who waits, on the terminal alone: what a script reads stays clean."""

import asyncio
import io
import json
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import fields
from datetime import date
from pathlib import Path

import click
import pytest

from tests.commands.conftest import make_database
from tests.conftest import Cli
from tracker.cli import tracker
from tracker.commands import geo
from tracker.config import Config
from tracker.services.acts.acting import Show
from tracker.services.places.update import Update
from tracker.settings.reading import variable_of

HOST = ("--confirm-host", "127.0.0.1")
BARS = {
    ("backup", "--json"): "Copying",
    ("verify", "--json"): "Checking",
    ("prune", "--json"): "Erasing",
    ("seed", *HOST, "--days", "2", "--visitors", "20", "--json"): "Recording visits",
}
Typed = Callable[..., str]


class Screen(io.StringIO):
    """What somebody looks at."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def typed(
    cli: Cli,  # it makes the file of settings
    config: Config,
    tmp_path: Path,
    screen: Screen,
    monkeypatch: pytest.MonkeyPatch,
) -> Typed:
    """What a command prints for the next program, with a person at the screen."""
    asyncio.run(make_database(config))
    for each in fields(config):
        monkeypatch.delenv(variable_of(each), raising=False)

    def run(*words: str) -> str:
        printed = io.StringIO()
        with redirect_stderr(screen), redirect_stdout(printed):
            tracker.main(["--env-file", str(tmp_path / "env"), *words], standalone_mode=False)
        return printed.getvalue()

    return run


@pytest.mark.parametrize(("words", "label"), BARS.items(), ids=[words[0] for words in BARS])
def test_whoever_waits_sees_how_far_it_is(
    typed: Typed, screen: Screen, words: tuple[str, ...], label: str
) -> None:
    json.loads(typed(*words))
    assert label in screen.getvalue()
    assert "100%" in screen.getvalue()


def test_a_restore_shows_it_too(typed: Typed, screen: Screen) -> None:
    made = json.loads(typed("backup", "--json"))
    screen.truncate(0)
    printed = typed("restore", made["path"])
    assert "100%" in screen.getvalue()
    assert "Restored" in printed
    assert "%" not in printed


def test_a_download_shows_it_too(
    typed: Typed, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fetch(url: str, data_dir: Path, _today: date, show: Show) -> Update:
        show(50, 100)
        return Update(data_dir / "city.mmdb", url, True)

    monkeypatch.setattr(geo, "update_places", fetch)
    assert len(typed("geo", "update").splitlines()) == 1
    assert "City database" in screen.getvalue()
    assert "50%" in screen.getvalue()


def test_what_was_refused_is_not_called_done(typed: Typed, screen: Screen, tmp_path: Path) -> None:
    (tmp_path / "diary.db").write_bytes(b"Dear diary" * 1000)
    with pytest.raises(click.ClickException):
        typed("verify", str(tmp_path / "diary.db"))
    assert "Checking" in screen.getvalue()
    assert "100%" not in screen.getvalue()


async def test_where_nobody_looks_there_is_none(cli: Cli, config: Config) -> None:
    await make_database(config)
    done = await cli("verify", "--json")
    assert (done.stderr, json.loads(done.stdout)["ok"]) == ("", True)
