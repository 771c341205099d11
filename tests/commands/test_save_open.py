"""`tracker save-open`: what is still open, into a file that the operator names."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import Cli, MakeUser
from tracker.web import keys


@pytest.mark.usefixtures("served")
async def test_it_is_saved_where_the_operator_wants_it(
    cli: Cli, client: TestClient, make_user: MakeUser, tmp_path: Path
) -> None:
    await make_user("ada")
    client.app[keys.DATABASE].path.unlink()
    await client.app[keys.DATABASE].look_at_files()
    file = tmp_path / "saved.db"
    done = await cli("save-open", str(file), "--json")
    assert json.loads(done.stdout) == {"path": str(file), "bytes": file.stat().st_size}, done.stderr
    with closing(sqlite3.connect(file)) as saved:
        assert saved.execute("select name from user").fetchall() == [("ada",)]
    again = await cli("save-open", str(file))
    assert (again.exit_code, f"{file} is there already" in again.stderr) == (1, True)
    elsewhere = await cli("save-open", "/proc/nowhere/saved.db")
    assert (elsewhere.exit_code, "cannot be written" in elsewhere.stderr) == (1, True)
    said = await cli("save-open", str(tmp_path / "another.db"))
    assert said.stdout.startswith(f"{tmp_path / 'another.db'}  ")


@pytest.mark.usefixtures("anywhere")
async def test_where_nothing_was_taken_away_there_is_nothing_to_save(
    cli: Cli, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    done = await cli("save-open", str(tmp_path / "saved.db"))
    assert done.exit_code == 1
    beside = "beside a server" in request.node.name
    assert ("is in its place" if beside else "No server runs here") in done.stderr
