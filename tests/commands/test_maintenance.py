"""`tracker maintenance`, beside a server and without one."""

import json

import pytest

from tests.conftest import Cli
from tracker.config import Config
from tracker.services.upkeep.maintenance import Maintenance

pytestmark = pytest.mark.usefixtures("anywhere")


async def test_the_pages_are_closed_and_opened(cli: Cli, config: Config) -> None:
    closed = await cli("maintenance", "on", "back at 15:00")
    assert closed.exit_code == 0, closed.output
    assert closed.output.startswith("The pages are closed since 20")
    assert closed.output.endswith(" UTC: back at 15:00\n")
    kept = Maintenance(config.data_dir)
    kept.load()
    assert kept.pause
    assert kept.pause.text == "back at 15:00"
    assert (await cli("maintenance", "off")).output == "The pages are open.\n"
    assert (await cli("maintenance", "off")).exit_code == 0


async def test_the_status_is_for_people_and_programs(cli: Cli) -> None:
    assert (await cli("maintenance", "status")).output == "The pages are open.\n"
    await cli("maintenance", "on")
    assert (await cli("maintenance", "status")).output.endswith(" UTC.\n")
    state = json.loads((await cli("maintenance", "status", "--json")).output)
    assert (state["on"], state["text"]) == (True, "")
    assert state["since"] > 0


async def test_other_words_keep_the_beginning(cli: Cli) -> None:
    await cli("maintenance", "on", "soon")
    since = json.loads((await cli("maintenance", "status", "--json")).output)["since"]
    await cli("maintenance", "on", "later")
    state = json.loads((await cli("maintenance", "status", "--json")).output)
    assert state == {"on": True, "since": since, "text": "later"}
