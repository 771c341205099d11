"""`tracker ready`: exit 0 from a server that can store hits, 1 from all else."""

import json

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import Cli
from tracker.web import keys


@pytest.mark.usefixtures("served")
async def test_a_server_that_can_store_hits_is_ready(cli: Cli) -> None:
    done = await cli("ready")
    assert (done.exit_code, done.stdout) == (0, "ready\n")


@pytest.mark.usefixtures("served")
async def test_a_server_that_cannot_says_why(client: TestClient, cli: Cli) -> None:
    client.app[keys.DATABASE].condition.read_only = "a page is smashed"
    done = await cli("ready", "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["wrong"] == "only reading: a page is smashed"


async def test_no_server_is_not_ready(cli: Cli) -> None:
    done = await cli("ready", "--wait", "0.1")
    assert done.exit_code == 1
    assert "No server runs here" in done.stderr
