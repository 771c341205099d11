"""`tracker config`: what is in effect, where it comes from, and what the database is marked."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.conftest import Cli
from tracker.cli import tracker
from tracker.config import Config
from tracker.storage.file.database import Database


def printed(env_file: Path, *words: str, **environ: str) -> str:
    words = ("--env-file", str(env_file), "config", *words)
    done = CliRunner().invoke(tracker, words, env=environ)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    path = tmp_path / "env"
    path.write_text("PORT=81\nLOG_LEVEL=\nDATA_DIR=kept\n")
    return path


def test_each_setting_says_where_it_comes_from(env_file: Path) -> None:
    lines = [line.split() for line in printed(env_file, HOST="::1").splitlines()]
    origins = {line[0]: line[-1] for line in lines}
    assert origins["PORT=81"] == str(env_file)
    assert origins["HOST=::1"] == "environment"
    assert origins["LOG_LEVEL=INFO"] == "default"


def test_a_password_in_an_address_is_masked(env_file: Path) -> None:
    shown = printed(env_file, LISTS_URL="https://ada:secret@lists.example/")
    assert "LISTS_URL=https://***@lists.example/" in shown
    assert "secret" not in shown


def test_a_setting_that_is_none_is_named(env_file: Path) -> None:
    env_file.write_text("PROT=81\n")
    done = CliRunner().invoke(tracker, ["--env-file", str(env_file), "config", "--check"])
    assert (done.exit_code, "PROT" in done.stderr) == (0, True)


def test_a_line_that_sets_nothing_is_named_without_its_words(env_file: Path) -> None:
    env_file.write_text("# a comment\n\nPORT=81\nPUBLIC_URL: https://ada:hunter2@a.example\n")
    done = CliRunner().invoke(tracker, ["--env-file", str(env_file), "config", "--check"])
    assert (done.exit_code, "no NAME=value in its line 4." in done.stderr) == (0, True)
    assert "hunter2" not in done.output


def test_a_wrong_setting_fails_the_check(env_file: Path) -> None:
    env_file.write_text("PORT=eighty\n")
    done = CliRunner().invoke(tracker, ["--env-file", str(env_file), "config", "--check"])
    assert (done.exit_code, done.stderr.startswith("PORT=")) == (2, True)


async def told(cli: Cli) -> dict[str, object]:
    return json.loads((await cli("config", "--json")).stdout)


async def test_before_there_is_a_database_there_is_no_mark(cli: Cli) -> None:
    assert (await told(cli))["mark"] is None


@pytest.mark.usefixtures("served")
async def test_a_database_is_marked_with_the_environment_it_was_made_in(cli: Cli) -> None:
    answer = await told(cli)
    assert (answer["environment"], answer["mark"], answer["public_url"]) == ("test", "test", "")


async def test_another_environment_does_not_change_the_mark(cli: Cli, config: Config) -> None:
    config.data_dir.mkdir()
    path = config.data_dir / "tracker.db"
    async with Database.open(path, environment="production"):
        pass
    async with Database.open(path, environment=config.environment):
        assert (await told(cli))["mark"] == "production"


async def test_a_file_that_cannot_be_read_counts_as_production(cli: Cli, config: Config) -> None:
    config.data_dir.mkdir()
    (config.data_dir / "tracker.db").write_bytes(b"no database" * 100)
    answer = await cli("config", "--json")
    assert json.loads(answer.stdout)["mark"] == "production"
    assert "is no database" in answer.stderr


@pytest.mark.parametrize("environment", ["production", "staging", "test"])
def test_its_environment_is_told(environment: str, config: Config, tmp_path: Path) -> None:
    given = replace(config, environment=environment)
    (tmp_path / "env").write_text(f"DATA_DIR={given.data_dir}\n")
    answer = printed(tmp_path / "env", "--json", ENVIRONMENT=environment)
    assert json.loads(answer)["environment"] == environment
