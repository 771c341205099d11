"""The command line: what it offers and how it refuses."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tracker.build import version
from tracker.cli import tracker

ROOT = Path(__file__).parent.parent


def test_help_names_the_commands():
    answer = CliRunner().invoke(tracker, ["--help"])
    assert answer.exit_code == 0
    assert "serve" in answer.output
    assert "..." not in answer.output.partition("Commands:")[2], "a sentence is cut off"


def test_the_version_is_told():
    said = CliRunner().invoke(tracker, ["--version"]).output
    assert said == f"tracker, version {version()}\n"


def test_a_wrong_setting_stops_the_start_with_one_line_each(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PORT", "eighty")
    monkeypatch.setenv("REGISTRATION", "maybe")
    answer = CliRunner().invoke(tracker, ["serve"])
    assert answer.exit_code == 2
    assert [line.partition("=")[0] for line in answer.stderr.splitlines()] == [
        "PORT",
        "REGISTRATION",
    ]


@pytest.mark.parametrize(("word", "code"), [("--help", 0), ("nonsense", 2)])
def test_run_py_takes_the_words_of_serve(tmp_path: Path, word: str, code: int):
    done = subprocess.run(
        [sys.executable, ROOT / "run.py", word],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == code
    assert "Usage: run.py serve" in done.stdout + done.stderr
    assert list(tmp_path.iterdir()) == []


def commands(group: click.Group = tracker, path: str = "") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command
        if isinstance(command, click.Group):
            yield from commands(command, f"{path}{name} ")
        else:
            yield f"{path}{name}", command


COMMANDS = dict(commands())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_commands_help_has_an_example(name: str):
    shown = CliRunner().invoke(tracker, [*name.split(), "--help"]).output
    usage, _, rest = shown.partition("\n")
    assert usage.startswith("Usage:")
    assert re.search(rf"tracker( --env-file \S+)? {name}\b", rest)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name: str):
    assert f"`{name}" in (ROOT / "docs/commands.md").read_text()


def test_every_documented_command_exists():
    rows = re.findall(r"^\| (`.+`) \|", (ROOT / "docs/commands.md").read_text(), re.M)
    named = [name.strip() for row in rows for name in re.findall(r"`([a-z][a-z -]*)", row)]
    assert named
    assert [name for name in named if name not in COMMANDS] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_takes_a_password_as_an_argument(name: str):
    secret = [each for each in COMMANDS[name].params if "password" in (each.name or "")]
    assert [each.name for each in secret if not getattr(each, "is_flag", False)] == []
