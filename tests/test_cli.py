"""The command line: what it offers and how it refuses."""

import pytest
from click.testing import CliRunner

from tracker import __version__
from tracker.cli import tracker


def test_help_names_the_commands():
    answer = CliRunner().invoke(tracker, ["--help"])
    assert answer.exit_code == 0
    assert "serve" in answer.output


def test_the_version_is_told():
    assert __version__ in CliRunner().invoke(tracker, ["--version"]).output


def test_a_wrong_setting_stops_the_start_with_one_line_each(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PORT", "eighty")
    monkeypatch.setenv("REGISTRATION", "maybe")
    answer = CliRunner().invoke(tracker, ["serve"])
    assert answer.exit_code == 2
    assert [line.partition("=")[0] for line in answer.stderr.splitlines()] == [
        "PORT",
        "REGISTRATION",
    ]
