"""`tracker create-session`: a cookie for tests that want to be somebody."""

import json
from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from tests.commands.conftest import make_database
from tests.conftest import Cli, MakeUser
from tracker.app import create_app
from tracker.config import Config


@pytest.mark.usefixtures("served")
async def test_its_cookie_is_logged_in(client: TestClient, cli: Cli, make_user: MakeUser) -> None:
    await make_user("ada")
    printed = (await cli("create-session", "ada")).stdout.strip()
    page = await (await client.get("/account", headers={"Cookie": printed})).text()
    assert "tracker create-session" in page, "the list of sessions says who made it"


async def test_one_made_without_a_server_is_good_at_its_next_start(
    cli: Cli, config: Config, aiohttp_client: AiohttpClient
) -> None:
    await make_database(config)
    await cli("user", "add", "ada", "ada@example.com")
    printed = (await cli("create-session", "ada")).stdout.strip()
    client = await aiohttp_client(create_app(config))
    assert (await client.get("/account", headers={"Cookie": printed})).url.path == "/account"


@pytest.mark.usefixtures("anywhere")
async def test_an_email_names_the_user_too(cli: Cli) -> None:
    await cli("user", "add", "ada", "ada@example.com")
    assert (await cli("create-session", "ADA@example.com")).stdout.startswith("tracker=")


@pytest.mark.usefixtures("anywhere")
async def test_nobody_of_that_name_is_refused(cli: Cli) -> None:
    done = await cli("create-session", "eve")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "Nobody is called 'eve'" in done.stderr


class TestOverHttps:
    @pytest.fixture
    def config(self, config: Config) -> Config:
        return replace(config, public_url="https://stats.example.com")

    @pytest.mark.usefixtures("served")
    async def test_as_json_a_browser_can_be_given_it(self, cli: Cli, make_user: MakeUser) -> None:
        await make_user("ada")
        cookie = json.loads((await cli("create-session", "ada", "--json")).stdout)
        assert len(cookie.pop("value")) == 43
        assert cookie == {
            "name": "__Host-tracker",
            "path": "/",
            "secure": True,
            "domain": "stats.example.com",
        }
