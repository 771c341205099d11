"""`tracker site`: sites, beside a running server and without one."""

import json
from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import Cli
from tests.web.sites.owners import visit
from tracker.config import Config
from tracker.web import keys


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, public_url="http://example.com", base_path="/stats")


async def add(cli: Cli, *words: str) -> dict[str, object]:
    await cli("user", "add", "ada", "ada@example.com")
    done = await cli("site", "add", *words, "--owner", "ada", "--json")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.usefixtures("anywhere")
async def test_a_site_is_listed_with_its_owner(cli: Cli) -> None:
    made = await add(cli, "https://Example.com/shop", "--time-zone", "Europe/Berlin")
    assert json.loads((await cli("site", "list", "--json")).stdout) == [made]
    assert (made["name"], made["owner"], made["time_zone"]) == (
        "example.com",
        "ada",
        "Europe/Berlin",
    )
    (line,) = (await cli("site", "list")).stdout.splitlines()
    assert line.split() == ["1", made["key"], "example.com", "ada"]


@pytest.mark.usefixtures("served")
async def test_its_very_next_visit_counts(cli: Cli, client: TestClient) -> None:
    made = await add(cli, "example.com")
    answer = await visit(client, client.app[keys.SITES].by_id[made["id"]])
    assert "X-Tracker-Refused" not in answer.headers


@pytest.mark.usefixtures("served")
async def test_it_says_what_to_paste(cli: Cli) -> None:
    await cli("user", "add", "ada", "ada@example.com")
    said = (await cli("site", "add", "example.com", "--owner", "ada")).stdout
    assert '<script defer src="http://example.com/stats/beacon.js" data-site="' in said


@pytest.mark.usefixtures("anywhere")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("example.com", "--owner", "eve"), "Nobody is called 'eve'."),
        (("example.com", "--owner", "ada", "--time-zone", "Mars"), "Choose a time zone"),
        (("x" * 200, "--owner", "ada"), "at most 100 letters"),
    ],
)
async def test_what_cannot_be_is_refused(cli: Cli, words: tuple[str, ...], said: str) -> None:
    await cli("user", "add", "ada", "ada@example.com")
    done = await cli("site", "add", *words)
    assert (done.exit_code, said in done.stderr) == (1, True), done.stderr
    assert json.loads((await cli("site", "list", "--json")).stdout) == []
