"""`tracker setup-link`: another link that makes the first account."""

import asyncio
import re

import pytest
from aiohttp.test_utils import TestClient

from tests.commands.conftest import make_database
from tests.conftest import AsUser, Cli
from tracker.config import Config
from tracker.web.signing_in.first_user import first_user_path


@pytest.mark.usefixtures("served")
async def test_it_prints_a_link_that_takes_the_place_of_the_first(
    client: TestClient, cli: Cli
) -> None:
    before = await first_user_path(client.app)
    said = (await cli("setup-link")).stdout
    path = re.fullmatch(r"http://\S+?(/setup/[\w-]{32})\n", said)
    assert path
    assert (await client.get(path[1])).status == 200
    assert (await client.get(before)).status == 404


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
