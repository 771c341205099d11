"""What a user may not enter or read is a sentence and an exit code, never a traceback."""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner, Result

from tests.commands.test_broken_database import nobody
from tracker.cli import tracker

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0, reason="needs root, who may become somebody else"
)
COMMANDS = [("user", "list"), ("serve",), ("config",), ("config", "--check"), ("doctor",)]


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that everybody may enter, and one in it that root alone may."""
    with TemporaryDirectory(prefix="tracker-shut-") as name:
        Path(name).chmod(0o755)
        (Path(name) / "shut").mkdir(mode=0o700)
        (Path(name) / "shut" / "data").mkdir()
        yield Path(name)


def say(*words: str) -> Result:
    """What nobody in particular is told."""
    CliRunner().invoke(tracker, [*words, "--help"])  # what is imported late may be root's
    codecs.lookup("utf-8-sig")
    with nobody():
        return CliRunner().invoke(tracker, words, env={"DATA_DIR": None, "PATH": "/usr/bin:/bin"})


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_data_folder_in_one_that_may_not_be_entered(place: Path, words: tuple[str, ...]) -> None:
    env_file = place / "env"
    env_file.write_text("DATA_DIR=shut/data\n")
    done = say("--env-file", str(env_file), *words)
    assert done.exit_code == 2
    assert done.stderr == f"DATA_DIR={place}/shut/data cannot be used: Permission denied\n"


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_current_folder_that_may_not_be_entered(
    place: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    """As for `sudo -u tracker` in /root: nobody knows which settings would be meant."""
    monkeypatch.chdir(place / "shut")
    done = say(*words)
    assert done.exit_code == 2
    assert "Name the file with --env-file" in done.stderr


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_settings_that_may_not_be_read(
    place: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(place)
    Path(".env").write_text("PORT=0\n")
    Path(".env").chmod(0o600)
    done = say(*words)
    assert done.exit_code == 2
    assert done.stderr == ".env cannot be read: Permission denied.\n"


def test_a_file_that_may_not_be_read(place: Path) -> None:
    env_file, file = place / "env", place / "shut" / "backup.db"
    env_file.write_text("DATA_DIR=data\n")
    (place / "data").mkdir()
    (place / "data").chmod(0o777)
    file.touch()
    done = say("--env-file", str(env_file), "restore", str(file))
    assert done.exit_code == 1
    assert "Permission denied" in done.stderr
    assert len(done.stderr.splitlines()) == 1
