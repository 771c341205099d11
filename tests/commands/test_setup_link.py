"""`tracker setup-link`: another link that makes the first account."""

import asyncio
import re
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient

from tests.commands.conftest import ADDRESS, make_database
from tests.conftest import AsUser, Cli
from tracker.commands.own_program import program_of
from tracker.config import Config
from tracker.web.serving.server import controlled
from tracker.web.signing_in.first_user import first_user_path


@pytest.mark.usefixtures("served")
async def test_it_prints_a_link_that_takes_the_place_of_the_first(
    client: TestClient, cli: Cli
) -> None:
    before = await first_user_path(client.app)
    said = (await cli("setup-link")).stdout
    path = re.fullmatch(re.escape(ADDRESS) + r"(/setup/[\w-]{32})\n", said)
    assert path
    assert (await client.get(path[1])).status == 200
    assert (await client.get(before)).status == 404


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("http://127.0.0.1:4242/stats", "http://127.0.0.1:4242/stats"),
        ("unix:/run/tracker/tracker.sock", "https://YOUR-HOST"),
    ],
)
async def test_it_names_the_address_at_which_the_server_listens(
    client: TestClient, cli: Cli, address: str, named: str
) -> None:
    """The server was started with settings that the command has not."""
    async with controlled(client.app, address):
        said = (await cli("setup-link")).stdout
    assert said.startswith(f"{named}/setup/")


@pytest.mark.usefixtures("served")
async def test_there_is_none_once_somebody_has_an_account(as_user: AsUser, cli: Cli) -> None:
    await as_user("ada")
    made = await cli("setup-link")
    assert made.exit_code == 1
    assert "There is an account already" in made.output


async def test_without_a_server_it_says_what_to_do(cli: Cli, config: Config) -> None:
    await asyncio.to_thread(asyncio.run, make_database(config))
    made = await cli("setup-link")
    assert made.exit_code == 1
    assert "No server runs here. Start it: it prints a set-up link." in made.output


def test_the_program_is_named_as_one_can_call_it(tmp_path: Path) -> None:
    python = tmp_path / "its own" / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    assert program_of(python, tmp_path, "/usr/bin") == "tracker", "not installed there"
    program = python.parent / "tracker"
    program.touch(mode=0o755)
    assert program_of(python, tmp_path / "its own", "/usr/bin") == ".venv/bin/tracker"
    assert program_of(python, Path("/"), "/usr/bin") == f"'{str(program)[1:]}'"
    assert program_of(python, tmp_path / "other", "/usr/bin") == f"'{program}'"
    assert program_of(python, tmp_path, f"/usr/bin:{python.parent}") == "tracker"
