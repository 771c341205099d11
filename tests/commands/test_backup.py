"""`tracker backup`, beside a server and without one."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import Cli
from tests.seeded_data import seed
from tracker.web import keys


def users_in(path: str) -> list[str]:
    with closing(sqlite3.connect(path)) as db:
        return [name for (name,) in db.execute("select name from user")]


@pytest.mark.usefixtures("served")
async def test_a_running_server_makes_it(cli: Cli, make_user, client: TestClient) -> None:
    await make_user("ada")
    done = await cli("backup", "--json")
    assert done.exit_code == 0, done.stderr
    made = json.loads(done.stdout)
    assert users_in(made["path"]) == ["ada"]
    assert Path(made["path"]).parent == client.app[keys.CONFIG].data_dir / "backups"


async def test_without_a_server_the_command_makes_it(cli: Cli, data_dir: Path) -> None:
    await seed(data_dir)
    done = await cli("backup")
    assert done.exit_code == 0, done.stderr
    path, size = done.stdout.split("  ")
    assert users_in(path) == ["ada"]
    assert size.endswith("MB\n")


async def test_a_folder_that_cannot_be_written_is_named(cli: Cli, data_dir: Path) -> None:
    await seed(data_dir)
    (data_dir / "backups").touch()
    done = await cli("backup")
    assert done.exit_code == 1
    assert "backups cannot be written" in done.stderr
